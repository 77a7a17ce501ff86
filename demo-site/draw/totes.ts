import { mix, shade, tint } from './colour.ts'
import { type Brush, FLOOR, lit, shadow } from './scene.ts'
import { box, circle, line, path, range } from './svg.ts'

const CUTS: Record<string, [topW: number, bottomW: number, height: number, handle: number]> = {
  market: [232, 204, 208, 112],
  boat: [262, 200, 180, 92],
  bucket: [196, 168, 214, 70],
  wide: [286, 258, 176, 86],
  zip: [244, 212, 196, 108],
  pockets: [236, 236, 196, 84],
}

/** A tote from the front, handles up. */
export function drawTote({ on, main, accent, shape }: Brush): string {
  const [tw, bw, h, handle] = CUTS[shape] ?? CUTS.market!
  const [t, b] = [FLOOR - h, FLOOR]
  const side = (half: number) => [200 - half / 2, 200 + half / 2] as const
  const [tl, tr] = side(tw)
  const [bl, br] = side(bw)
  const body = `M${tl} ${t}Q200 ${t + 8} ${tr} ${t}C${tr - 2} ${t + h * 0.5} ${br + 6} ${b - 20} ${br - 6} ${b}H${bl + 6}C${bl - 6} ${b - 20} ${tl + 2} ${t + h * 0.5} ${tl} ${t}Z`
  const grip =
    shape === 'boat' || shape === 'wide' || shape === 'pockets'
      ? accent
      : shape === 'market'
        ? main
        : shape === 'zip'
          ? accent
          : '#8a6a45'
  const hw = tw * 0.24
  const arch = (dy: number, lift: number) =>
    `M${200 - hw} ${t + dy}C${200 - hw + 8} ${t - handle - lift} ${200 + hw - 8} ${t - handle - lift} ${200 + hw} ${t + dy}`
  const parts = [
    shadow(on, 200, bw * 1.15),
    line(arch(6, 10), shade(grip, 0.36), 12),
    path(`M${tl} ${t}Q200 ${t - 10} ${tr} ${t}Q200 ${t + 10} ${tl} ${t}Z`, shade(main, 0.5)),
    path(body, lit(on, main)),
  ]
  const fold = (x: number, lean: number) =>
    path(
      `M${x} ${t + 10}C${x + lean} ${t + h * 0.4} ${x - lean} ${t + h * 0.7} ${x + lean * 0.4} ${b}L${x + lean * 0.4 + 12} ${b}C${x + 6} ${t + h * 0.7} ${x + lean + 18} ${t + h * 0.4} ${x + 6} ${t + 10}Z`,
      shade(main, 0.5),
      { opacity: 0.1 },
    )
  const inside: string[] = []
  if (shape === 'boat')
    inside.push(
      path(`M0 ${b - 62}Q200 ${b - 54} 400 ${b - 62}V${b + 10}H0Z`, lit(on, accent)),
      line(`M0 ${b - 68}Q200 ${b - 60} 400 ${b - 68}`, accent, 1.6, { 'stroke-dasharray': '5 4' }),
    )
  if (shape === 'zip')
    inside.push(
      ...range(3).map((i) => box(0, t + 66 + i * 30, 400, 13, 0, i === 1 ? tint(main, 0.75) : accent)),
    )
  if (shape === 'wide')
    inside.push(
      path(`M0 ${b - 30}H400V${b + 4}H0Z`, lit(on, accent)),
      box(176, t + 56, 48, 60, 4, accent),
      box(182, t + 62, 36, 48, 2, 'none', {
        stroke: shade(accent, 0.4),
        'stroke-width': 1.4,
        'stroke-dasharray': '3 3',
      }),
    )
  if (shape === 'market') inside.push(frond(200, t + 168, accent))
  if (shape === 'pockets')
    inside.push(
      ...range(4).map((i) =>
        box(84 + i * 59, b - 96 - (i % 2) * 12, 54, 130, 6, lit(on, shade(main, 0.14 + (i % 2) * 0.08))),
      ),
      line(`M84 ${b - 92}h54M202 ${b - 92}h54`, accent, 3),
      line(`M104 ${b - 108}v-20m10 20v-26`, '#a9b0ac', 6),
      line(`M275 ${b - 108}l6-30`, accent, 8),
    )
  if (shape === 'bucket') inside.push(path(`M0 ${b - 40}H400V${b + 4}H0Z`, lit(on, shade(main, 0.35))))
  inside.push(
    fold(tl + 34, 8),
    fold(tr - 50, -8),
    path(`M${tr - 34} ${t}L${tr + 10} ${t}V${b}H${br - 26}Z`, shade(main, 0.5), { opacity: 0.16 }),
  )
  parts.push(on.clip(body, ...inside))
  if (shape === 'bucket') {
    parts.push(
      line(`M${tl + 6} ${t + 30}Q200 ${t + 46} ${tr - 6} ${t + 30}`, accent, 6),
      ...range(7).map((i) =>
        circle(tl + 22 + i * 25.4, t + 31 + Math.sin(((i + 0.8) / 7.6) * Math.PI) * 8, 5, '#8a6a45'),
      ),
      line(`M196 ${t + 40}c-14 30-20 44-14 66M204 ${t + 40}c14 30 16 40 12 58`, accent, 5),
      circle(182, t + 110, 6, accent),
      circle(216, t + 102, 6, accent),
    )
  } else {
    parts.push(
      line(`M${tl + 3} ${t + 14}Q200 ${t + 22} ${tr - 3} ${t + 14}`, shade(main, 0.3), 1.6, {
        'stroke-dasharray': '4 4',
      }),
    )
  }
  if (shape === 'zip')
    parts.push(
      line(`M${tl + 2} ${t + 2}Q200 ${t + 10} ${tr - 2} ${t + 2}`, shade(main, 0.45), 5),
      line(`M${tr - 4} ${t + 2}l10 22`, accent, 6),
    )
  const foot = shape === 'wide' || shape === 'boat' || shape === 'zip' ? h * 0.34 : 34
  parts.push(
    line(arch(foot, 0), mix(grip, '#000000', 0.04), 13, { 'stroke-linecap': 'butt' }),
    line(arch(foot, 0), tint(grip, 0.35), 1.2, { 'stroke-dasharray': '4 4', opacity: 0.7 }),
  )
  return parts.join('')
}

/** The fern of the sign, stamped. */
function frond(x: number, y: number, dye: string): string {
  const leaves = range(11).map((i) => {
    const t = i / 11
    const [cx, cy, len] = [x + Math.sin(t * 1.2) * 14, y - i * 12, 34 * (1 - t) + 7]
    return `M${cx} ${cy}q${len * 0.5} ${-len * 0.45} ${len} ${-len * 0.32}q${-len * 0.4} ${len * 0.42} ${-len} ${len * 0.32}zM${cx} ${cy}q${-len * 0.5} ${-len * 0.45} ${-len} ${-len * 0.32}q${len * 0.4} ${len * 0.42} ${len} ${len * 0.32}z`
  })
  return (
    path(leaves.join(''), dye) +
    line(`M${x} ${y + 22}C${x} ${y - 40} ${x + 14} ${y - 80} ${x + 14} ${y - 132}`, dye, 3)
  )
}
