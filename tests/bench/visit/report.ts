import type { Outcome } from './outcome.ts'
import { type Difference, meanDifference, shareDifference } from './statistics.ts'

export interface Group {
  visitors: number
  buyers: number
  orders: number
  dollars: number
  looks: number
  clicks: number
}

/** How those whose picks were chosen for them did against those who kept the shop's own row. */
export interface Comparison {
  personalised: Group
  holdout: Group
  /** Share of visitors who ordered. */
  conversion: Difference
  /** Dollars a visitor. */
  revenue: Difference
  /** Share of rows looked at that were followed. */
  followed: Difference
}

/** Compares the two groups, each visitor counted where their first device was dealt. */
export function compare(outcomes: readonly Outcome[]): Comparison {
  const of = (group: Outcome['group']) => outcomes.filter((one) => one.group === group)
  const [personalised, holdout] = [of('personalised'), of('holdout')]
  const sum = (group: readonly Outcome[], count: (one: Outcome) => number) =>
    group.reduce((all, one) => all + count(one), 0)
  const told = (group: readonly Outcome[]): Group => ({
    visitors: group.length,
    buyers: sum(group, ({ orders }) => Number(orders > 0)),
    orders: sum(group, ({ orders }) => orders),
    dollars: sum(group, ({ spent }) => spent),
    looks: sum(group, ({ looks }) => looks),
    clicks: sum(group, ({ clicks }) => clicks),
  })
  const [a, b] = [told(personalised), told(holdout)]
  return {
    personalised: a,
    holdout: b,
    conversion: shareDifference({ hits: a.buyers, n: a.visitors }, { hits: b.buyers, n: b.visitors }),
    revenue: meanDifference(
      personalised.map(({ spent }) => spent),
      holdout.map(({ spent }) => spent),
    ),
    // By visitor, because rows that one visitor looks at are not independent of each other.
    followed: meanDifference(personalised.map(rate), holdout.map(rate)),
  }
}

const rate = ({ looks, clicks }: Outcome): number => clicks / Math.max(1, looks)

/** The comparison as lines of text. */
export function comparisonText({ personalised, holdout, conversion, revenue, followed }: Comparison): string {
  const row = (name: string, { visitors, buyers, orders, dollars, looks, clicks }: Group) =>
    `  ${name.padEnd(14)}${cells(
      visitors,
      `${((100 * buyers) / Math.max(1, visitors)).toFixed(1)} %`,
      orders,
      `$${(dollars / Math.max(1, visitors)).toFixed(2)}`,
      `${((100 * clicks) / Math.max(1, looks)).toFixed(2)} %`,
    )}`
  const points = ({ value, low, high }: Difference) =>
    `${signed(100 * value, 2)} points, 95 % between ${signed(100 * low, 2)} and ${signed(100 * high, 2)}`
  return [
    `  ${''.padEnd(14)}${cells('visitors', 'bought', 'orders', 'a visitor', 'rows followed')}`,
    row('personalised', personalised),
    row('holdout', holdout),
    '',
    `  bought         ${points(conversion)}`,
    `  a visitor      ${signed(revenue.value, 2)} dollars, 95 % between ${signed(revenue.low, 2)} and ${signed(revenue.high, 2)}`,
    `  rows followed  ${points(followed)}`,
  ].join('\n')
}

const cells = (...values: (string | number)[]): string =>
  values.map((value) => String(value).padStart(14)).join('')
const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`
