import { expect, test } from 'vitest'
import type { DecideResponse } from '../../../snippet/wire.ts'
import { decideOf, testEdge } from '../../support/edge.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'

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
