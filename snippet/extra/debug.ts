import type { Acquaint } from '../acquaint.d.ts'

let on = false

/** With `?acquaint_debug` in the address, prints what is sent, what consent says and why each block was chosen. */
export function debug(page: Window & { acquaint?: Acquaint }): void {
  if (on || !page.acquaint || !/[?&]acquaint_debug/.test(page.location.search)) return
  on = true
  const say = (...values: unknown[]) => console.info('%cacquaint', 'font-weight:bold', ...values)
  page.acquaint('on', 'consent', (consent) => say('consent', consent))
  page.acquaint('on', 'decision', ({ decisions, bundle, model }) => {
    say('decided by rules', bundle, 'model', model)
    console.table(
      Object.entries(decisions).map(([slot, { block, variant, items }]) => ({
        slot,
        block,
        variant,
        items: items?.map(({ item_id, reason }) => `${item_id}: ${reason}`).join('\n'),
      })),
    )
  })
  const { fetch } = page
  page.fetch = (input, init) => {
    if (/\/v1\/\w+$/.test(`${input}`)) say('sends', `${input}`, JSON.parse(`${init?.body}`))
    return fetch.call(page, input, init)
  }
}
