import { group, line, path, range } from './svg.ts'

/** A frond of fern from (x, y), bending by (dx, dy). */
export function frond(x: number, y: number, dx: number, dy: number, dye: string): string {
  const point = (t: number) =>
    [x + dx * 0.25 * 2 * t * (1 - t) + dx * t * t, y + dy * 1.15 * 2 * t * (1 - t) + dy * t * t] as const
  const leaflets = range(30).flatMap((i) => {
    const t = 0.1 + (i / 30) * 0.9
    const [px, py] = point(t)
    const [qx, qy] = point(t - 0.02)
    const turn = (Math.atan2(py - qy, px - qx) * 180) / Math.PI
    const len = Math.hypot(dx, dy) * 0.24 * Math.sin(Math.min(1, t * 1.8) * 1.57) * (1.06 - t) + 4
    return [62, -62].map((side) =>
      group(
        { transform: `translate(${px} ${py}) rotate(${turn + side})` },
        path(`M0 0Q${len * 0.4} ${-len * 0.17} ${len} 0Q${len * 0.4} ${len * 0.17} 0 0Z`, dye),
      ),
    )
  })
  const [ex, ey] = point(1)
  return line(`M${x} ${y}Q${x + dx * 0.25} ${y + dy * 1.15} ${ex} ${ey}`, dye, 3) + leaflets.join('')
}
