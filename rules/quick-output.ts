import { type Context, type Emitter, type Liquid, Output, type Template, toValueSync } from 'liquidjs'

/** `{{ item.price | money }}`: fields of a name, and at most one of our own filters. */
const PLAIN = /^\{\{-?\s*([a-z_]\w*)((?:\.[a-z_]\w*)+)\s*(?:\|\s*(money|number)\s*)?-?\}\}$/

type Filter = (this: { context: Context }, value: unknown) => unknown

/**
 * Gives a parsed template a short way for its plain outputs, which are most of any template: Liquid's own goes
 * through a dozen generators for each. What is printed is the same.
 */
export function quicken(engine: Liquid, templates: Template[]): Template[] {
  for (const template of templates) {
    if (template instanceof Output) quickenOutput(engine, template)
    else if (template.children) quicken(engine, toValueSync(template.children(false, true)) as Template[])
  }
  return templates
}

function quickenOutput({ filters }: Liquid, output: Output): void {
  const [, root, path = '', name] = PLAIN.exec(output.token.getText()) ?? []
  if (root === undefined) return
  const fields = path.slice(1).split('.')
  const filter = name === undefined ? undefined : (filters[name] as Filter)
  const escaped = filters.escape as Filter
  const print = (context: Context, emitter: Emitter) => {
    let value = context.getSync([root]) as object
    for (const field of fields) value = context.readProperty(value, field)
    const self = { context }
    emitter.write(escaped.call(self, filter ? filter.call(self, value) : value))
  }
  output.render = print as unknown as Output['render']
}
