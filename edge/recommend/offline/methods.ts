import { ask } from '../ask.ts'
import type { Model } from '../model.ts'
import { PART, PARTS } from '../parts.ts'
import { plainRanker } from '../ranker.ts'
import { recommend } from '../recommend.ts'
import { sweep } from '../scratch.ts'
import { selectTop } from '../select.ts'

/** Lists the ids that come next after a session; `discovery` leaves out what the session holds. */
export type Method = (session: string[], size: number, discovery: boolean) => string[]

const byPart =
  (part: number) =>
  (model: Model): Method => {
    const score = new Float32Array(model.scratch.itemOf.length)
    return (session, size, discovery) => {
      const { scratch, ids } = model
      ask(
        model,
        session.map((id) => ids.find(id)).filter((item) => item >= 0),
      )
      for (let s = 0; s < scratch.used; s++) {
        const seen = discovery && s < scratch.asked
        score[s] = seen ? 0 : scratch.parts[s * PARTS + part]!
        scratch.order[s] = s
      }
      const count = selectTop(scratch.order, score, scratch.used, size)
      const list: string[] = []
      for (let i = 0; i < count && score[scratch.order[i]!]! > 0; i++)
        list.push(ids.name(scratch.itemOf[scratch.order[i]!]!))
      sweep(scratch)
      return list
    }
  }

const answer =
  (kind: 'session' | 'bestsellers') =>
  (model: Model): Method =>
  (session, size, discovery) =>
    recommend(model, { kind, session, now: model.meta.to }, { size, discovery }).map(({ item_id }) => item_id)

/** Every method that `evaluate` compares: single parts of the model, the plain blend, and what the shop's visitors get. */
export const METHODS: Record<string, (model: Model) => Method> = {
  popularity: answer('bestsellers'),
  'rules-after': byPart(PART.rulesAfter),
  'rules-next': byPart(PART.rulesNext),
  'rules-both': byPart(PART.rulesBoth),
  'rules-twice': byPart(PART.rulesTwice),
  neighbours: byPart(PART.neighbours),
  'plain-blend': (model) =>
    answer('session')({ ...model, rankers: { all: plainRanker(), discovery: plainRanker() } }),
  blend: answer('session'),
}
