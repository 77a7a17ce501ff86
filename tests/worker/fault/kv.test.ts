import type { KVNamespace } from '@cloudflare/workers-types'
import { expect, test } from 'vitest'
import { kvStore, LEAST_CACHE, LEAST_LIFE } from '../../../edge/publish/store.ts'
import type { DecideResponse } from '../../../snippet/wire.ts'
import { decideOf, testEdge } from '../../support/edge.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'
import { kv } from '../../support/workerd.ts'

test('[F4] a KV that hangs holds no first question for ever, and what it gave before is kept', async () => {
  const store = memoryStore()
  await stock(store)
  const hanging = new Set<string>()
  const edge = await testEdge({
    store: {
      ...store,
      get: (key) =>
        [...hanging].some((part) => key.includes(part)) ? new Promise(() => {}) : store.get(key),
    },
  })
  const bundle = async () => {
    const response = await edge.post('/v1/decide', decideOf(['home-hero']))
    return [response.status, ((await response.json()) as DecideResponse).bundle !== null]
  }
  hanging.add('/')
  expect(await bundle()).toEqual([200, false])
  hanging.clear()
  hanging.add('model')
  expect(await bundle()).toEqual([200, true])
  hanging.add('/')
  expect(await bundle()).toEqual([200, true])
})

test('[F5] a life or a cache that is shorter than KV takes is floored, and then KV takes it', async () => {
  const real = kv()
  const told: [string, number | undefined][] = []
  const strict = {
    get: (key: string, options: { cacheTtl: number }) => {
      told.push(['cache', options.cacheTtl])
      if (options.cacheTtl < LEAST_CACHE) throw new Error(`Invalid cache_ttl of ${options.cacheTtl}.`)
      return real.get(key, options as never)
    },
    put: (key: string, value: string, options?: { expirationTtl: number }) => {
      told.push(['life', options?.expirationTtl])
      // The real one refuses by itself.
      return real.put(key, value, options)
    },
  } as unknown as KVNamespace
  await expect(real.put('k', 'v', { expirationTtl: LEAST_LIFE - 1 })).rejects.toThrow(/expiration/i)
  for (const seconds of [0, 1, 29, 59, -5]) {
    const store = kvStore(strict, { cache: seconds, life: seconds })
    await store.put('k', `v${seconds}`)
    expect(new TextDecoder().decode(await store.get('k'))).toBe(`v${seconds}`)
  }
  const store = kvStore(strict, { cache: 90, life: 120 })
  await store.put('k', 'v')
  await store.get('k')
  await kvStore(strict).put('k', 'v')
  expect(told.slice(-3)).toEqual([
    ['life', 120],
    ['cache', 90],
    ['life', undefined],
  ])
  expect(Math.min(...told.slice(0, -1).map(([, seconds]) => seconds!))).toBe(LEAST_CACHE)
})
