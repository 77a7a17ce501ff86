import { describe, expect, test } from 'vitest'
import { publishFiles, STARTER } from '../../../edge/local/shop.ts'
import { pointerKey, readPointer } from '../../../edge/publish/pointer.ts'
import { history, rollBack } from '../../../edge/publish/versions.ts'
import { compile } from '../../../rules/compile.ts'
import { publishRules } from '../../../rules/workbench/publishing.ts'
import { NOW } from '../../support/arbitrary.ts'
import { memoryStore } from '../../support/memory-store.ts'

const files = (hero: string, expected = hero) => ({
  'a.yaml': `
shop: { currency: USD, locale: en-US, timezone: UTC }
blocks: { ${hero}: { template: <p>${hero}</p> } }
slots: { home: { show: [{ block: ${hero} }] } }
tests: [{ name: anybody, expect: { home: ${expected} } }]
`,
})
const start = (store: ReturnType<typeof memoryStore>, hero: string, expected?: string) =>
  publishFiles(store, 'demo', NOW, files(hero, expected))
const liveHash = async (store: ReturnType<typeof memoryStore>) =>
  (await readPointer(store, 'demo', 'bundle'))?.hash
const hashOf = (hero: string) => compile(files(hero)).bundle.hash
const marketer = { at: NOW, author: 'anna', message: 'winter' }
const byMarketer = (store: ReturnType<typeof memoryStore>, hero: string) =>
  publishRules(store, 'demo', compile(files(hero)), [], marketer)

describe('npm start', () => {
  test('[R96] publishes where nothing is live, tested and remembered', async () => {
    const store = memoryStore()
    expect(await start(store, 'one')).toBe('Published the rules: 0 segments, 1 slot; 1 test passed.')
    expect(await liveHash(store)).toBe(hashOf('one'))
    expect(await history(store, 'demo')).toEqual([
      { hash: hashOf('one'), at: NOW, author: STARTER, message: 'the first start' },
    ])
  })

  test('[R96] publishes files that changed since its own last word, and nothing where they did not', async () => {
    const store = memoryStore()
    await start(store, 'one')
    expect(await start(store, 'one')).toContain('live as they are in the files')
    expect(await start(store, 'two')).toContain('Published the rules')
    expect((await history(store, 'demo')).map(({ hash }) => hash)).toEqual([hashOf('one'), hashOf('two')])
  })

  test('[R96] publishes over what nobody can read any more', async () => {
    const store = memoryStore()
    await byMarketer(store, 'one')
    store.values.set(`bundle/${hashOf('one')}`, new TextEncoder().encode('{"hash":'))
    expect(await start(store, 'two')).toContain('Published the rules')
    expect(await liveHash(store)).toBe(hashOf('two'))
  })

  test('[R97] keeps what a marketer published, and says what differs and what to do', async () => {
    const store = memoryStore()
    await start(store, 'one')
    await byMarketer(store, 'two')
    const said = await start(store, 'one')
    expect(said).toContain('The rules stay as anna published them on')
    expect(said).toContain('("winter"); the files differ.')
    expect(said).toContain('npm run rules -- publish')
    expect(await liveHash(store)).toBe(hashOf('two'))
  })

  test('[R97] keeps what a marketer rolled back to', async () => {
    const store = memoryStore()
    await start(store, 'one')
    await start(store, 'two')
    await rollBack(store, 'demo', undefined, marketer)
    await start(store, 'two')
    expect(await liveHash(store)).toBe(hashOf('one'))
  })

  test('[R97] goes on with what is live when the files have mistakes; with nothing live it names them', async () => {
    const store = memoryStore()
    await expect(start(store, 'one', 'nothing')).rejects.toThrow(/test-failed.*1 of 1 tests fail/s)
    expect(store.values.has(pointerKey('demo', 'bundle'))).toBe(false)
    await start(store, 'one')
    const said = await start(store, 'two', 'nothing')
    expect(said).toMatch(/test-failed.*What was live before still is\.$/s)
    expect(await liveHash(store)).toBe(hashOf('one'))
  })
})
