import { shade, tint } from './colour.ts'
import { type Brush, lit, shadow } from './scene.ts'
import { box, circle, ellipse, group, line, path, range } from './svg.ts'

const BASE = 400

/** A cap from the front left, brim to the right. */
export function drawCap({ on, main, accent, shape }: Brush): string {
  if (shape === 'bucket') return bucket(on, main, accent)
  const tall = shape === 'trucker' || shape === 'five' ? 22 : shape === 'dad' ? -10 : 0
  const top = BASE - 168 - tall
  const crown = `M76 ${BASE}C62 ${BASE - 90} 92 ${top + 10} 178 ${top}C262 ${top - 6} 300 ${top + 66} 304 ${BASE - 20}C240 ${BASE - 6} 150 ${BASE + 14} 76 ${BASE}Z`
  const reach = shape === 'field' ? 22 : shape === 'sport' ? -8 : 4
  const brim = `M176 ${BASE + 2}C230 ${BASE - 26} 280 ${BASE - 34} 306 ${BASE - 30}C344 ${BASE - 26} ${366 + reach} ${BASE} ${362 + reach} ${BASE + 18}C352 ${BASE + 30} 280 ${BASE + 8} 214 ${BASE + 22}C196 ${BASE + 24} 178 ${BASE + 16} 176 ${BASE + 2}Z`
  const front = `M178 ${top - 10}C150 ${top + 60} 150 ${BASE - 60} 174 ${BASE + 20}L320 ${BASE}V${top - 10}Z`
  const brimDye = shape === 'trucker' || shape === 'sport' ? accent : main
  const parts = [shadow(on, 214, 290, BASE + 22)]
  if (shape === 'field')
    parts.push(
      path(
        `M80 ${BASE - 12}C70 ${BASE + 6} 66 ${BASE + 26} 78 ${BASE + 34}C120 ${BASE + 38} 150 ${BASE + 26} 176 ${BASE + 4}Z`,
        lit(on, shade(main, 0.22)),
      ),
    )
  parts.push(path(crown, lit(on, shape === 'trucker' ? accent : main)))
  const inside: string[] = []
  if (shape === 'trucker') {
    inside.push(
      ...range(16).flatMap((row) =>
        range(12).map((col) =>
          circle(66 + col * 10 + (row % 2) * 5, top + 16 + row * 12, 2.6, shade(accent, 0.42)),
        ),
      ),
      path(front, lit(on, main)),
    )
  }
  if (shape === 'five')
    inside.push(
      path(front, lit(on, tint(main, 0.12))),
      line(`M178 ${top}C152 ${top + 60} 152 ${BASE - 60} 172 ${BASE + 10}`, shade(main, 0.35), 2.4),
    )
  if (shape === 'dad' || shape === 'field')
    inside.push(
      line(
        `M186 ${top}C176 ${top + 70} 176 ${BASE - 60} 186 ${BASE}M186 ${top}C246 ${top + 30} 276 ${top + 90} 284 ${BASE}M182 ${top}C120 ${top + 40} 104 ${BASE - 80} 106 ${BASE}`,
        shade(main, 0.3),
        1.8,
      ),
      line(`M191 ${top + 4}C181 ${top + 70} 181 ${BASE - 60} 191 ${BASE}`, tint(main, 0.4), 1.4, {
        'stroke-dasharray': '4 4',
      }),
    )
  if (shape === 'sport')
    inside.push(
      path(`M60 ${BASE - 70}C120 ${BASE - 92} 160 ${BASE - 90} 176 ${BASE + 10}H60Z`, accent),
      ...range(5).map((i) => line(`M${110 + i * 15} ${BASE - 110 - i * 7}l-7 30`, shade(main, 0.5), 5)),
      line(`M186 ${top}C170 ${top + 70} 172 ${BASE - 60} 182 ${BASE}`, tint(main, 0.35), 3),
    )
  inside.push(
    path(
      `M60 ${BASE + 10}C60 ${BASE - 80} 90 ${top} 150 ${top - 10}C100 ${top + 60} 96 ${BASE - 60} 104 ${BASE + 20}Z`,
      '#fffaf0',
      { opacity: 0.13 },
    ),
    path(`M290 ${top}C280 ${top + 60} 290 ${BASE - 70} 284 ${BASE}H320V${top}Z`, shade(main, 0.6), {
      opacity: 0.18,
    }),
  )
  parts.push(on.clip(crown, ...inside))
  if (shape === 'field')
    parts.push(
      path(
        `M82 ${BASE - 34}C150 ${BASE - 18} 240 ${BASE - 36} 302 ${BASE - 54}L304 ${BASE - 24}C240 ${BASE - 6} 150 ${BASE + 12} 78 ${BASE - 2}Z`,
        lit(on, accent),
      ),
      box(226, BASE - 47, 26, 20, 3, 'none', {
        stroke: '#d8b46a',
        'stroke-width': 4,
        transform: `rotate(-8 240 ${BASE - 36})`,
      }),
    )
  parts.push(
    path(
      brim,
      on.linear(
        [
          [0, tint(brimDye, 0.2)],
          [1, shade(brimDye, 0.24)],
        ],
        true,
      ),
    ),
    line(
      `M196 ${BASE + 10}C240 ${BASE - 10} 300 ${BASE - 18} ${346 + reach} ${BASE + 10}`,
      shade(brimDye, 0.34),
      1.5,
      { 'stroke-dasharray': '4 4' },
    ),
    line(
      `M214 ${BASE + 15}C250 ${BASE} 300 ${BASE - 6} ${338 + reach} ${BASE + 14}`,
      shade(brimDye, 0.34),
      1.5,
      { 'stroke-dasharray': '4 4' },
    ),
  )
  if (shape !== 'five')
    parts.push(ellipse(182, top + 1, 13, 6, shape === 'trucker' ? accent : shade(main, 0.2)))
  if (shape === 'five')
    parts.push(
      box(200, BASE - 118, 70, 48, 6, accent, { transform: `rotate(-5 235 ${BASE - 94})` }),
      group(
        { transform: `rotate(-5 235 ${BASE - 94})` },
        path(`M212 ${BASE - 80}l16-24 12 15 7-8 13 17z`, main),
      ),
    )
  if (shape === 'trucker')
    parts.push(
      group(
        { transform: `translate(236 ${BASE - 70}) rotate(-6)` },
        ...range(6).map((i) =>
          path(
            `M0 ${-i * 12}q16-14 ${30 - i * 4}-8q-12 14-${30 - i * 4} 8zM0 ${-i * 12}q-16-14 -${30 - i * 4}-8q12 14 ${30 - i * 4} 8z`,
            accent,
          ),
        ),
        line('M0 12V-76', accent, 2.6),
      ),
    )
  if (shape === 'dad')
    parts.push(line(`M222 ${BASE - 84}c10-16 22-16 26 0M248 ${BASE - 86}c6-14 16-14 20-2`, accent, 4))
  return parts.join('')
}

function bucket(on: Brush['on'], main: string, accent: string): string {
  const top = BASE - 168
  const crown = `M118 ${BASE - 50}C118 ${top + 60} 124 ${top} 140 ${top}Q200 ${top - 14} 260 ${top}C276 ${top} 282 ${top + 60} 282 ${BASE - 50}Z`
  const brim = `M114 ${BASE - 62}Q200 ${BASE - 38} 286 ${BASE - 62}C306 ${BASE - 40} 336 ${BASE - 16} 348 ${BASE + 4}C330 ${BASE + 36} 70 ${BASE + 36} 52 ${BASE + 4}C64 ${BASE - 16} 94 ${BASE - 40} 114 ${BASE - 62}Z`
  return [
    shadow(on, 200, 290, BASE + 24),
    path(crown, lit(on, main)),
    on.clip(
      crown,
      path(
        `M230 ${top - 20}C250 ${top + 60} 250 ${BASE - 60} 244 ${BASE}H300V${top - 20}Z`,
        shade(main, 0.5),
        { opacity: 0.25 },
      ),
      line(
        `M168 ${top}C160 ${top + 50} 160 ${BASE - 80} 164 ${BASE - 40}M236 ${top}C244 ${top + 50} 244 ${BASE - 80} 240 ${BASE - 40}`,
        shade(main, 0.35),
        1.8,
      ),
    ),
    path(
      `M116 ${BASE - 92}Q200 ${BASE - 70} 284 ${BASE - 92}L287 ${BASE - 60}Q200 ${BASE - 36} 113 ${BASE - 60}Z`,
      lit(on, accent),
    ),
    path(brim, lit(on, main)),
    ...range(4).map((i) =>
      line(
        `M${104 - i * 13} ${BASE - 42 + i * 12}Q200 ${BASE - 14 + i * 13} ${296 + i * 13} ${BASE - 42 + i * 12}`,
        shade(main, 0.34),
        1.4,
        { 'stroke-dasharray': '4 4' },
      ),
    ),
    circle(150, BASE - 112, 3.4, shade(main, 0.5)),
    circle(162, BASE - 110, 3.4, shade(main, 0.5)),
  ].join('')
}
