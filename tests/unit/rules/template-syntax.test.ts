import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLiquid } from '../../../rules/compile/template/syntax.ts'
import { compile } from '../../../rules/compile.ts'
import { liquid } from '../../../rules/template.ts'

const SETTINGS = { currency: 'USD', locale: 'en-US', timezone: 'UTC' }
const template = (text: string) =>
  compile({
    'a.yaml':
      'blocks: { b: { template: b.liquid, recommend: { from: session } } }\nslots: { s: { show: [{ block: b }] } }\n',
    'b.liquid': text,
  }).diagnostics.map(({ code, line, column, length, source }) =>
    `${code} ${source.slice(column - 1, column - 1 + length)} ${line}:${column}`.trim(),
  )
const canBeRead = (text: string, engine = liquid(SETTINGS)) => {
  try {
    engine.parse(text)
    return true
  } catch {
    return false
  }
}

const PIECES = [
  ...['{{ a }}', '{{ b | up }}', '{{', '}}', '{%', '%}', "'", '"', ' x ', '\n', '<p>'],
  ...['{% if a %}', '{% elsif b %}', '{% else %}', '{% endif %}', '{%- unless a -%}', '{% endunless %}'],
  ...['{% for x in items %}', '{% endfor %}', '{% case a %}', '{% when 1 %}', '{% endcase %}'],
  ...[
    '{% raw %}',
    '{% endraw %}',
    '{% comment %}',
    '{% endcomment %}',
    '{% foo %}',
    '{% endfoo %}',
    '{% assign a = 1 %}',
    '{% assign 1 %}',
  ],
]

describe('syntax of templates', () => {
  it('[R65] every fault is reported, at its place', () => {
    expect(
      template(`{% if page.title %}
{{ page.title | upcas }} {{ page.path
{% for x of items %}{% else %}{% endfor %}
{% assign = 3 %}{% foo %}{% endwhile %}
{% if a === b %}{% elsif %}{% else %}{% else %}{% endif %}
`),
    ).toEqual([
      'template-syntax {% if page.title %} 1:1',
      'unknown-filter {{ page.title | upcas }} 2:1',
      'template-syntax {{ page.path 2:26',
      'template-syntax {% for x of items %} 3:1',
      'template-syntax = 3 4:11',
      'unknown-liquid-tag {% foo %} 4:17',
      'unknown-liquid-tag {% endwhile %} 4:26',
      'template-syntax {% if a === b %} 5:1',
      'template-syntax {% elsif %} 5:17',
      'template-syntax {% else %} 5:38',
    ])
  })

  it('[R65] what is left of a faulty template is still checked, at its own places', () => {
    expect(
      template('{% for item in items %}{% if page.titel %}{{ item.nme }}{% endfor %} {{ page.pth }}'),
    ).toEqual([
      'template-syntax {% if page.titel %} 1:24',
      'unknown-variable page.titel 1:30',
      'unknown-variable item.nme 1:46',
      'unknown-variable page.pth 1:73',
    ])
  })

  it('[R65] nothing is held against names that a faulty part may have made', () => {
    expect(template('{% assign word of page.title %}{{ word }}{{ wrd }}')).toEqual([
      'template-syntax of page.title 1:16',
      'unknown-variable wrd 1:45',
    ])
  })

  it('[R65] whatever the text, it has a fault exactly when it cannot be read, inside the text, and can be mended', () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, (text) => {
        const engine = liquid(SETTINGS)
        if (canBeRead(text)) return
        const { faults, mended } = readLiquid(text, engine)
        expect(faults.length).toBeGreaterThan(0)
        for (const { begin, end } of faults) {
          expect(begin).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(begin)
          expect(end).toBeLessThanOrEqual(text.length)
        }
        for (const filter of mended.filters) engine.registerFilter(filter, (value: unknown) => value)
        expect(canBeRead(mended.text, engine)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
