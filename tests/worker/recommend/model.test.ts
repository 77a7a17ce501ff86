import { describe, expect, it } from 'vitest'
import { openModel } from '../../../edge/recommend/model.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import { train } from '../../../edge/recommend/train.ts'
import { syntheticShop } from '../../bench/recommend/synthetic.ts'

describe('a large model in workerd', () => {
  const shop = syntheticShop(50_000, 20_000)
  const bytes = train(shop)

  it('[M24] opens on the bytes themselves, answers, and allocates no more than a share of them', () => {
    const opened = openModel(bytes)
    if (!opened.ok) throw new Error(opened.reason)
    const { model } = opened
    expect(model.sessions.items.buffer).toBe(bytes.buffer)
    expect(model.rules.targets.buffer).toBe(bytes.buffer)
    let own = 0
    for (const part of [model, model.scratch, model.weights])
      for (const value of Object.values(part))
        if (ArrayBuffer.isView(value) && value.buffer !== bytes.buffer) own += value.byteLength
    expect(own).toBeLessThan(4_000_000)
    for (let s = 0; s < 200; s++) {
      const session = [...shop.items.subarray(shop.offsets[s], shop.offsets[s + 1])].map(
        (item) => shop.ids[item]!,
      )
      const list = recommend(model, { kind: 'session', session, now: model.meta.to }, { size: 20 })
      expect(new Set(list.map(({ item_id }) => item_id)).size).toBe(20)
    }
  })

  it('[M2] refuses half of itself', () => {
    expect(openModel(bytes.slice(0, bytes.length / 2))).toEqual({ ok: false, reason: 'truncated' })
  })
})
