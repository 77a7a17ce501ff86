import type { HTMLRewriter as Rewriter } from '@cloudflare/workers-types'
import type { Decision } from '../../snippet/wire.ts'
import { LIMITS } from '../../snippet/wire.ts'
import { readable } from './guard.ts'
import { streamable } from './markup.ts'
import { charsetOf, isUtf8 } from './page.ts'
import { decodeReferences } from './references.ts'

/** What the page's own markup says it is about; `<body data-acquaint-item>`, as the snippet reads it. */
export interface About {
  item_id?: string
  category?: string
}

/** Decides a slot of the page; `undefined` once that comes too late: then the page stays as it is. */
export type DecideSlot = (slot: string, about: About) => Promise<Decision | undefined>

export interface Filling {
  decide: DecideSlot
  /** Whether the page is known to be UTF-8; else its head must say so before its first slot. */
  utf8: boolean
  /** Told at the end of the page whether there was any slot in it. */
  ended(anySlot: boolean): void
}

/** HTMLRewriter's element, as far as it is used. */
interface Slot {
  tagName: string
  readonly removed: boolean
  getAttribute(name: string): string | null
  hasAttribute(name: string): boolean
  setAttribute(name: string, value: string): unknown
  setInnerContent(content: string, options: { html: boolean }): unknown
}

/** What the snippet leaves on a slot that it has filled (snippet/slots/show.ts), and so knows it by. */
const marksOf = ({ block, variant, list_id }: Decision): [name: string, value: string][] =>
  Object.entries({ block, variant, list: list_id }).flatMap(([name, value]) =>
    value ? [[`data-acquaint-${name}`, value]] : [],
  )

/** Places where a parser would not leave a block where it was put. */
const CONFINED = 'svg [data-acquaint], math [data-acquaint], select [data-acquaint], template [data-acquaint]'

/** A page's body with its slots filled while its bytes pass; whatever is no slot passes byte for byte. */
export function fillSlots(body: ReadableStream<Uint8Array>, filling: Filling): ReadableStream<Uint8Array> {
  const { HTMLRewriter } = globalThis as unknown as { HTMLRewriter: new () => Rewriter }
  const about: About = {}
  const decided = new Map<string, Promise<Decision | undefined>>()
  let { utf8 } = filling
  /** What the slot at hand stands in. */
  let around = { confined: false, inLink: false }
  let givenUp = false
  let anySlot = false

  const decide = (slot: string): Promise<Decision | undefined> | undefined => {
    if (!decided.has(slot) && decided.size < LIMITS.SLOTS_PER_DECISION)
      decided.set(slot, filling.decide(slot, about))
    return decided.get(slot)
  }

  const fill = async (slot: Slot): Promise<void> => {
    const name = slot.getAttribute('data-acquaint')
    const place = { tag: slot.tagName.toLowerCase(), inLink: around.inLink }
    const held = around.confined || slot.removed || slot.hasAttribute('data-acquaint-block')
    around = { confined: false, inLink: false }
    if (!name || held || givenUp) return
    if (!utf8) givenUp = true
    const decision = givenUp ? undefined : await decide(decodeReferences(name))
    // One slot of now and one of a moment later would make no page.
    if (!decision) givenUp = true
    if (!decision?.block || decision.html === undefined) return
    const html = streamable(decision.html, place)
    if (html === undefined) return
    slot.setInnerContent(html, { html: true })
    for (const [attribute, value] of marksOf(decision)) slot.setAttribute(attribute, value)
  }

  const rewriter = new HTMLRewriter()
    .on('meta', {
      element(meta) {
        const typed = /^content-type$/i.test(meta.getAttribute('http-equiv') ?? '')
        const charset =
          meta.getAttribute('charset') ?? (typed ? charsetOf(meta.getAttribute('content') ?? '') : undefined)
        if (charset !== undefined && !filling.utf8) utf8 = isUtf8(charset)
      },
    })
    .on('body', {
      element(body) {
        const item = body.getAttribute('data-acquaint-item')
        const category = body.getAttribute('data-acquaint-category')
        if (item) about.item_id = decodeReferences(item)
        if (category) about.category = decodeReferences(category)
      },
    })
    .on(CONFINED, {
      element() {
        around.confined = true
      },
    })
    .on('a [data-acquaint], button [data-acquaint]', {
      element() {
        around.inLink = true
      },
    })
    .on('[data-acquaint]', {
      async element(slot) {
        anySlot = true
        // A throw in here would cut the page off in the middle.
        await fill(slot).catch(() => {})
      },
    })
    .onDocument({ end: () => filling.ended(anySlot) })

  return readable(body, (safe) => {
    const page = new Response(safe, { headers: { 'content-type': 'text/html; charset=utf-8' } })
    return (rewriter.transform(page as never) as unknown as Response).body as ReadableStream<Uint8Array>
  })
}
