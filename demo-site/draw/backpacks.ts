import { shade, tint } from './colour.ts'
import { type Brush, FLOOR, lit, shadow } from './scene.ts'
import { box, circle, ellipse, group, line, path, range } from './svg.ts'

const SIZES: Record<string, [width: number, height: number]> = {
  rolltop: [196, 268],
  daypack: [190, 246],
  rucksack: [214, 262],
  commuter: [196, 268],
  alpine: [176, 318],
  mini: [160, 190],
}

const webbing = (d: string, dye: string, width = 12) => line(d, dye, width, { 'stroke-linecap': 'butt' })
const buckle = (x: number, y: number, dye: string) =>
  box(x - 9, y, 18, 16, 3, dye) + box(x - 5, y + 4, 10, 5, 1, shade(dye, 0.5))

/** A backpack from the front, its straps showing at the sides. */
export function drawBackpack({ on, main, accent, shape, detail }: Brush): string {
  const [w, h] = SIZES[shape] ?? SIZES.daypack!
  const [l, r, t, b] = [200 - w / 2, 200 + w / 2, FLOOR - h, FLOOR]
  const round = shape === 'commuter' ? 20 : shape === 'alpine' ? 46 : w * 0.36
  const body = `M${l + 8} ${b}C${l - 10} ${b - 4} ${l - 4} ${b - h * 0.4} ${l + 6} ${t + round}C${l + 10} ${t + round * 0.3} ${l + round * 0.6} ${t} ${l + round} ${t}H${r - round}C${r - round * 0.6} ${t} ${r - 10} ${t + round * 0.3} ${r - 6} ${t + round}C${r + 4} ${b - h * 0.4} ${r + 10} ${b - 4} ${r - 8} ${b}Z`
  const dark = shade(main, 0.32)
  const seam = tint(main, 0.3)
  const strap = (x: number, out: number) =>
    line(
      `M${x} ${t + 34}C${x + out * 1.4} ${t + h * 0.3} ${x + out * 1.3} ${b - 40} ${x + out * 0.4} ${b - 14}`,
      shade(main, 0.45),
      17,
    )
  const parts = [
    shadow(on, 200, w * 1.15),
    strap(l + 8, -20),
    strap(r - 8, 20),
    line(`M182 ${t + 6}C182 ${t - 24} 218 ${t - 24} 218 ${t + 6}`, shade(accent, 0.2), 9),
    path(body, lit(on, main)),
  ]
  const pocketTop = b - h * 0.42
  const pocket = `M${l + 22} ${b - 12}V${pocketTop + 20}Q${l + 22} ${pocketTop} ${l + 42} ${pocketTop}H${r - 42}Q${r - 22} ${pocketTop} ${r - 22} ${pocketTop + 20}V${b - 12}Q200 ${b - 4} ${l + 22} ${b - 12}Z`
  const side = on.clip(
    body,
    path(
      `M${r - 40} ${t}C${r - 20} ${t + h * 0.4} ${r - 26} ${b - 40} ${r - 18} ${b}H${r + 20}V${t}Z`,
      shade(main, 0.5),
      { opacity: 0.28 },
    ),
    path(`M${l} ${t}h46c-20 60-26 160-18 ${h}h-40z`, '#fffaf0', { opacity: 0.1 }),
  )
  parts.push(side)
  const drawPocket = () =>
    parts.push(
      path(
        pocket,
        on.linear(
          [
            [0, tint(main, 0.08)],
            [1, shade(main, 0.26)],
          ],
          true,
        ),
      ),
      line(pocket, dark, 1.6, { opacity: 0.6 }),
    )

  if (shape === 'rolltop') {
    drawPocket()
    const roll = t - 8
    parts.push(
      box(
        l + 2,
        roll,
        w - 4,
        34,
        16,
        on.linear(
          [
            [0, tint(main, 0.22)],
            [1, shade(main, 0.3)],
          ],
          true,
        ),
      ),
      ellipse(r - 14, roll + 17, 7, 13, shade(main, 0.4)),
      line(`M${r - 18} ${roll + 17}c0-8 8-8 8 0s-6 6-6 2`, tint(main, 0.2), 1.6),
    )
    for (const x of [l + 46, r - 46])
      parts.push(
        webbing(`M${x} ${roll + 10}V${b - h * 0.52}`, accent, 11),
        buckle(x, t + 52, shade(accent, 0.1)),
      )
  }
  if (shape === 'daypack') {
    drawPocket()
    parts.push(
      line(
        `M${l + 16} ${t + h * 0.44}C${l + 20} ${t + 44} ${l + 52} ${t + 22} 200 ${t + 22}S${r - 20} ${t + 44} ${r - 16} ${t + h * 0.44}`,
        accent,
        4.5,
      ),
      line(`M${r - 17} ${t + h * 0.44}v22`, accent, 6),
      line(`M${l + 36} ${pocketTop + 26}H${r - 36}`, shade(accent, 0.1), 4),
      line(`M${r - 42} ${pocketTop + 26}l4 20`, shade(accent, 0.2), 5),
    )
    parts.push(
      group(
        { transform: `translate(200 ${b - 46})` },
        path('M-15 0C-10-14 10-14 15 0C10 14-10 14-15 0Z', accent),
        line('M-10 0H10', main, 2),
      ),
    )
  }
  if (shape === 'rucksack') {
    const flap = `M${l - 2} ${t + 62}C${l} ${t + 4} ${l + 40} ${t - 8} 200 ${t - 8}S${r} ${t + 4} ${r + 2} ${t + 62}C${r} ${t + 112} ${r - 30} ${t + 124} 200 ${t + 124}S${l} ${t + 112} ${l - 2} ${t + 62}Z`
    drawPocket()
    parts.push(
      path(
        flap,
        on.linear(
          [
            [0, tint(main, 0.24)],
            [1, shade(main, 0.08)],
          ],
          true,
        ),
      ),
      line(flap, seam, 1.4, { 'stroke-dasharray': '4 4', opacity: 0.6 }),
    )
    for (const x of [l + 52, r - 52])
      parts.push(
        webbing(`M${x} ${t + 84}V${b - 44}`, accent, 15),
        path(`M${x - 7.5} ${b - 46}h15l-7.5 14z`, accent),
        box(x - 12, t + 138, 24, 20, 3, 'none', { stroke: '#d8b46a', 'stroke-width': 4 }),
        circle(x, t + 176, 2, shade(accent, 0.5)),
        circle(x, t + 192, 2, shade(accent, 0.5)),
      )
  }
  if (shape === 'commuter') {
    parts.push(
      line(
        `M${l + 20} ${t + 90}V${t + 40}Q${l + 20} ${t + 20} ${l + 40} ${t + 20}H${r - 40}Q${r - 20} ${t + 20} ${r - 20} ${t + 40}V${t + 90}`,
        shade(main, 0.45),
        4,
      ),
      path(
        `M${l + 4} ${b - 96}H${r - 4}V${b - 12}Q${r - 6} ${b} ${r - 18} ${b}H${l + 18}Q${l + 6} ${b} ${l + 4} ${b - 12}Z`,
        lit(on, shade(main, 0.34)),
      ),
      line(`M${l + 16} ${t + 132}H${r - 16}`, shade(main, 0.45), 5),
      line(`M${r - 30} ${t + 132}v22`, accent, 7),
      box(l + 26, b - 76, 40, 12, 2, accent),
      box(r - 26, b - 60, 10, 40, 2, tint(main, 0.5), { opacity: 0.8 }),
    )
  }
  if (shape === 'alpine') {
    const lid = `M${l + 2} ${t + 60}C${l + 2} ${t + 8} ${l + 30} ${t - 6} 200 ${t - 6}S${r - 2} ${t + 8} ${r - 2} ${t + 60}C${r - 24} ${t + 74} ${l + 24} ${t + 74} ${l + 2} ${t + 60}Z`
    parts.push(
      path(lid, lit(on, shade(main, 0.14))),
      line(`M${l + 26} ${t + 40}C180 ${t + 50} 220 ${t + 50} ${r - 26} ${t + 40}`, accent, 4),
      webbing(`M200 ${t + 66}V${t + 150}`, accent, 12),
      buckle(200, t + 108, '#3a3f42'),
    )
    for (const x of [l + 34, r - 34])
      parts.push(
        webbing(`M${x} ${t + 92}V${b - 26}`, accent, 8),
        ...range(4).map((i) => box(x - 8, t + 112 + i * 44, 16, 7, 2, shade(accent, 0.15))),
      )
    parts.push(line(`M${l + 36} ${b - 30}C170 ${b - 14} 230 ${b - 14} ${r - 36} ${b - 30}`, accent, 8))
    parts.push(
      line(
        `M${l + 42} ${t + 170}L${r - 42} ${t + 200}M${l + 42} ${t + 200}L${r - 42} ${t + 170}M${l + 42} ${t + 240}L${r - 42} ${t + 210}M${l + 42} ${t + 210}L${r - 42} ${t + 240}`,
        tint(main, 0.55),
        3,
      ),
    )
  }
  if (shape === 'mini') {
    parts.push(
      line(
        `M${l + 14} ${t + 84}C${l + 18} ${t + 30} ${l + 40} ${t + 16} 200 ${t + 16}S${r - 18} ${t + 30} ${r - 14} ${t + 84}`,
        shade(main, 0.36),
        4,
      ),
    )
    drawPocket()
    parts.push(
      box(172, pocketTop + 20, 56, 34, 4, accent),
      line(`M182 ${pocketTop + 44}l12-14 8 8 6-6 10 12`, shade(main, 0.3), 2.6),
    )
  }
  if (detail === 'zip') parts.push(circle(r - 24, t + h * 0.44, 0, 'none'))
  return parts.join('')
}
