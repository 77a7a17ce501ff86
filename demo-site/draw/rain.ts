import { shade, tint } from './colour.ts'
import { CUTS, hoodHole, hoodShape, NECK, outline, peg, sleeves, wallShadow } from './peg.ts'
import { type Brush, lit } from './scene.ts'
import { box, circle, line, path, range } from './svg.ts'

/** A rain jacket on a peg. */
export function drawRain(brush: Brush): string {
  const { on, main, accent, shape } = brush
  const cut = CUTS[shape] ?? CUTS.shell!
  const body = outline(cut, shape === 'poncho')
  const b = NECK + cut.length
  const [left, right] = sleeves(cut)
  const arms = cut.sleeve ? [left, right] : []
  const parts = [peg(NECK - 60), ...arms.map(wallShadow), wallShadow(body)]
  parts.push(
    ...arms.map((d, i) =>
      path(
        d,
        on.linear([
          [0, i ? shade(main, 0.2) : tint(main, 0.1)],
          [1, i ? shade(main, 0.34) : shade(main, 0.12)],
        ]),
      ),
    ),
  )
  if (cut.hood)
    parts.push(
      path(hoodShape, lit(on, shape === 'shell' ? main : shade(main, 0.06))),
      path(hoodHole, shade(main, 0.52)),
    )
  parts.push(path(body, lit(on, main)))
  const inside: string[] = []
  if (shape === 'shell')
    inside.push(path(`M60 60H340V${NECK + 88}L200 ${NECK + 112}L60 ${NECK + 88}Z`, lit(on, accent)))
  if (shape === 'smock') inside.push(...range(3).map((i) => box(60, NECK + 92 + i * 34, 280, 17, 0, accent)))
  if (shape === 'poncho')
    inside.push(path(`M20 ${b - 54}Q200 ${b} 380 ${b - 54}V${b + 40}H20Z`, lit(on, accent)))
  if (shape === 'anorak') inside.push(box(60, NECK + 100, 280, 12, 0, accent))
  inside.push(
    path(
      `M${200 + cut.half * 0.35} ${NECK}C${200 + cut.half * 0.6} ${NECK + 90} ${200 + cut.half * 0.5} ${b - 60} ${200 + cut.hem * 0.55} ${b + 20}H360V${NECK}Z`,
      shade(main, 0.55),
      { opacity: 0.16 },
    ),
    path(
      `M${190 - cut.half} ${NECK + 40}C${212 - cut.half} ${NECK + 120} ${204 - cut.half} ${b - 60} ${230 - cut.hem} ${b + 20}H20V${NECK}Z`,
      '#fffaf0',
      { opacity: 0.12 },
    ),
  )
  parts.push(on.clip(body, ...inside))
  const dark = shade(main, 0.4)
  const zip = (to: number, dye = dark) =>
    line(`M200 ${NECK + 8}V${to}`, dye, 5) +
    line(`M200 ${NECK + 8}V${to}`, tint(dye, 0.4), 1, { 'stroke-dasharray': '2 3' }) +
    line(`M200 ${NECK + 34}v16`, accent, 6)
  if (shape === 'anorak')
    parts.push(
      zip(NECK + 100),
      box(136, b - 118, 128, 76, 10, lit(on, shade(main, 0.1))),
      box(136, b - 118, 128, 22, 8, lit(on, accent)),
      line(`M${200 - cut.hem + 10} ${b - 12}Q200 ${b} ${200 + cut.hem - 10} ${b - 12}`, dark, 2.4),
    )
  if (shape === 'shell')
    parts.push(
      zip(b + 4, shade(accent, 0.45)),
      line(`M150 ${b - 90}l14 50M250 ${b - 90}l-14 50`, shade(main, 0.5), 4),
      line(`M154 ${NECK + 60}v40`, shade(accent, 0.4), 4),
    )
  if (shape === 'parka')
    parts.push(
      path(`M190 ${NECK + 6}H214V${b + 8}H190Z`, lit(on, shade(main, 0.14))),
      ...range(6).map((i) => circle(207, NECK + 40 + i * 48, 4.4, accent)),
      box(126, b - 138, 52, 62, 6, lit(on, shade(main, 0.12))),
      box(222, b - 138, 52, 62, 6, lit(on, shade(main, 0.12))),
      box(124, b - 140, 56, 20, 5, shade(main, 0.24)),
      box(220, b - 140, 56, 20, 5, shade(main, 0.24)),
      line(`M124 ${NECK + 146}H276`, accent, 3),
      line(`M184 ${NECK + 146}v34m32-34v28`, accent, 3),
    )
  if (shape === 'poncho')
    parts.push(
      zip(NECK + 84),
      line(
        `M110 ${NECK + 150}C112 ${NECK + 190} 104 ${NECK + 220} 96 ${b - 30}M290 ${NECK + 150}C288 ${NECK + 190} 296 ${NECK + 220} 304 ${b - 30}`,
        dark,
        2,
        { opacity: 0.6 },
      ),
      ...[0, 1].map((i) => circle(118 - i * 6, NECK + 168 + i * 34, 3.6, tint(main, 0.5))),
      box(160, NECK + 130, 80, 64, 8, lit(on, shade(main, 0.1))),
      line(`M160 ${NECK + 146}h80`, accent, 4),
    )
  if (shape === 'mac')
    parts.push(
      path(
        `M170 ${NECK}L146 ${NECK + 30}L178 ${NECK + 62}L200 ${NECK + 22}L222 ${NECK + 62}L254 ${NECK + 30}L230 ${NECK}Q200 ${NECK + 16} 170 ${NECK}Z`,
        lit(on, tint(main, 0.1)),
        { stroke: shade(main, 0.25), 'stroke-width': 1.4 },
      ),
      line(`M206 ${NECK + 60}V${b + 6}`, shade(main, 0.3), 2),
      ...range(5).map(
        (i) =>
          circle(192, NECK + 84 + i * 46, 5.6, accent) +
          circle(192, NECK + 84 + i * 46, 1.4, tint(accent, 0.6)),
      ),
      line(`M132 ${b - 148}l24 56M268 ${b - 148}l-24 56`, shade(main, 0.34), 9),
      line(`M${200 - cut.half + 2} ${NECK + 176}H${200 + cut.half - 2}`, shade(main, 0.1), 0.1),
    )
  if (shape === 'smock')
    parts.push(
      path(`M172 ${NECK}H228L220 ${NECK + 54}H180Z`, lit(on, shade(main, 0.16))),
      path(
        `M170 ${NECK + 2}C176 ${NECK - 22} 224 ${NECK - 22} 230 ${NECK + 2}Q200 ${NECK + 18} 170 ${NECK + 2}Z`,
        lit(on, accent),
      ),
      line(`M190 ${NECK + 20}l20 12m-20 4l20 12`, accent, 3),
      box(138, b - 72, 46, 48, 5, lit(on, shade(main, 0.14))),
      box(216, b - 72, 46, 48, 5, lit(on, shade(main, 0.14))),
    )
  for (const [i] of arms.entries()) {
    const x = (v: number) => (i ? 200 + v : 200 - v)
    const y = NECK + 26 + cut.sleeve
    parts.push(
      line(
        `M${x(cut.half)} ${y - 28}Q${x(cut.half + 18)} ${y - 20} ${x(cut.half + 34)} ${y - 34}`,
        shape === 'smock' || shape === 'shell' ? accent : dark,
        shape === 'smock' ? 9 : 3.4,
      ),
    )
  }
  return parts.join('')
}
