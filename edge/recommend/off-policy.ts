/** One exposure as it was logged. */
export interface LoggedExposure {
  /** Which action was shown, in which context (a position, a segment …). */
  action: string
  context: string
  /** With what probability it was chosen, in (0, 1]. */
  propensity: number
  reward: number
}

export interface Estimate {
  value: number
  /** 95 % interval: percentile bootstrap over exposures. */
  low: number
  high: number
}

export interface OffPolicy {
  ips: Estimate
  snips: Estimate
  doublyRobust: Estimate
  /** (Σw)² / Σw²: how many exposures of the judged policy the log is worth (Kish). */
  effectiveSampleSize: number
  exposures: number
}

/** Probability that the judged policy shows an action in a context. */
export type Policy = (action: string, context: string) => number

export interface OffPolicyOptions {
  /** Weights above this are cut: a little bias for much less variance; infinite by default. */
  clip: number
  draws: number
  random: () => number
  /** All actions, for the model part of the doubly robust estimate; those of the log by default. */
  actions?: readonly string[]
}

/**
 * What a policy would have earned, from another's log: inverse propensity scoring, its self-normalised form
 * (Swaminathan & Joachims 2015) and doubly robust (Dudík et al. 2011) with a smoothed mean reward by action.
 */
export function judge(
  log: readonly LoggedExposure[],
  policy: Policy,
  options: Partial<OffPolicyOptions> & { random: () => number },
): OffPolicy {
  const { clip, draws, random } = { clip: Number.POSITIVE_INFINITY, draws: 1000, ...options }
  const actions = options.actions ?? [...new Set(log.map(({ action }) => action))]
  const count = log.length
  const weights = new Float64Array(count)
  const earned = new Float64Array(count)
  const robust = new Float64Array(count)
  const expected = rewardModel(log)
  // Two folds, so that the model of an exposure's reward never saw that reward.
  const direct = new Map<string, number>()
  const directOf = (fold: number, context: string) => {
    const key = `${fold}\n${context}`
    let sum = direct.get(key)
    if (sum === undefined) {
      sum = actions.reduce((total, action) => total + policy(action, context) * expected(fold, action), 0)
      direct.set(key, sum)
    }
    return sum
  }
  log.forEach(({ action, context, propensity, reward }, i) => {
    const weight = Math.min(clip, policy(action, context) / propensity)
    weights[i] = weight
    earned[i] = weight * reward
    robust[i] = directOf(i % 2, context) + weight * (reward - expected(i % 2, action))
  })
  const estimates = (pick: (i: number) => number) => {
    let weight = 0
    let reward = 0
    let doubly = 0
    for (let i = 0; i < count; i++) {
      const at = pick(i)
      weight += weights[at]!
      reward += earned[at]!
      doubly += robust[at]!
    }
    return [reward / (count || 1), weight > 0 ? reward / weight : 0, doubly / (count || 1)] as const
  }
  const values = estimates((i) => i)
  const drawn = Array.from({ length: draws }, () => estimates(() => Math.floor(random() * count)))
  const estimate = (which: 0 | 1 | 2): Estimate => {
    const sorted = Float64Array.from(drawn, (draw) => draw[which]).sort()
    const at = (share: number) => sorted[Math.min(draws - 1, Math.floor(share * draws))] ?? 0
    return { value: values[which], low: at(0.025), high: at(0.975) }
  }
  const sum = weights.reduce((a, b) => a + b, 0)
  const squares = weights.reduce((a, b) => a + b * b, 0)
  return {
    ips: estimate(0),
    snips: estimate(1),
    doublyRobust: estimate(2),
    effectiveSampleSize: squares > 0 ? (sum * sum) / squares : 0,
    exposures: count,
  }
}

/** Mean reward of an action in the other fold, drawn towards the mean of all by as much as 50 exposures. */
function rewardModel(log: readonly LoggedExposure[]): (fold: number, action: string) => number {
  const PRIOR = 50
  const sums = [
    new Map<string, { reward: number; count: number }>(),
    new Map<string, { reward: number; count: number }>(),
  ]
  const totals = [0, 0]
  const counts = [0, 0]
  log.forEach(({ action, reward }, i) => {
    // An exposure of fold 0 teaches the model that fold 1 uses.
    const fold = 1 - (i % 2)
    const known = sums[fold]!.get(action) ?? { reward: 0, count: 0 }
    sums[fold]!.set(action, { reward: known.reward + reward, count: known.count + 1 })
    totals[fold] = totals[fold]! + reward
    counts[fold] = counts[fold]! + 1
  })
  return (fold, action) => {
    const mean = totals[fold]! / (counts[fold] || 1)
    const { reward, count } = sums[fold]!.get(action) ?? { reward: 0, count: 0 }
    return (reward + PRIOR * mean) / (count + PRIOR)
  }
}
