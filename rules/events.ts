import { EVENT_NAMES } from '../snippet/wire.ts'
import type { Dimension } from './bundle.ts'

/** Every event that a rule can name. */
export const EVENTS: readonly string[] = EVENT_NAMES

const PRODUCT: readonly Dimension[] = ['item', 'category', 'brand', 'price']
const CARRIED: Readonly<Record<string, readonly Dimension[]>> = {
  page_view: ['path'],
  view_item: PRODUCT,
  select_item: PRODUCT,
  add_to_cart: PRODUCT,
  remove_from_cart: PRODUCT,
  begin_checkout: PRODUCT,
  purchase: PRODUCT,
  search: ['term'],
  block_view: ['slot', 'block'],
  block_click: ['slot', 'block', ...PRODUCT],
  form_submit: ['form'],
  feedback: ['slot', 'block', ...PRODUCT],
  share: PRODUCT,
}

/** What an event can be narrowed by: what a profile keeps of it. */
export const carries = (event: string): readonly Dimension[] => CARRIED[event] ?? []
