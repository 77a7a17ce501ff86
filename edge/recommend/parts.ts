/** The parts that a candidate's score is made of, in the order in which scratch holds them. */
export const PART = {
  /** Votes of similar sessions, by distance from the shared item. */
  neighbours: 0,
  /** Votes for what came directly after the shared item. */
  neighboursNext: 1,
  /** The same where the item before the shared one matches too. */
  neighboursPair: 2,
  /** Votes of similar sessions wherever the item stood. */
  neighboursAnywhere: 3,
  /** Rules from the current item: after, and directly after. */
  rulesAfter: 4,
  rulesNext: 5,
  /** Rules from the last items, in both directions. */
  rulesBoth: 6,
  /** Rules of rules: two steps from the last items. */
  rulesTwice: 7,
  /** Rules from the last two items: a share of 1, not divided by the highest. */
  pairs: 8,
} as const
export const PARTS = 9
