import { shade, tint } from './colour.ts'
import { type Brush, lit } from './scene.ts'
import { box, circle, ellipse, group, line, path, range } from './svg.ts'

/** Everything hangs from a peg rail: one wooden rail, one peg. */
const peg = (y: number) =>
  box(0, 44, 400, 16, 0, '#b99a72') +
  box(0, 58, 400, 4, 0, '#8d7252') +
  circle(200, 56, 9, '#8d7252') +
  circle(199, 53, 8, '#cdb089') +
  line(`M200 56V${y}`, '#3a352d', 3)

interface Cut {
  length: number
  half: number
  hem: number
  sleeve: number
  hood: boolean
}

const CUTS: Record<string, Cut> = {
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

const NECK = 116

function outline({ length, half, hem }: Cut, poncho: boolean) {
  const shoulder = NECK + 26
  const b = NECK + length
  if (poncho)
    return `M172 ${NECK}C130 ${NECK + 20} 90 ${NECK + 120} ${200 - hem} ${b - 24}Q200 ${b + 26} ${200 + hem} ${b - 24}C310 ${NECK + 120} 270 ${NECK + 20} 228 ${NECK}Q200 ${NECK + 14} 172 ${NECK}Z`
  return `M170 ${NECK}L${200 - half + 6} ${shoulder}C${200 - half - 4} ${shoulder + 60} ${200 - half + 4} ${b - 90} ${200 - hem} ${b}Q200 ${b + 12} ${200 + hem} ${b}C${200 + half - 4} ${b - 90} ${200 + half + 4} ${shoulder + 60} ${200 + half - 6} ${shoulder}L230 ${NECK}Q200 ${NECK + 14} 170 ${NECK}Z`
}

function sleeves({ half, sleeve }: Cut): [string, string] {
  const s = NECK + 26
  const one = (d: 1 | -1) => {
    const x = (v: number) => 200 + d * v
    return `M${x(half - 26)} ${s - 12}C${x(half + 16)} ${s - 2} ${x(half + 30)} ${s + 40} ${x(half + 36)} ${s + sleeve - 16}Q${x(half + 20)} ${s + sleeve} ${x(half - 2)} ${s + sleeve - 8}C${x(half - 6)} ${s + 120} ${x(half - 12)} ${s + 70} ${x(half - 18)} ${s + 40}Z`
  }
  return [one(-1), one(1)]
}

const hoodShape = `M160 ${NECK + 8}C140 ${NECK - 50} 166 ${NECK - 74} 200 ${NECK - 74}S260 ${NECK - 50} 240 ${NECK + 8}Q200 ${NECK + 34} 160 ${NECK + 8}Z`
const hoodHole = `M174 ${NECK}C160 ${NECK - 38} 178 ${NECK - 56} 200 ${NECK - 56}S240 ${NECK - 38} 226 ${NECK}Q200 ${NECK + 22} 174 ${NECK}Z`

const wallShadow = (d: string) => path(d, '#0b1b19', { opacity: 0.13, transform: 'translate(14 12)' })

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

/** A quilted jacket on a peg: baffles are drawn as rows of soft, lit pillows. */
export function drawDown({ on, main, accent, shape, detail }: Brush): string {
  const cut = CUTS[shape] ?? CUTS.puffer!
  const body = outline(cut, false)
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
  if (shape === 'long')
    parts.push(
      ...range(15).map((i) => {
        const a = Math.PI * (1.06 - i * 0.08)
        return ellipse(
          200 + Math.cos(a) * 38,
          NECK - 12 - Math.sin(a) * 46,
          11,
          9,
          i % 2 ? accent : tint(accent, 0.3),
        )
      }),
    )
  parts.push(
    on.clip(
      body,
      ...fill(90, 220, 10),
      path(`M${200 + cut.half * 0.5} ${NECK}V${b + 20}H340V${NECK}Z`, shade(main, 0.6), { opacity: 0.2 }),
      path(`M${196 - cut.half} ${NECK}V${b + 20}H80V${NECK}Z`, '#fffaf0', { opacity: 0.1 }),
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
  if (shape === 'vest')
    parts.push(
      line(
        `M${206 - cut.half} ${NECK + 26}C${222 - cut.half} ${NECK + 60} ${212 - cut.half} ${NECK + 90} ${196 - cut.half} ${NECK + 110}M${194 + cut.half} ${NECK + 26}C${178 + cut.half} ${NECK + 60} ${188 + cut.half} ${NECK + 90} ${204 + cut.half} ${NECK + 110}`,
        accent,
        6,
      ),
      path(
        `M${206 - cut.half} ${NECK + 24}L170 ${NECK}Q200 ${NECK + 14} 230 ${NECK}L${194 + cut.half} ${NECK + 24}L${190 + cut.half} ${NECK + 62}Q200 ${NECK + 84} ${210 - cut.half} ${NECK + 62}Z`,
        lit(on, accent),
        { opacity: 0.96 },
      ),
      line(`M200 ${NECK - 10}V${NECK + 74}`, shade(accent, 0.5), 6),
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
