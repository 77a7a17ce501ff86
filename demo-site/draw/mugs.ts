import { lightness, shade, tint } from './colour.ts'
import { type Brush, FLOOR, lit, rounded, shadow } from './scene.ts'
import { box, circle, ellipse, group, line, path, range, type Sheet } from './svg.ts'

/** A turned solid: half-widths from top to bottom, mirrored about x = 200. */
function turned(profile: [half: number, y: number][], sag = 0.12): string {
  const right = profile.map(([half, y]) => `${200 + half} ${y}`)
  const left = [...profile].reverse().map(([half, y]) => `${200 - half} ${y}`)
  const [first] = profile
  const last = profile.at(-1)!
  return `M${200 - first![0]} ${first![1]}Q200 ${first![1] - first![0] * sag} ${200 + first![0]} ${first![1]}L${right.join('L')}Q200 ${last[1] + last[0] * sag * 1.6} ${200 - last[0]} ${last[1]}L${left.join('L')}Z`
}

/** A smooth profile sampled from a function of t, 0 at the top and 1 at the foot. */
const smooth = (top: number, bottom: number, half: (t: number) => number): [number, number][] =>
  range(25).map((i) => [half(i / 24), top + ((bottom - top) * i) / 24])

const steel = (on: Sheet) =>
  on.linear([
    [0, '#8f9896'],
    [0.2, '#f4f6f4'],
    [0.45, '#c4cbc9'],
    [0.75, '#87908e'],
    [1, '#626b6a'],
  ])
const ease = (t: number) => t * t * (3 - 2 * t)

/** A steel cup, bottle or flask. */
export function drawTravel({ on, main, accent, shape }: Brush): string {
  const b = FLOOR
  const paint = rounded(on, main)
  const cap = rounded(on, accent)
  const shine = (x: number, t: number, h: number) => box(x, t, 9, h, 4.5, '#fffaf0', { opacity: 0.34 })
  switch (shape) {
    case 'tumbler': {
      const body = turned(smooth(b - 240, b, (t) => 74 - t * 20))
      return (
        shadow(on, 200, 150) +
        path(body, paint) +
        on.clip(
          body,
          path(
            `M100 ${b - 160}Q200 ${b - 146} 300 ${b - 160}V${b - 76}Q200 ${b - 62} 100 ${b - 76}Z`,
            rounded(on, accent),
          ),
          ...range(5).map((i) =>
            line(
              `M100 ${b - 146 + i * 14}Q200 ${b - 132 + i * 14} 300 ${b - 146 + i * 14}`,
              shade(accent, 0.22),
              2,
            ),
          ),
        ) +
        path(
          turned([
            [79, b - 262],
            [80, b - 238],
          ]),
          rounded(on, shade(main, 0.35)),
        ) +
        path(
          turned([
            [66, b - 280],
            [72, b - 262],
          ]),
          rounded(on, shade(main, 0.45)),
        ) +
        box(186, b - 290, 34, 12, 5, accent) +
        shine(148, b - 226, 150)
      )
    }
    case 'bottle': {
      const body = turned(smooth(b - 258, b, (t) => (t < 0.22 ? 34 + ease(t / 0.22) * 34 : 68)))
      return (
        shadow(on, 200, 150) +
        path(body, paint) +
        on.clip(
          body,
          path(`M100 ${b - 34}Q200 ${b - 20} 300 ${b - 34}V${b + 30}H100Z`, steel(on)),
          group(
            { transform: `translate(200 ${b - 118})` },
            path('M-34 30l24-42 14 22 10-14 22 34z', tint(main, 0.82), { opacity: 0.95 }),
          ),
        ) +
        line(`M176 ${b - 300}C160 ${b - 346} 240 ${b - 346} 224 ${b - 300}`, accent, 11) +
        path(
          turned([
            [38, b - 308],
            [38, b - 258],
          ]),
          cap,
        ) +
        range(9)
          .map((i) => line(`M${168 + i * 8} ${b - 302}v40`, shade(accent, 0.4), 2))
          .join('') +
        shine(146, b - 190, 140)
      )
    }
    case 'press': {
      const body = turned(smooth(b - 214, b, () => 64))
      return (
        shadow(on, 200, 180) +
        line(`M262 ${b - 178}C330 ${b - 176} 330 ${b - 50} 262 ${b - 52}`, shade(main, 0.3), 18) +
        line(`M262 ${b - 178}C330 ${b - 176} 330 ${b - 50} 262 ${b - 52}`, tint(main, 0.2), 4, {
          opacity: 0.5,
        }) +
        line(`M200 ${b - 300}V${b - 222}`, '#9aa3a1', 6) +
        circle(200, b - 306, 17, lit(on, accent)) +
        path(body, paint) +
        on.clip(
          body,
          box(100, b - 140, 200, 62, 0, rounded(on, accent)),
          line(`M168 ${b - 110}h64M168 ${b - 98}h40`, tint(accent, 0.6), 4),
        ) +
        path(
          turned([
            [68, b - 234],
            [69, b - 208],
          ]),
          steel(on),
        ) +
        shine(150, b - 196, 176)
      )
    }
    case 'cup': {
      const body = turned(smooth(b - 132, b, (t) => 66 - t * 14))
      return (
        shadow(on, 200, 150) +
        path(body, paint) +
        ellipse(200, b - 132, 66, 12, steel(on)) +
        ellipse(200, b - 130, 58, 8.6, '#4a2f1e') +
        ellipse(188, b - 131, 26, 3, '#8a5c38', { opacity: 0.8 }) +
        on.clip(
          body,
          path(`M100 ${b - 30}Q200 ${b - 16} 300 ${b - 30}V${b + 30}H100Z`, rounded(on, accent)),
        ) +
        shine(150, b - 108, 66) +
        range(3)
          .map((i) =>
            line(`M${178 + i * 22} ${b - 158}c-10-18 10-24 0-44s8-22 2-34`, '#fffdf6', 5, { opacity: 0.5 }),
          )
          .join('')
      )
    }
    case 'flask': {
      const body = turned(smooth(b - 250, b, (t) => (t < 0.12 ? 52 + ease(t / 0.12) * 22 : 74)))
      return (
        shadow(on, 200, 170) +
        line(`M270 ${b - 214}C322 ${b - 208} 322 ${b - 78} 270 ${b - 74}`, '#3a3f42', 15) +
        path(body, paint) +
        on.clip(
          body,
          ...[0, 1, 2].map((i) =>
            path(
              `M100 ${b - 96 + i * 22}Q200 ${b - 82 + i * 22} 300 ${b - 96 + i * 22}v10Q200 ${b - 72 + i * 22} 100 ${b - 86 + i * 22}Z`,
              rounded(on, accent),
            ),
          ),
        ) +
        path(
          turned([
            [52, b - 330],
            [57, b - 322],
            [57, b - 252],
          ]),
          steel(on),
        ) +
        line(`M144 ${b - 264}Q200 ${b - 254} 256 ${b - 264}`, '#717b79', 2.4) +
        shine(142, b - 222, 112)
      )
    }
    default: {
      const body = turned(smooth(b - 164, b, (t) => 82 - t * 4))
      return (
        shadow(on, 205, 200) +
        line(`M278 ${b - 136}C346 ${b - 140} 342 ${b - 34} 276 ${b - 42}`, accent, 15) +
        line(`M278 ${b - 136}C346 ${b - 140} 342 ${b - 34} 276 ${b - 42}`, tint(accent, 0.45), 3, {
          transform: 'translate(0 -4)',
        }) +
        path(body, paint) +
        ellipse(200, b - 164, 83, 15, shade(main, 0.2)) +
        ellipse(200, b - 164, 83, 15, 'none', { stroke: accent, 'stroke-width': 6 }) +
        range(34)
          .map((i) =>
            ellipse(
              132 + ((i * 53) % 134),
              b - 140 + ((i * 37) % 126),
              1.5 + (i % 3) * 0.7,
              1.4 + (i % 2),
              accent,
              { opacity: 0.55 },
            ),
          )
          .join('') +
        path(`M236 ${b - 8}q8-10 14-2z`, '#3c4044') +
        shine(136, b - 136, 96)
      )
    }
  }
}

const BOWLS: Record<string, { h: number; half: (t: number) => number; handle: boolean }> = {
  straight: { h: 168, half: (t) => 72 - 3 * t - (t > 0.9 ? (t - 0.9) * 70 : 0), handle: true },
  belly: { h: 166, half: (t) => 60 + Math.sin(t * Math.PI * 0.86 + 0.2) * 28, handle: true },
  cone: { h: 176, half: (t) => 88 - t * 50 + (t > 0.86 ? (t - 0.86) * 120 : 0), handle: true },
  espresso: { h: 104, half: (t) => 56 - t * t * 14, handle: true },
  bowl: { h: 122, half: (t) => 104 * Math.sqrt(1 - (t * 0.9) ** 2.6) + 3, handle: false },
  tall: { h: 226, half: (t) => 58 + t * 8 - (t > 0.93 ? (t - 0.93) * 90 : 0), handle: true },
}

/** A thrown mug: clay below, glaze above, the glaze's edge as the potter left it. */
export function drawStoneware({ on, main, accent, shape, detail }: Brush): string {
  const form = BOWLS[shape] ?? BOWLS.straight!
  const [t, b] = [FLOOR - form.h, FLOOR]
  const body = turned(smooth(t, b, form.half), 0.16)
  const mouth = form.half(0)
  const clay = lightness(main) < 0.45 ? '#8d6b52' : '#c9a582'
  const wobble = (y: number, amp: number) =>
    `M60 ${y}${range(12)
      .map((i) => `q12 ${(i % 3 === 0 ? 1 : i % 3 === 1 ? -0.7 : 0.4) * amp} 24 0`)
      .join('')}`
  const speckle = (dye: string, opacity: number) =>
    range(70).map((i) =>
      circle(96 + ((i * 71) % 208), t + ((i * 43) % form.h), 0.9 + (i % 4) * 0.45, dye, { opacity }),
    )
  const inside: string[] = []
  const glaze = rounded(on, main)
  const second = rounded(on, accent)
  if (detail === 'dip')
    inside.push(
      path(`${wobble(t + form.h * 0.66, 9)}V${t - 40}H60Z`, glaze),
      path(`M60 ${t - 30}H340V${t + 18}q-14 10-28 0t-28 2-28-2-28 4-28-4-28 2-28-2-28 4-28-4-28 0Z`, second, {
        opacity: 0.9,
      }),
    )
  if (detail === 'speckle')
    inside.push(
      path(`${wobble(t + form.h * 0.86, 5)}V${t - 40}H60Z`, glaze),
      ...speckle('#2b1a12', 0.6),
      path(`M60 ${t - 30}H340V${t + 12}Q200 ${t + 30} 60 ${t + 12}Z`, second, { opacity: 0.85 }),
    )
  if (detail === 'drip')
    inside.push(
      path(`M60 ${t - 40}H340V${b + 30}H60Z`, glaze),
      path(
        `M60 ${t - 30}H340V${t + 30}q-10 44-22 4t-20 2q-6 60-18 2t-20 4q-8 76-20-2t-20 0q-10 40-20 0t-22 2q-6 70-18-4t-20 2q-8 46-18-2t-22 0Z`,
        second,
      ),
      ...speckle('#fffaf0', 0.35),
    )
  if (detail === 'band')
    inside.push(
      path(`M60 ${t - 40}H340V${b + 30}H60Z`, glaze),
      path(
        `M60 ${t + form.h * 0.4}Q200 ${t + form.h * 0.4 + 24} 340 ${t + form.h * 0.4}v20Q200 ${t + form.h * 0.4 + 44} 60 ${t + form.h * 0.4 + 20}Z`,
        second,
      ),
    )
  if (detail === 'fade')
    inside.push(
      path(`${wobble(b - 16, 6)}V${t - 40}H60Z`, glaze),
      box(
        60,
        t - 40,
        280,
        form.h,
        0,
        on.linear(
          [
            [0, tint(accent, 0.2), 1],
            [0.45, accent, 0.75],
            [1, accent, 0],
          ],
          true,
        ),
      ),
      ...speckle('#2d2a1c', 0.4),
    )
  if (detail === 'lines')
    inside.push(
      path(`${wobble(b - 22, 4)}V${t - 40}H60Z`, glaze),
      ...range(13).map((i) =>
        line(
          `M${118 + i * 13.6} ${t + 40 + (i % 3) * 6}C${120 + i * 13.4} ${t + 90} ${116 + i * 13.8} ${b - 90} ${118 + i * 13.6} ${b - 46 - (i % 4) * 7}`,
          i % 4 === 1 ? '#a97b58' : accent,
          3.2,
        ),
      ),
    )
  const ear = form.h * 0.34
  const hx = 200 + form.half(0.3) - 4
  const handle = `M${hx} ${t + form.h * 0.2}c${ear * 1.5} ${-ear * 0.3} ${ear * 1.5} ${ear * 1.7} ${form.half(0.72) - form.half(0.3)} ${ear * 1.5}`
  return [
    shadow(on, 205, mouth * 2.1),
    ...(form.handle
      ? [
          line(handle, shade(main, 0.25), 18),
          line(handle, main, 12),
          line(handle, tint(main, 0.5), 3, { transform: 'translate(-2 -4)', opacity: 0.7 }),
        ]
      : []),
    path(body, rounded(on, clay)),
    on.clip(body, ...inside),
    ellipse(200, t, mouth, mouth * 0.17, tint(detail === 'dip' || detail === 'fade' ? accent : main, 0.24)),
    ellipse(
      200,
      t + 2,
      mouth - 7,
      mouth * 0.13,
      on.linear([
        [0, shade(main, 0.5)],
        [1, shade(main, 0.2)],
      ]),
    ),
    ellipse(200, t + mouth * 0.07, mouth - 15, mouth * 0.075, shape === 'bowl' ? '#c89f72' : '#43291a'),
    shape === 'bowl'
      ? line(`M200 ${t + 4}q-22 1-30 5m30-5q22 1 30 5m-30-5q-2 4 0 8`, '#fff3df', 4, { opacity: 0.9 })
      : '',
    path(
      `M${200 - form.half(0.2) * 0.74} ${t + form.h * 0.2}q-6 ${form.h * 0.25} 4 ${form.h * 0.5}`,
      'none',
      { stroke: '#fffaf0', 'stroke-width': 8, 'stroke-linecap': 'round', opacity: 0.32 },
    ),
  ].join('')
}
