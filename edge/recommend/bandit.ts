/** What an arm (a strategy or a block in a slot) was shown and earned, halved every `halfLife` of time. */
export interface Arm {
  id: string
  /** Decayed exposures and rewards at `at`. */
  shown: number
  rewarded: number
  /** Epoch ms. */
  at: number
}

export interface BanditOptions {
  /** ms in which evidence counts half. */
  halfLife: number
  /** Every arm is shown at least this often, so that none is given up for good; at most 1 / arms. */
  floor: number
  /** Beta prior: rewards and misses before anything was seen. */
  prior: [rewards: number, misses: number]
  /** Draws by which a propensity is estimated. */
  draws: number
  random: () => number
  /** Epoch ms. */
  now: number
}

/** What must be logged with every exposure for what was not shown to be judged later. */
export interface Exposure {
  arm: string
  /** The probability, in (0, 1], with which this arm was chosen just now. */
  propensity: number
}

const DAY = 86_400_000
const DEFAULTS = { halfLife: 14 * DAY, floor: 0.05, prior: [1, 30] as [number, number], draws: 400 }

/** An arm after one more exposure; a late reward is given with `exposures` 0. Clocks that run back decay nothing. */
export function learn(
  arm: Arm,
  {
    exposures = 1,
    reward,
    now,
    halfLife = DEFAULTS.halfLife,
  }: { exposures?: number; reward: number; now: number; halfLife?: number },
): Arm {
  const decay = 2 ** (-Math.max(0, now - arm.at) / halfLife)
  return {
    id: arm.id,
    shown: arm.shown * decay + exposures,
    rewarded: arm.rewarded * decay + reward,
    at: Math.max(arm.at, now),
  }
}

/**
 * Thompson sampling (Chapelle & Li 2011) over Beta posteriors of decayed counts, mixed with a floor of uniform
 * exploration. The propensity is estimated by fresh draws that do not look at the one that chose.
 */
export function choose(
  arms: readonly Arm[],
  options: Partial<BanditOptions> & { random: () => number; now: number },
): Exposure | undefined {
  const propensities = policyOf(arms, options)
  if (!propensities.length) return undefined
  let left = options.random()
  let chosen = 0
  while (chosen < arms.length - 1 && left >= propensities[chosen]!) left -= propensities[chosen++]!
  return { arm: arms[chosen]!.id, propensity: propensities[chosen]! }
}

/** The probability of every arm: how often it has the best draw, with the floor under each; they add up to 1. */
export function policyOf(
  arms: readonly Arm[],
  options: Partial<BanditOptions> & { random: () => number; now: number },
): number[] {
  const { halfLife, floor, prior, draws, random, now } = { ...DEFAULTS, ...options }
  if (!arms.length) return []
  const posteriors = arms.map(({ shown, rewarded, at }) => {
    const decay = 2 ** (-Math.max(0, now - at) / halfLife)
    const misses = Math.max(0, shown - rewarded) * decay
    return [prior[0] + rewarded * decay, prior[1] + misses] as const
  })
  const wins = new Array<number>(arms.length).fill(0)
  for (let d = 0; d < draws; d++) {
    let best = 0
    let highest = -1
    posteriors.forEach(([rewards, misses], i) => {
      const draw = drawBeta(rewards, misses, random)
      if (draw <= highest) return
      highest = draw
      best = i
    })
    wins[best] = wins[best]! + 1
  }
  const least = Math.min(floor, 1 / arms.length)
  return wins.map((won) => least + (1 - least * arms.length) * (won / draws))
}

/** A draw from Beta(a, b) by two Gamma draws. */
export function drawBeta(a: number, b: number, random: () => number): number {
  const x = drawGamma(a, random)
  return x / (x + drawGamma(b, random))
}

/** Marsaglia & Tsang (2000); a shape below 1 is boosted by a power of a uniform draw. */
function drawGamma(shape: number, random: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
