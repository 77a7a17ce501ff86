import {
  Context,
  type Emitter,
  ForTag,
  type Liquid,
  LiquidError,
  Output,
  RenderError,
  type Template,
  TokenKind,
  toValueSync,
} from 'liquidjs'

/** `{{ item.price | money }}`: fields of a name, and at most one of our own filters. */
const PLAIN = /^\{\{-?\s*([a-z_]\w*)((?:\.[a-z_]\w*)+)\s*(?:\|\s*(money|number)\s*)?-?\}\}$/
/** `{% for item in items %}`, without limit or offset. */
const EACH = /^\{%-?\s*for\s+[a-z_]\w*\s+in\s+([a-z_]\w*)((?:\.[a-z_]\w*)*)\s*-?%\}$/

/** What `escape` would replace. */
const UNSAFE = /[&<>"']/

type Filter = (this: { context: Context }, value: unknown) => unknown
type Render = (context: Context, emitter: Emitter) => unknown

/**
 * How a template is printed: with a short way for its text, its plain outputs and its plain loops, which are most of
 * any template. Liquid's own goes through a dozen generators for each. What is printed is the same.
 */
export function quicken(engine: Liquid, template: string): (scope: object) => string {
  const templates = engine.parse(template)
  for (const template of templates) quickenOne(engine, template)
  const render = renderAll(templates)
  return (scope) => {
    const page = new Printed()
    render(new Context(scope, engine.options, { sync: true }, { liquid: engine }), page)
    return page.buffer
  }
}

class Printed implements Emitter {
  buffer = ''

  write(html: unknown): void {
    // Of a list its texts, of nothing nothing, as Liquid's own.
    this.buffer += typeof html === 'string' ? html : [html].flat(Number.POSITIVE_INFINITY).join('')
  }
}

function quickenOne(engine: Liquid, template: Template): void {
  if (template.token.kind === TokenKind.HTML) {
    const { str } = template as unknown as { str: string }
    setRender(template, (_, emitter) => emitter.write(str))
  } else if (template instanceof Output) quickenOutput(engine, template)
  else if (template.children) {
    for (const child of toValueSync(template.children(false, true)) as Template[]) quickenOne(engine, child)
    if (template instanceof ForTag) quickenLoop(template)
  }
}

const setRender = (template: Template, render: Render): void => {
  template.render = render as Template['render']
}

function quickenOutput({ filters }: Liquid, output: Output): void {
  const [, root, path = '', name] = PLAIN.exec(output.token.getText()) ?? []
  if (root === undefined) return
  const read = readerOf(root, path)
  const filter = name === undefined ? undefined : (filters[name] as Filter)
  const escaped = filters.escape as Filter
  setRender(output, (context, emitter) => {
    const self = { context }
    const found = read(context)
    const value = filter ? filter.call(self, found) : found
    if (typeof value !== 'string' || UNSAFE.test(value)) return emitter.write(escaped.call(self, value))
    context.memoryLimit.use(value.length)
    emitter.write(value)
  })
}

/** A loop over a list; `forloop`, which few templates ask, is Liquid's own to count. */
function quickenLoop(tag: ForTag): void {
  const { variable, templates } = tag
  const [, root, path = ''] = EACH.exec(tag.token.getText()) ?? []
  if (root === undefined || tag.token.input.includes('forloop')) return
  const read = readerOf(root, path)
  const renderBody = renderAll(templates)
  const whole = tag.render.bind(tag)
  setRender(tag, (context, emitter) => {
    const list: unknown = read(context)
    if (!Array.isArray(list) || list.length === 0) return toValueSync(whole(context, emitter) as never)
    context.setRegister(`continue-${variable}-${root}${path}`, list.length)
    const scope: Record<string, unknown> = Object.create(null)
    context.push(scope)
    for (const item of list) {
      scope[variable] = item
      context.continueCalled = false
      context.breakCalled = false
      renderBody(context, emitter)
      if (context.breakCalled) break
    }
    context.continueCalled = false
    context.breakCalled = false
    context.pop()
    return undefined
  })
}

/** Reads the fields of a name, own ones only. */
function readerOf(root: string, path: string): (context: Context) => unknown {
  const fields = [root, ...path.split('.').slice(1)]
  return (context) => {
    let value: unknown = (context as unknown as { findScope(name: string): object }).findScope(root)
    // What is not simply there (the size of a list, a loop's count) Liquid works out.
    for (const field of fields)
      value =
        value && Object.hasOwn(value, field)
          ? (value as Record<string, unknown>)[field]
          : context.readProperty(value as object, field)
    return value
  }
}

/** As Liquid renders templates one after another, its limit of time and its errors too. */
const renderAll =
  (templates: Template[]): Render =>
  (context, emitter) => {
    context.renderLimit.check(performance.now())
    for (const template of templates) {
      try {
        const html = toValueSync(template.render(context, emitter) as never)
        if (html) emitter.write(html)
      } catch (error) {
        throw LiquidError.is(error) ? error : new RenderError(error as Error, template)
      }
      if (context.breakCalled || context.continueCalled) break
    }
  }
