import { rarely } from '../rarely.ts'

/** One entry of a data layer: a GTM object or the arguments of a `gtag(...)` call. */
export type LayerEntry = { [key: string]: unknown; [index: number]: unknown }

/** Hears every entry of the global data layer, those already there first; what `hear` throws stays here. */
export function readLayer(globals: Record<string, unknown>, hear: (entry: LayerEntry) => void): void {
  globals.dataLayer ||= []
  const layer = globals.dataLayer as LayerEntry[]
  const safely = rarely((entry: LayerEntry) => {
    try {
      hear(entry)
    } catch {}
  })
  const push = layer.push
  layer.push = rarely((...entries) => {
    const length = push.apply(layer, entries)
    entries.forEach(safely)
    return length
  })
  layer.forEach(safely)
}
