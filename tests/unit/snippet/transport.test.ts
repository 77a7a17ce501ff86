import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { BUDGET, buildSnippet } from '../../../snippet/build.ts'
import { createSay, createTransport, type Refuse } from '../../../snippet/transport.ts'
import { mintId } from '../../../snippet/visitor.ts'

afterEach(() => vi.unstubAllGlobals())

const batch = {
  batch: 'b1',
  visitor: 'v1',
  grant: 0.5,
  era: undefined,
  events: [],
  at: 1,
  size: 2,
  lost: { age: 3 },
}
const deliver = async (fetch: () => Promise<Response>, refused: Refuse = async () => -1) => {
  const acknowledged = vi.fn()
  const stub = vi.fn(fetch)
  vi.stubGlobal('fetch', stub)
  const say = createSay('https://edge.example', () => ({ site: 's' }))
  const { signal } = new AbortController()
  const wait = await createTransport(say, acknowledged, refused, () => signal)(batch)
  const [url, init] = stub.mock.calls[0] as unknown as [string, RequestInit]
  return { wait, acknowledged, url, init, signal }
}
const json = (body: unknown, init?: ResponseInit) => async () => new Response(JSON.stringify(body), init)

test('[O12] the acknowledgement of this batch settles it, and its answer is heard', async () => {
  const { wait, acknowledged, url, init, signal } = await deliver(json({ ack: 'b1', capsule: 'c' }))
  expect(wait).toBe(0)
  expect(acknowledged).toHaveBeenCalledWith({ ack: 'b1', capsule: 'c' }, 'v1')
  expect(url).toBe('https://edge.example/v1/collect')
  expect(init).toMatchObject({ method: 'POST', keepalive: true, signal })
  const sent = JSON.parse(init.body as string)
  expect(sent).toMatchObject({ site: 's', visitor: 'v1', batch: 'b1', events: [], lost: { age: 3 } })
  // What names this grant of consent is nobody else's business.
  expect(sent).not.toHaveProperty('grant')
})

test('[O12] final refusals are handed on with their code; everything else is tried again, after as long as the edge asks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 400, max: 599 }), fc.nat(900), async (status, seconds) => {
      const refused = vi.fn(async () => -1)
      const { wait, acknowledged } = await deliver(
        json({ code: 'some_reason' }, { status, headers: { 'retry-after': `${seconds}` } }),
        refused,
      )
      const final = status < 500 && status !== 408 && status !== 429
      expect(wait).toBe(final ? -1 : seconds * 1000 || 1)
      expect(refused.mock.calls).toEqual(final ? [[batch, status, 'some_reason']] : [])
      expect(acknowledged).not.toHaveBeenCalled()
    }),
  )
})

test('[O12] a refusal in HTML is one as well; without what judges refusals the batch stays', async () => {
  const proxy = async () => new Response('<html>Too large</html>', { status: 413 })
  expect((await deliver(proxy)).wait).toBe(-1)
  expect((await deliver(proxy, async () => undefined)).wait).toBe(1)
})

test("[O12] another batch's acknowledgement, no JSON, or no network settle nothing", async () => {
  const answers = [
    json({ ack: 'b2' }),
    json('b1'),
    json(null),
    async () => new Response('<html>captive portal</html>'),
    () => Promise.reject(new TypeError('Failed to fetch')),
  ]
  for (const answer of answers) {
    const { wait, acknowledged } = await deliver(answer)
    expect(wait).toBeGreaterThan(0)
    expect(acknowledged).not.toHaveBeenCalled()
  }
})

test("[O2] a batch's id is 22 characters of base64url, and does not come twice", () => {
  const ids = new Set(Array.from({ length: 5000 }, mintId))
  expect(ids.size).toBe(5000)
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/)
})

test('[O15] the script keeps to its budget, and the same sources give the same bytes', async () => {
  const [built, again] = await Promise.all([buildSnippet(), buildSnippet()])
  expect(built.size.brotli).toBeLessThanOrEqual(BUDGET.brotli)
  expect(built.size.stub).toBeLessThanOrEqual(BUDGET.stub)
  const hash = (code: string) => createHash('sha256').update(code).digest('hex')
  expect(hash(again.code)).toBe(hash(built.code))
  // Names are mangled by each build for itself: nothing mangled may cross from one file to the other.
  for (const part of Object.values(built.parts)) expect(part).not.toMatch(/\b_[a-z]\w*\b(?=\s*[(:,])/)
})
