import { Liquid, type Template } from 'liquidjs'
import type { Block, Bundle } from '../../rules/bundle.ts'

/** Every value is escaped when it is put out, and no template can read a file, a global or a prototype. */
const liquid = new Liquid({
  outputEscape: 'escape',
  ownPropertyOnly: true,
  strictFilters: false,
  relativeReference: false,
})

const parsed = new WeakMap<Block, Template[]>()

/** A block's markup for `scope`; rejects nothing silently: a template that fails throws, and its slot keeps the default. */
export function render(bundle: Bundle, name: string, scope: object): string {
  const block = bundle.blocks[name] as Block
  let template = parsed.get(block)
  if (!template) {
    template = liquid.parse(block.template)
    parsed.set(block, template)
  }
  return liquid.renderSync(template, scope) as string
}
