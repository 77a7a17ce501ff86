import { type Context, Liquid } from 'liquidjs'
import type { Block, Bundle } from './bundle.ts'
import { quicken } from './quick-render.ts'

/** A product as a template sees it; texts arrive unescaped and are escaped when printed. */
export interface TemplateItem {
  item_id: string
  item_name: string
  item_brand?: string
  item_category: string
  /** Major units; print it with `| money`. */
  price: number
  link: string
  image_link: string
  /** Why it is shown, fit for a visitor. */
  reason: string
}

/** Everything a template may print; what the slot's consent does not allow is absent. */
export interface TemplateContext {
  page: { path?: string; title?: string; category?: string; item_id?: string }
  items: TemplateItem[]
  /** CONTEXTUAL fields always; traits and facts only in a slot that needs consent. */
  visitor: Record<string, unknown>
  block: { name: string; slot: string; variant?: string; list_id?: string }
}

/** Fields of `visitor` that the request itself tells, so that any slot may print them. */
export const CONTEXTUAL = ['country', 'region', 'language', 'device'] as const

/** Names that templates know, by root; `shop` and `text` are filled from the bundle. */
export const TEMPLATE_FIELDS = {
  page: ['path', 'title', 'category', 'item_id'],
  items: ['item_id', 'item_name', 'item_brand', 'item_category', 'price', 'link', 'image_link', 'reason'],
  block: ['name', 'slot', 'variant', 'list_id'],
  shop: ['name', 'currency', 'locale', 'timezone'],
} as const

type Settings = Bundle['settings']
export type Rendered = { ok: true; html: string } | { ok: false; reason: string }

const renderers = new WeakMap<Bundle, (name: string, block: Block, context: TemplateContext) => Rendered>()

/** Renders a block of a bundle; templates are parsed once a bundle. A template that fails shows nothing, never half. */
export function renderBlock(bundle: Bundle, name: string, context: TemplateContext): Rendered {
  const block = Object.hasOwn(bundle.blocks, name) ? bundle.blocks[name] : undefined
  if (!block) return { ok: false, reason: `no block '${name}'` }
  let render = renderers.get(bundle)
  if (!render) {
    render = rendererOf(bundle.settings)
    renderers.set(bundle, render)
  }
  return render(name, block, context)
}

function rendererOf(settings: Settings): (name: string, block: Block, context: TemplateContext) => Rendered {
  const engine = liquid(settings)
  const parsed = new Map<string, (scope: object) => string>()
  return (name, block, context) => {
    try {
      let print = parsed.get(name)
      if (!print) {
        print = quicken(engine, block.template)
        parsed.set(name, print)
      }
      const scope = {
        ...context,
        shop: settings,
        text: textFor(block, context.visitor.language, settings.locale),
      }
      return { ok: true, html: print(scope) }
    } catch (error) {
      return { ok: false, reason: error instanceof Error ? error.message : 'the template failed' }
    }
  }
}

/** The words of a block in the visitor's language, else in its wider form (`zh-hk` → `zh`), the shop's, or the first. */
export function textFor(block: Block, language: unknown, locale: string): Record<string, string> {
  const text = block.text
  if (!text) return {}
  const languages = Object.keys(text)
  for (const wanted of [String(language ?? ''), locale].map((tag) => tag.toLowerCase())) {
    for (let tag = wanted; tag; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-'))))
      if (Object.hasOwn(text, tag)) return text[tag]!
  }
  return text[languages[0]!] ?? {}
}

/** The Liquid of rule files: every value escaped, own properties only, no files, no `raw` filter, bounded memory. */
export function liquid({ currency, locale, timezone }: Settings): Liquid {
  const engine = new Liquid({
    outputEscape: 'escape',
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    memoryLimit: 1e6,
    parseLimit: 1e6,
    renderLimit: 1000,
    locale,
    timezoneOffset: timezone as never,
    templates: {},
    relativeReference: false,
  })
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]
  // In a Worker digests are told later than a template is rendered.
  for (const filter of ['raw', 'sha256', 'hmac_sha256']) delete engine.filters[filter]
  const languageOf = (context: Context) => {
    const visitor: unknown = (context.environments as { visitor?: unknown }).visitor
    const tag =
      visitor && typeof visitor === 'object' ? (visitor as { language?: unknown }).language : undefined
    return typeof tag === 'string' && isLocale(tag) ? tag : locale
  }
  engine.registerFilter('money', function (this: { context: Context }, value: unknown) {
    const amount = Number(value)
    return Number.isFinite(amount)
      ? numberFormat(languageOf(this.context), { style: 'currency', currency })(amount)
      : ''
  })
  engine.registerFilter('number', function (this: { context: Context }, value: unknown) {
    const n = Number(value)
    return Number.isFinite(n) ? numberFormat(languageOf(this.context), {})(n) : ''
  })
  // {{ n | plural: one: "one thing", other: "# things" }}, categories of CLDR
  engine.registerFilter(
    'plural',
    function (this: { context: Context }, value: unknown, ...forms: [string, unknown][]) {
      const n = Number(value)
      const tag = languageOf(this.context)
      const words = new Map(forms.filter(Array.isArray).map(([name, word]) => [name, String(word)]))
      const form = words.get(new Intl.PluralRules(tag).select(n)) ?? words.get('other') ?? ''
      return form.replaceAll('#', numberFormat(tag, {})(n))
    },
  )
  return engine
}

type Format = (n: number) => string
const formats = new Map<string, Format>()
function numberFormat(tag: string, options: Intl.NumberFormatOptions): Format {
  const key = `${tag} ${options.currency ?? ''}`
  let format = formats.get(key)
  if (!format) {
    if (formats.size > 200) formats.clear() // languages come from requests
    format = remembering(new Intl.NumberFormat(tag, options))
    formats.set(key, format)
  }
  return format
}

/** The prices of a shop are few, and each is printed often. */
function remembering(format: Intl.NumberFormat): Format {
  const printed = new Map<number, string>()
  return (n) => {
    let text = printed.get(n)
    if (text === undefined) {
      if (printed.size > 500) printed.clear()
      text = format.format(n)
      printed.set(n, text)
    }
    return text
  }
}

const locales = new Map<string, boolean>()
function isLocale(tag: string): boolean {
  const known = locales.get(tag)
  if (known !== undefined) return known
  if (locales.size > 200) locales.clear()
  const spoken = isSpoken(tag)
  locales.set(tag, spoken)
  return spoken
}

function isSpoken(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}
