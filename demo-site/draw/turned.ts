import { range } from './svg.ts'

/** A turned solid: half-widths from top to bottom, mirrored about x = 200. */
export function turned(profile: [half: number, y: number][], sag = 0.12): string {
  const right = profile.map(([half, y]) => `${200 + half} ${y}`)
  const left = [...profile].reverse().map(([half, y]) => `${200 - half} ${y}`)
  const [first] = profile
  const last = profile.at(-1)!
  return `M${200 - first![0]} ${first![1]}Q200 ${first![1] - first![0] * sag} ${200 + first![0]} ${first![1]}L${right.join('L')}Q200 ${last[1] + last[0] * sag * 1.6} ${200 - last[0]} ${last[1]}L${left.join('L')}Z`
}

/** A smooth profile sampled from a function of t, 0 at the top and 1 at the foot. */
export const smooth = (top: number, bottom: number, half: (t: number) => number): [number, number][] =>
  range(25).map((i) => [half(i / 24), top + ((bottom - top) * i) / 24])
