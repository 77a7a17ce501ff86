import { parentPort } from 'node:worker_threads'
import { play, story } from './run.ts'
import { addSums, noSums, OPEN, type Told } from './stories.ts'

// A thread of stories.ts: plays the seeds that it is given, up to the first that breaks a promise.
parentPort!.on('message', async ({ from, seeds, open }: { from: number; seeds: number; open: boolean }) => {
  let sums = noSums()
  const tell = (told: Told) => parentPort!.postMessage(told)
  for (let seed = from; seed < from + seeds; seed++) {
    if (open && OPEN.includes(seed)) continue
    const { violations, ...counts } = await play(story(seed), seed)
    if (violations.length) return tell({ failed: { seed, violations } })
    sums = addSums(sums, { stories: 1, ...counts })
  }
  tell({ sums })
})
