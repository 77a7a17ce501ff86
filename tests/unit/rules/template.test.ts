import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block, Bundle } from '../../../rules/bundle.ts'
import { CARDS } from '../../../rules/compile/blocks.ts'
import { liquid, renderBlock, type TemplateContext, type TemplateItem } from '../../../rules/template.ts'

const bundleOf = (block: Block, settings: Partial<Bundle['settings']> = {}): Bundle => ({
  format: 1,
  hash: '',
  settings: { currency: 'USD', locale: 'en-US', timezone: 'UTC', ...settings },
  segments: {},
  blocks: { b: block },
  slots: {},
})
const context = (visitor: Record<string, unknown> = {}, items: TemplateItem[] = []): TemplateContext => ({
  page: { path: '/', title: '<b>' },
  items,
  visitor,
  block: { name: 'b', slot: 's' },
})
function render(
  template: string,
  given = context(),
  settings: Partial<Bundle['settings']> = {},
  text?: Block['text'],
): string {
  const rendered = renderBlock(bundleOf({ template, ...(text && { text }) }, settings), 'b', given)
  return rendered.ok ? rendered.html : `failed: ${rendered.reason}`
}

describe('templates', () => {
  it('[R60] escape every value, and no filter prints one as it is', () => {
    expect(render('<p title="{{ page.title }}">{{ visitor.x }}</p>', context({ x: `"><script>'` }))).toBe(
      '<p title="&lt;b&gt;">&#34;&gt;&lt;script&gt;&#39;</p>',
    )
    expect(render('{{ page.title | raw }}')).toMatch(/^failed: undefined filter: raw/)
    expect(render('{{ page.title | sha256 }}')).toMatch(/^failed: undefined filter: sha256/)
    expect(render('{{ visitor.x | default: page.title | append: "<i>" }}')).toBe('&lt;b&gt;&lt;i&gt;')
  })

  it('[R60] print a plain output as Liquid itself does', () => {
    const engine = liquid({ currency: 'USD', locale: 'en-US', timezone: 'UTC' } as Bundle['settings'])
    const outputs = [
      '{{ visitor.x }}',
      '{{- visitor.x | money -}}',
      '{{ visitor.x|number }}',
      '{{ visitor.x.size }}',
      '{{ visitor.x.first.y }}',
      '{{ visitor.x.constructor }}',
      '{% for item in items %}{{ item.item_name }} {{ forloop.index }}{{ visitor.y }},{% endfor %}',
      '{% if visitor.y %}{{ visitor.y }}{% else %}{{ page.title }}{% endif %}',
      '{% assign page = visitor %}{{ page.x }}',
      '{% for visitor in items %}{{ visitor.item_name | money }}{% endfor %}{{ visitor.x }}',
      '{{ nobody.knows.it }}',
      '{% for a in items %}{% for b in items %}{{ b.item_name }}{% if b.price == a.price %}{% break %}{% endif %}{% endfor %}{% continue %}x{% endfor %}',
      '{%- for c in visitor.x -%} {{ c }}{{ c.y }} {%- else -%} none {%- endfor -%}{% for c in visitor %}{{ c.size }}{% endfor %}',
      '{% for item in items %}{{ item.price | money }}{% endfor %}{% for item in items offset:continue %}x{% endfor %}{{ item.price }}',
      '{% for item in items %}{{ item.price | plural: other: 1 }}{% increment n %}{% endfor %}{% for x in none.there %}x{% endfor %}',
      '{{ empty.size }}{{ visitor.x == 1 }}{{ visitor.x | default: 2 | money }}',
    ]
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'<&>"\'a1') }),
      fc.constantFrom(null, undefined, true, 12.5, [], [{ y: '<' }, 2], { size: '<b>', y: 1 }, { a: 1 }),
    )
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...outputs), { minLength: 1 }),
        fc.record({ x: value, y: value, language: fc.constantFrom(undefined, 'de', '-', 7) }),
        fc.array(fc.record({ item_name: value })),
        (parts, visitor, items) => {
          const template = parts.join(' ')
          const given = context(visitor, items as unknown as TemplateItem[])
          expect(render(template, given)).toBe(engine.parseAndRenderSync(template, given))
        },
      ),
    )
  })

  it('[R61] see own properties only, read no files, and are bounded', () => {
    expect(render('[{{ visitor.constructor }}{{ visitor.__proto__.x }}{{ page.toString }}]')).toBe('[]')
    for (const tag of ["{% include 'x' %}", "{% render 'x' %}", "{% layout 'x' %}"])
      expect(render(tag)).toMatch(/^failed: tag/)
    expect(render('{% for i in (1..100000000) %}{{ i }}{% endfor %}')).toMatch(/^failed: .*limit/)
  })

  it('[R62] print money and plurals in the visitor’s language', () => {
    const item = {
      item_id: 'x',
      item_name: 'X',
      item_category: 'c',
      price: 1234.5,
      link: '/',
      image_link: '/',
      reason: '',
    }
    const price = '{{ items[0].price | money }}'
    expect(render(price, context({}, [item]))).toBe('$1,234.50')
    expect(render(price, context({ language: 'de-de' }, [item]), { currency: 'EUR' })).toBe('1.234,50\u00a0€')
    expect(
      render(price, context({ language: 'not a language' }, [item]), { currency: 'JPY', locale: 'ja' }),
    ).toBe('￥1,235')
    const plural =
      '{{ visitor.n | plural: one: "# товар", few: "# товара", many: "# товаров", other: "# товара" }}'
    expect([1, 3, 5, 21].map((n) => render(plural, context({ n, language: 'ru' })))).toEqual([
      '1 товар',
      '3 товара',
      '5 товаров',
      '21 товар',
    ])
  })

  it('[R63] take words in the visitor’s language, its wider form, the shop’s, or the first', () => {
    const text = { en: { hi: 'Hello' }, zh: { hi: '你好' }, 'zh-hk': { hi: '你好呀' } }
    const hi = (language?: string, locale = 'en-US') =>
      render('{{ text.hi }}', context(language ? { language } : {}), { locale }, text)
    expect([hi('zh-hk'), hi('zh-tw'), hi('fr'), hi(), hi('fr', 'zh-HK'), hi('fr', 'pt')]).toEqual([
      '你好呀',
      '你好',
      'Hello',
      'Hello',
      '你好呀',
      'Hello',
    ])
  })

  it('[R64] cards carry the item, its link, picture, name, price and reason', () => {
    const item = {
      item_id: 'SKU-1',
      item_name: 'Boot <1>',
      item_category: 'shoes',
      price: 89,
      link: '/p/1',
      image_link: '/i/1.svg',
      reason: 'Because you looked at Shoe',
    }
    const html = render(CARDS, context({}, [item]))
    for (const part of [
      'data-acquaint-item="SKU-1"',
      'href="/p/1"',
      'src="/i/1.svg"',
      '>Boot &lt;1&gt;<',
      '>$89.00<',
      '>Because you looked at Shoe<',
    ])
      expect(html).toContain(part)
  })
})
