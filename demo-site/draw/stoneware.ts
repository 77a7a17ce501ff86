import { lightness, shade, tint } from './colour.ts'
import { type Brush, FLOOR, rounded, shadow } from './scene.ts'
import { box, circle, ellipse, line, path, range } from './svg.ts'
import { smooth, turned } from './turned.ts'

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
