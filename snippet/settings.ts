/** What the page's script tag asks for. */
export interface Settings {
  site: string
  /** Origin (and path prefix) of the edge, without a trailing slash. */
  edge: string
  /** How long after asking a block in view may still be swapped, ms. */
  deadline: number
  /** Space-separated names of captures that the site switched off (`data-off="click search"`). */
  off: string
  /** `data-late="drop"`: what happened before consent is not sent after it. */
  late: string | undefined
  /** Name of the global data layer. */
  layer: string
  /** Form fields whose values may be sent (`data-fields="topic size"`). */
  fields: string
}

/** Reads the settings from the script tag; the edge is the script's own origin unless `data-edge` says otherwise. */
export function readSettings({ dataset, src }: { dataset: DOMStringMap; src: string }): Settings {
  return {
    site: dataset.site || '',
    edge: (dataset.edge || new URL(src).origin).replace(/\/$/, ''),
    deadline: +(dataset.deadline || 400),
    off: dataset.off || '',
    late: dataset.late,
    layer: dataset.layer || 'dataLayer',
    fields: dataset.fields || '',
  }
}
