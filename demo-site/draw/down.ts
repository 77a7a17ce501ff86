import { shade, tint } from './colour.ts'
import { CUTS, type Cut, hoodHole, hoodShape, NECK, outline, peg, sleeves, wallShadow } from './peg.ts'
import { type Brush, lit } from './scene.ts'
import { box, circle, group, line, path, range } from './svg.ts'

/** A quilted jacket on a peg: baffles are drawn as rows of soft, lit pillows. */
export function drawDown({ on, main, accent, shape, detail }: Brush): string {
  const cut = CUTS[shape] ?? CUTS.puffer!
  const body = shape === 'vest' ? sleeveless(cut) : outline(cut, false)
  const b = NECK + cut.length
  const arms = cut.sleeve ? sleeves(cut) : []
  const step = detail === 'wide' ? 40 : 25
  const pillow = on.linear(
    [
      [0, tint(main, 0.28)],
      [0.35, main],
      [1, shade(main, 0.34)],
    ],
    true,
  )
  const rows = (x: number, w: number, sag: number) =>
    range(Math.ceil((cut.length + 40) / step)).map((i) =>
      path(
        `M${x} ${NECK - 10 + i * step}Q${x + w / 2} ${NECK - 10 + i * step + sag} ${x + w} ${NECK - 10 + i * step}V${NECK - 10 + (i + 1) * step}Q${x + w / 2} ${NECK - 10 + (i + 1) * step + sag} ${x} ${NECK - 10 + (i + 1) * step}Z`,
        pillow,
      ),
    )
  const diamonds = () => [
    box(0, 0, 400, 500, 0, lit(on, main)),
    ...range(26).map(
      (i) =>
        line(`M${-220 + i * 32} 60l420 420`, shade(main, 0.34), 2) +
        line(`M${-216 + i * 32} 60l420 420`, tint(main, 0.3), 1),
    ),
    ...range(26).map((i) => line(`M${620 - i * 32} 60l-420 420`, shade(main, 0.34), 2)),
  ]
  const fill = (x: number, w: number, sag: number) => (detail === 'diamond' ? diamonds() : rows(x, w, sag))
  const parts = [peg(NECK - (cut.hood ? 60 : 20)), ...arms.map(wallShadow), wallShadow(body)]
  parts.push(
    ...arms.map((d, i) =>
      on.clip(
        d,
        ...fill(i ? 230 : 50, 120, i ? -8 : 8),
        box(0, 0, 400, 500, 0, shade(main, 0.6), { opacity: i ? 0.26 : 0.06 }),
      ),
    ),
  )
  if (cut.hood)
    parts.push(
      on.clip(
        hoodShape,
        ...range(4).map((i) =>
          path(
            `M130 ${NECK - 84 + i * 26}Q200 ${NECK - 100 + i * 26} 270 ${NECK - 84 + i * 26}V${NECK - 56 + i * 26}Q200 ${NECK - 72 + i * 26} 130 ${NECK - 56 + i * 26}Z`,
            pillow,
          ),
        ),
      ),
      path(hoodHole, shade(accent, shape === 'long' ? 0.1 : 0.4)),
    )
  if (shape === 'long') {
    // A ruff of fleece around the face: tufts along the hood's opening, drawn from the chin up.
    parts.push(
      ...range(19).map((i) => {
        const a = Math.PI * (1.3 - (i / 18) * 1.6)
        const [x, y] = [200 + Math.cos(a) * 34, NECK - 20 - Math.sin(a) * 40]
        return circle(x, y, 10, i % 2 ? shade(accent, 0.08) : tint(accent, 0.28))
      }),
    )
  }
  parts.push(
    on.clip(
      body,
      ...fill(90, 220, 10),
      path(`M${200 + cut.half * 0.5} ${NECK}V${b + 20}H340V${NECK}Z`, shade(main, 0.6), { opacity: 0.2 }),
      path(`M${196 - cut.half} ${NECK}V${b + 20}H80V${NECK}Z`, '#fffaf0', { opacity: 0.1 }),
      ...(shape === 'vest' ? [yoke(lit(on, accent))] : []),
    ),
  )
  if (!cut.hood && shape !== 'liner') {
    const collar = `M168 ${NECK + 6}C164 ${NECK - 20} 172 ${NECK - 32} 176 ${NECK - 34}Q200 ${NECK - 22} 224 ${NECK - 34}C228 ${NECK - 32} 236 ${NECK - 20} 232 ${NECK + 6}Q200 ${NECK + 24} 168 ${NECK + 6}Z`
    parts.push(
      path(collar, shape === 'bomber' ? lit(on, accent) : pillow),
      path(
        `M176 ${NECK - 34}Q200 ${NECK - 22} 224 ${NECK - 34}Q200 ${NECK - 44} 176 ${NECK - 34}Z`,
        shade(accent, 0.3),
      ),
    )
  }
  if (shape === 'liner')
    parts.push(
      line(
        `M170 ${NECK}C180 ${NECK + 34} 190 ${NECK + 44} 200 ${NECK + 60}C210 ${NECK + 44} 220 ${NECK + 34} 230 ${NECK}`,
        accent,
        6,
      ),
      path(
        `M172 ${NECK + 2}C182 ${NECK + 32} 192 ${NECK + 42} 200 ${NECK + 56}C208 ${NECK + 42} 218 ${NECK + 32} 228 ${NECK + 2}Q200 ${NECK + 12} 172 ${NECK + 2}Z`,
        shade(main, 0.55),
      ),
      line(`M200 ${NECK + 60}V${b + 6}`, accent, 5),
      ...range(4).map((i) => circle(200, NECK + 84 + i * 38, 5, tint(main, 0.6))),
      line(`M${200 - cut.hem + 2} ${b - 2}Q200 ${b + 9} ${200 + cut.hem - 2} ${b - 2}`, accent, 6),
    )
  else
    parts.push(
      line(`M200 ${NECK - 10}V${b + 5}`, shade(main, 0.5), 6),
      line(`M200 ${NECK - 10}V${b + 5}`, accent, 2, { 'stroke-dasharray': '3 3' }),
      line(`M200 ${NECK + 6}v18`, accent, 7),
    )
  if (shape === 'bomber')
    parts.push(
      path(
        `M${200 - cut.hem - 2} ${b - 14}Q200 ${b} ${200 + cut.hem + 2} ${b - 14}V${b + 12}Q200 ${b + 26} ${200 - cut.hem - 2} ${b + 12}Z`,
        lit(on, accent),
      ),
      ...range(22).map((i) => line(`M${124 + i * 7.2} ${b - 6}v20`, shade(accent, 0.3), 2)),
    )
  if (shape !== 'liner' && shape !== 'bomber')
    parts.push(
      line(`M138 ${b - 74}l10 44M262 ${b - 74}l-10 44`, shade(main, 0.6), 5),
      line(`M138 ${b - 74}l3 12M262 ${b - 74}l-3 12`, accent, 6),
    )
  else parts.push(line(`M140 ${b - 66}l10 34M260 ${b - 66}l-10 34`, accent, 5))
  if (shape === 'hooded')
    parts.push(
      group(
        {},
        line(`M186 ${NECK + 14}v34m28-34v28`, accent, 4),
        circle(186, NECK + 50, 4, accent),
        circle(214, NECK + 44, 4, accent),
      ),
    )
  return parts.join('')
}

/** A body cut away at the shoulders, for arms that another garment covers. */
function sleeveless({ length, half, hem }: Cut): string {
  const b = NECK + length
  return `M170 ${NECK}L140 ${NECK + 16}C150 ${NECK + 56} 146 ${NECK + 92} ${202 - half} ${NECK + 108}C${200 - half} ${b - 80} ${204 - hem} ${b - 40} ${200 - hem} ${b}Q200 ${b + 12} ${200 + hem} ${b}C${196 + hem} ${b - 40} ${200 + half} ${b - 80} ${198 + half} ${NECK + 108}C254 ${NECK + 92} 250 ${NECK + 56} 260 ${NECK + 16}L230 ${NECK}Q200 ${NECK + 14} 170 ${NECK}Z`
}

const yoke = (dye: string): string => path(`M100 80H300V${NECK + 58}Q200 ${NECK + 82} 100 ${NECK + 58}Z`, dye)
