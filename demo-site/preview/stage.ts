/** Elements that a block may consist of; all others go with everything inside them. */
const ELEMENTS = new Set(
  'A ARTICLE B BR DD DIV DL DT EM FIGCAPTION FIGURE H2 H3 H4 HR I IMG LI OL P PICTURE SECTION SMALL SOURCE SPAN STRONG UL'.split(
    ' ',
  ),
)
const ATTRIBUTES = /^(alt|aria-.+|class|data-.+|height|href|lang|loading|role|sizes|src|srcset|title|width)$/
const ADDRESS = /^(https?:|\/|#|[^:]*$)/i

interface Policy {
  createHTML(html: string): string
}
let policy: Policy | undefined

/** The markup of a block as nodes; what does not belong in a block is left out. */
function nodesOf(markup: string): Node[] {
  const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }
  const rules: Policy = { createHTML: (html) => html }
  // Parsed into a document that nothing runs in, and walked before it meets the page.
  policy ??= trustedTypes?.createPolicy('preview', rules) ?? rules
  const { body } = new DOMParser().parseFromString(policy.createHTML(markup), 'text/html')
  for (const element of body.querySelectorAll('*')) {
    if (!ELEMENTS.has(element.tagName)) element.remove()
    else
      for (const { name, value } of [...element.attributes])
        if (!ATTRIBUTES.test(name) || (/href|src/.test(name) && !ADDRESS.test(value)))
          element.removeAttribute(name)
  }
  return [...body.childNodes]
}

export interface Stage {
  names: string[]
  /** Fills the slots as decided; a slot without a block gets what it held at first. */
  play(decisions: Record<string, { block: string | null; html?: string }>): void
  /** Puts back what was there before the first play. */
  strike(): void
  /** Brings a slot into view and marks it for a moment. */
  point(name: string): void
}

/** The slots of the page, to be filled for somebody who is not here. */
export function stageOf(root: ParentNode): Stage {
  const slots = [...root.querySelectorAll<HTMLElement>('[data-acquaint]')]
  const before = new Map<HTMLElement, { nodes: Node[]; block: string | null }>()
  const own = new Map(slots.map((slot) => [slot, [...slot.childNodes].map((node) => node.cloneNode(true))]))
  const nameOf = (slot: HTMLElement) => slot.dataset.acquaint ?? ''
  return {
    names: slots.map(nameOf),
    play(decisions) {
      for (const slot of slots) {
        if (!before.has(slot))
          before.set(slot, { nodes: [...slot.childNodes], block: slot.getAttribute('data-acquaint-block') })
        const { html } = decisions[nameOf(slot)] ?? {}
        slot.replaceChildren(...(html ? nodesOf(html) : own.get(slot)!.map((node) => node.cloneNode(true))))
        // A click on what is only played is nobody's click on a block.
        slot.removeAttribute('data-acquaint-block')
      }
    },
    strike() {
      for (const [slot, { nodes, block }] of before) {
        slot.replaceChildren(...nodes)
        if (block !== null) slot.setAttribute('data-acquaint-block', block)
      }
      before.clear()
    },
    point(name) {
      const slot = slots.find((each) => nameOf(each) === name)
      if (!slot) return
      slot.scrollIntoView({ block: 'center' })
      slot.classList.add('pointed')
      setTimeout(() => slot.classList.remove('pointed'), 2000)
    },
  }
}
