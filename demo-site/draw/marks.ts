import { box, group, line, path, range, sheet } from './svg.ts'

/** Contour lines for the dark bands: a map that leads nowhere in particular. */
export function contours(dye: string): string {
  const on = sheet(1200, 600)
  const rings = (cx: number, cy: number, size: number, seed: number) =>
    range(11).map((i) => {
      const r = size * (0.14 + i * 0.1)
      const points = range(49).map((k) => {
        const a = (k / 48) * Math.PI * 2
        const bend =
          1 +
          0.16 * Math.sin(a * 2 + seed) +
          0.09 * Math.sin(a * 3 + seed * 2) +
          0.05 * Math.sin(a * 5 + i * 0.3)
        return `${cx + Math.cos(a) * r * bend * 1.5} ${cy + Math.sin(a) * r * bend}`
      })
      return line(`M${points.join('L')}Z`, dye, i % 5 === 0 ? 2 : 1)
    })
  return on.print(...rings(220, 180, 300, 0.7), ...rings(930, 430, 340, 2.4))
}

/** The sign over the door, for the tab. */
export function signIcon(): string {
  const on = sheet(64, 64)
  return on.print(
    box(0, 0, 64, 64, 14, '#17352b'),
    group(
      { transform: 'translate(15 10) scale(1.06)' },
      line('M16 39V4', '#dfe9cf', 2),
      path(
        'M16 33q8-7 14-5-4 8-14 7zM16 33q-8-7-14-5 4 8 14 7zM16 25q7-7 12-5-3 7-12 7zM16 25q-7-7-12-5 3 7 12 7zM16 17q5-6 10-5-3 6-10 7zM16 17q-5-6-10-5 3 6 10 7zM16 10q3-5 7-5-2 5-7 7zM16 10q-3-5-7-5 2 5 7 7z',
        '#dfe9cf',
      ),
    ),
  )
}
