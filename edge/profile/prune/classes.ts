import { fold } from '../../../rules/match.ts'
import { matchesAll } from '../behaviour.ts'
import { ANY_ITEM, parseRow, ROW_PARTS, type RowPart, rowKey, SEPARATOR } from '../facts.ts'
import type { Asked, Reads } from '../reads.ts'
import { BEFORE, type Bounds, boundsOf, CUT, mayHold, placesOf, type Span, sidesOf } from './span.ts'

/** Parts of a row that belong to a product; asking about them counts products, else events. */
export const OF_ITEMS: readonly RowPart[] = ['item', 'category', 'brand', 'price']
/** Events from which interests, and the past of lists, are read. */
const OF_INTEREST = new Set(['view_item', 'select_item', 'add_to_cart', 'purchase'])

/** What is asked and read of a row, whenever it was. */
export interface RowClass {
  /** Whether any of it is. */
  read: boolean
  /** Questions that the row answers. */
  asked: readonly Question[]
  /** Of all questions about the event. */
  bounds: Bounds
  /** The row's product, if it is about one. */
  item: string | undefined
  /** Its key in the parts that some question about its event tells apart; `any`: with any product. */
  key: string
  any: string
  /** A part that no question asks about. */
  spare: RowPart | undefined
  /** What facts tell it from others by. */
  apart: string
  /** A fact reads such rows whatever is asked of them; `days`: day by day; `value`: with what they are worth. */
  always: boolean
  days: boolean
  value: boolean
}

/** One of the questions about an event, with its place among all of them, and those of its bounds. */
interface Question {
  asked: Asked
  at: number
  bounds: readonly number[]
}

/** What is asked of an event's products, or of the event itself. */
interface About {
  questions: Question[]
  bounds: Bounds
}

/** What is known of an event's rows. */
interface OfEvent {
  items: About
  others: About
  /** By their keys. Visitors of a shop share its rows: they are matched once for all of them. */
  classes: Map<string, RowClass>
}

const known = new WeakMap<Reads, Map<string, OfEvent>>()
/** Classes of an event, some 400 bytes each: as many as a shop of some thousand products has. */
const MOST = 3000

/** What tells the class of a row of some event by its key. */
export function classesOf(reads: Reads, event: string): (key: string) => RowClass {
  const events = known.get(reads) ?? new Map<string, OfEvent>()
  known.set(reads, events)
  const all = reads.asked[event] ?? []
  const of = events.get(event) ?? {
    items: aboutOf(all, true),
    others: aboutOf(all, false),
    classes: new Map(),
  }
  events.set(event, of)
  const { classes } = of
  return (key) => {
    let found = classes.get(key)
    if (!found) {
      if (classes.size >= MOST) classes.clear()
      found = classify(reads, event, parseRow(key), of)
      classes.set(key, found)
    }
    return found
  }
}

function aboutOf(all: readonly Asked[], ofItem: boolean): About {
  const about = ({ where }: Asked) => OF_ITEMS.some((part) => part in where) === ofItem
  const bounds = boundsOf(all.filter(about).flatMap(({ windows }) => windows))
  const questions = all.flatMap((asked, at) =>
    about(asked) ? { asked, at, bounds: placesOf(asked.windows, bounds) } : [],
  )
  return { questions, bounds }
}

function classify(
  reads: Reads,
  event: string,
  row: Partial<Record<RowPart, string>>,
  { items, others }: OfEvent,
): RowClass {
  const { facts, lists } = reads
  const ofItem = row.item !== undefined
  const all = reads.asked[event] ?? []
  const { questions, bounds } = ofItem ? items : others
  const asked = questions.filter(({ asked: each }) => mayMatch(each, row) && matchesAll(each.where, row))
  const interest = ofItem && OF_INTEREST.has(event)
  const apart: RowPart[] = []
  if (interest && facts.has('favourite_category')) apart.push('category')
  if (interest && facts.has('favourite_brand')) apart.push('brand')
  const band = interest && reads.bands ? bandOf(row.price, reads.bands) : ''
  const engaged = !ofItem && facts.has('engagement')
  const parts = new Set<string>(apart)
  if (band) parts.add('price')
  for (const { where } of all) for (const part in where) parts.add(part)
  if (interest && lists) for (const part of ['category', 'brand', 'price', 'currency']) parts.add(part)
  parts.add('item')
  const always = apart.length > 0 || band !== '' || engaged
  const kept: typeof row = {}
  for (const part of ROW_PARTS) if (parts.has(part) && row[part] !== undefined) kept[part] = row[part]
  return {
    read: asked.length > 0 || always,
    asked,
    bounds,
    item: row.item,
    key: rowKey(kept),
    any: ofItem ? rowKey({ ...kept, item: ANY_ITEM }) : rowKey(kept),
    spare: ROW_PARTS.findLast((part) => !parts.has(part)),
    apart: [ofItem ? '/' : '*', ...apart.map((part) => row[part] ?? ''), band].join(SEPARATOR),
    always,
    days: engaged || apart.includes('category') || apart.includes('brand'),
    value: engaged && event === 'engagement',
  }
}

/** What is asked of a cell of a row while the span lasts. */
export interface Live {
  /** Tells it from cells of which something else is asked. */
  name: string
  sides: string
  /** A bound of what is asked may fall into it; or, today, more may come to it on the other side of one. */
  cut: boolean
  /** Which product it was is asked, what it was worth, when it first and last was. */
  item: boolean
  value: boolean
  times: boolean
}

/** Which questions a cell from `first` to `last` may answer; `open`: more may come to it. `undefined` for none. */
export function liveOf(
  read: RowClass,
  first: number,
  last: number,
  span: Span,
  open: boolean,
): Live | undefined {
  const sides = sidesOf(read.bounds, first, last, span)
  const live: Live = { name: '', sides: sides.name, cut: false, item: false, value: read.value, times: false }
  for (const { asked, at, bounds } of read.asked) {
    const { windows, where, distinct, value, times } = asked
    const holds = windows.some((each) => mayHold(each, first, last, span))
    if (open && (!holds || bounds.some((place) => sides.of(place) === BEFORE))) live.cut = true
    if (!holds && !open) continue
    live.name += `${at},`
    if (bounds.some((place) => sides.of(place) === CUT)) live.cut = true
    if (distinct || (where.item && !('exists' in where.item))) live.item = true
    if (value) live.value = true
    if (times) live.times = true
  }
  return live.name || read.always ? live : undefined
}

/** In which third of the shop's prices a product is: all that is read of them. */
function bandOf(price: string | undefined, [low, high]: NonNullable<Reads['bands']>): string {
  if (price === undefined) return ''
  return Number(price) <= low ? 'low' : Number(price) <= high ? 'mid' : 'high'
}

/** Spares most of the matching where hundreds of segments ask about a category each. */
function mayMatch({ where: { category } }: Asked, row: Partial<Record<RowPart, string>>): boolean {
  if (!category || !('under' in category) || category.under.length !== 1) return true
  return row.category !== undefined && fold(row.category).startsWith(category.under[0] as string)
}
