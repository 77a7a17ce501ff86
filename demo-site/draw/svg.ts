/** A sheet to draw on: collects definitions, hands back references, prints one SVG document. */

type Attributes = Record<string, string | number | undefined>

/** `<name a="…">children</name>`; attributes that are `undefined` are left out. */
export function tag(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${value}"`)
    .join('')
  return children.length ? `<${name}${written}>${children.join('')}</${name}>` : `<${name}${written}/>`
}

export const path = (d: string, fill: string, more: Attributes = {}): string =>
  tag('path', { d, fill, ...more })

/** A line drawn with a round-ended pen of `width`. */
export const line = (d: string, stroke: string, width: number, more: Attributes = {}): string =>
  path(d, 'none', {
    stroke,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    ...more,
  })

export const ellipse = (
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  fill: string,
  more: Attributes = {},
): string => tag('ellipse', { cx, cy, rx, ry, fill, ...more })

export const circle = (cx: number, cy: number, r: number, fill: string, more: Attributes = {}): string =>
  tag('circle', { cx, cy, r, fill, ...more })

export const box = (
  x: number,
  y: number,
  width: number,
  height: number,
  rx: number,
  fill: string,
  more: Attributes = {},
): string => tag('rect', { x, y, width, height, rx: rx || undefined, fill, ...more })

export const group = (more: Attributes, ...children: string[]): string => tag('g', more, ...children, '')

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

export interface Sheet {
  /** A linear gradient across the shape's box, left to right, or top to bottom with `down`. */
  linear(stops: [at: number, colour: string, opacity?: number][], down?: boolean): string
  radial(stops: [at: number, colour: string, opacity?: number][]): string
  /** Children cut to the outline `d`. */
  clip(d: string, ...children: string[]): string
  print(...children: string[]): string
}

/** A new sheet, `width` × `height` user units. */
export function sheet(width: number, height: number): Sheet {
  const defs: string[] = []
  const stopsOf = (stops: [number, string, number?][]) =>
    stops.map(([at, colour, opacity]) =>
      tag('stop', { offset: `${at * 100}%`, 'stop-color': colour, 'stop-opacity': opacity }),
    )
  const define = (write: (id: string) => string): string => {
    const id = `d${defs.length}`
    defs.push(write(id))
    return `url(#${id})`
  }
  return {
    linear: (stops, down = false) =>
      define((id) =>
        tag('linearGradient', down ? { id, x1: 0, y1: 0, x2: 0, y2: 1 } : { id }, ...stopsOf(stops)),
      ),
    radial: (stops) => define((id) => tag('radialGradient', { id }, ...stopsOf(stops))),
    clip: (d, ...children) => {
      const reference = define((id) => tag('clipPath', { id }, tag('path', { d })))
      return group({ 'clip-path': reference }, ...children)
    },
    print: (...children) =>
      tag(
        'svg',
        { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height },
        tag('defs', {}, ...defs, ''),
        ...children,
      ).replace(/-?\d+\.\d\d+/g, (number) => String(Math.round(Number(number) * 10) / 10)),
  }
}
