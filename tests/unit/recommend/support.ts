import { type Model, openModel } from '../../../edge/recommend/model.ts'
import type { ListOptions, Question } from '../../../edge/recommend/question.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'
import type { Session } from '../../../edge/recommend/sessions.ts'
import { type TrainOptions, train } from '../../../edge/recommend/train.ts'

const HOUR = 3_600_000

/** Six sessions of six visitors, an hour apart: `a` leads to `b`, `c` to `d`; `x` was bought last. */
export const shop: Session[] = ['ab', 'abc', 'cd', 'cda', 'aby', 'yx'].map((items, i) => ({
  items: [...items],
  times: [...items].map((_, j) => i * HOUR + j * 1000),
  visitor: i,
}))

/** Trains and opens in one step. */
export function open(sessions: Session[], options?: TrainOptions): Model {
  const opened = openModel(train(sessions, options))
  if (!opened.ok) throw new Error(opened.reason)
  return opened.model
}

/** The ids of a list. */
export const listed = (
  model: Model,
  question: Partial<Question>,
  options: Partial<ListOptions> = {},
): string[] =>
  recommend(model, { kind: 'session', session: [], now: 0, ...question }, { size: 3, ...options }).map(
    ({ item_id }) => item_id,
  )
