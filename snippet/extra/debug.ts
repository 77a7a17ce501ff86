import type { Acquaint } from '../acquaint.d.ts'
import type { Device } from './device.ts'

let on = false

/**
 * With `?acquaint_preview=TOKEN` in the address, asks why each block was chosen; `why` has the answer. With that or
 * `?acquaint_debug`, prints what is sent, what consent says and what was decided.
 */
export function debug(device: Device, page: Window & { acquaint?: Acquaint }): void {
  const wanted = new URLSearchParams(location.search)
  const token = wanted.get('acquaint_preview')
  if (on || !page.acquaint || (token === null && !wanted.has('acquaint_debug'))) return
  on = true
  const say = (...values: unknown[]) => console.info('%cacquaint', 'font-weight:bold', ...values)
  page.acquaint('on', 'consent', (consent) => say('consent', consent))
  page.acquaint('on', 'decision', ({ decisions, bundle, model }) => {
    say('decided by rules', bundle, 'model', model)
    console.table(
      Object.entries(decisions).map(([slot, { block, variant, items, why }]) => ({
        slot,
        block,
        variant,
        why: why && JSON.stringify(why),
        items: items?.map(({ item_id, reason }) => `${item_id}: ${reason}`).join('\n'),
      })),
    )
  })
  const { fetch } = page
  page.fetch = (input, init) => {
    if (/\/v1\/\w+$/.test(`${input}`))
      say('sends', `${input}`, { ...JSON.parse(`${init?.body}`), preview: undefined })
    return fetch.call(page, input, init)
  }
  if (token) {
    // Out of the address: what stands there goes into referrers, logs, and whatever else the page tells.
    wanted.delete('acquaint_preview')
    history.replaceState(
      history.state,
      '',
      `${location.pathname}${wanted.size ? `?${wanted}` : ''}${location.hash}`,
    )
    device.preview = token
    device.joined()
  }
}
