import type { Answer } from './device.ts'

/** What became of one visitor. */
export interface Outcome {
  persona: string
  answer: Answer
  /** In which group the picks dealt the first device; absent without consent to personalization. */
  group?: 'personalised' | 'holdout'
  visits: number
  pages: number
  /** Rows of picks looked at, and followed. */
  looks: number
  clicks: number
  /** Orders, and dollars. */
  orders: number
  spent: number
  devices: number
  signedIn: boolean
}

/** Of somebody who has not come yet. */
export const untouched = (persona: string, answer: Answer): Outcome => ({
  persona,
  answer,
  visits: 0,
  pages: 0,
  looks: 0,
  clicks: 0,
  orders: 0,
  spent: 0,
  devices: 1,
  signedIn: false,
})
