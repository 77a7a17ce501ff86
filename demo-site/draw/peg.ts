import { box, circle, line, path } from './svg.ts'

/** Everything hangs from a peg rail: one wooden rail, one peg. */
export const peg = (y: number) =>
  box(0, 44, 400, 16, 0, '#b99a72') +
  box(0, 58, 400, 4, 0, '#8d7252') +
  circle(200, 56, 9, '#8d7252') +
  circle(199, 53, 8, '#cdb089') +
  line(`M200 56V${y}`, '#3a352d', 3)

export interface Cut {
  length: number
  half: number
  hem: number
  sleeve: number
  hood: boolean
}

export const CUTS: Record<string, Cut> = {
  anorak: { length: 262, half: 84, hem: 92, sleeve: 214, hood: true },
  shell: { length: 268, half: 80, hem: 82, sleeve: 222, hood: true },
  parka: { length: 330, half: 80, hem: 98, sleeve: 220, hood: true },
  poncho: { length: 300, half: 70, hem: 162, sleeve: 0, hood: true },
  mac: { length: 338, half: 78, hem: 104, sleeve: 220, hood: false },
  smock: { length: 280, half: 92, hem: 106, sleeve: 196, hood: false },
  puffer: { length: 238, half: 90, hem: 90, sleeve: 206, hood: false },
  hooded: { length: 254, half: 84, hem: 86, sleeve: 212, hood: true },
  vest: { length: 244, half: 80, hem: 86, sleeve: 0, hood: false },
  liner: { length: 244, half: 82, hem: 88, sleeve: 198, hood: false },
  long: { length: 344, half: 86, hem: 96, sleeve: 222, hood: true },
  bomber: { length: 208, half: 92, hem: 82, sleeve: 204, hood: false },
}

export const NECK = 116

export function outline({ length, half, hem }: Cut, poncho: boolean) {
  const shoulder = NECK + 26
  const b = NECK + length
  if (poncho)
    return `M172 ${NECK}C130 ${NECK + 20} 90 ${NECK + 120} ${200 - hem} ${b - 24}Q200 ${b + 26} ${200 + hem} ${b - 24}C310 ${NECK + 120} 270 ${NECK + 20} 228 ${NECK}Q200 ${NECK + 14} 172 ${NECK}Z`
  return `M170 ${NECK}L${200 - half + 6} ${shoulder}C${200 - half - 4} ${shoulder + 60} ${200 - half + 4} ${b - 90} ${200 - hem} ${b}Q200 ${b + 12} ${200 + hem} ${b}C${200 + half - 4} ${b - 90} ${200 + half + 4} ${shoulder + 60} ${200 + half - 6} ${shoulder}L230 ${NECK}Q200 ${NECK + 14} 170 ${NECK}Z`
}

export function sleeves({ half, sleeve }: Cut): [string, string] {
  const s = NECK + 26
  const one = (d: 1 | -1) => {
    const x = (v: number) => 200 + d * v
    return `M${x(half - 26)} ${s - 12}C${x(half + 16)} ${s - 2} ${x(half + 30)} ${s + 40} ${x(half + 36)} ${s + sleeve - 16}Q${x(half + 20)} ${s + sleeve} ${x(half - 2)} ${s + sleeve - 8}C${x(half - 6)} ${s + 120} ${x(half - 12)} ${s + 70} ${x(half - 18)} ${s + 40}Z`
  }
  return [one(-1), one(1)]
}

export const hoodShape = `M160 ${NECK + 8}C140 ${NECK - 50} 166 ${NECK - 74} 200 ${NECK - 74}S260 ${NECK - 50} 240 ${NECK + 8}Q200 ${NECK + 34} 160 ${NECK + 8}Z`
export const hoodHole = `M174 ${NECK}C160 ${NECK - 38} 178 ${NECK - 56} 200 ${NECK - 56}S240 ${NECK - 38} 226 ${NECK}Q200 ${NECK + 22} 174 ${NECK}Z`

export const wallShadow = (d: string) => path(d, '#0b1b19', { opacity: 0.13, transform: 'translate(14 12)' })
