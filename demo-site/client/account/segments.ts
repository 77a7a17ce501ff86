import { fill } from '../../words/say.ts'
import { h } from '../dom.ts'
import { words } from '../language.ts'
import { reasons } from '../reasons.ts'
import type { Me } from './me.ts'

const { mine } = words

/** The groups of the shop's rules that somebody is in, and those they are not in, each with its reason. */
export function segments({ segments: all }: Me): HTMLElement[] {
  const entries = Object.entries(all)
  const group = (inside: boolean) =>
    h(
      'ul',
      { class: 'groups' },
      ...entries
        .filter(([, segment]) => segment.in === inside)
        .map(([name, { why }]) =>
          h('li', {}, h('h4', { lang: 'en' }, name.replaceAll('-', ' ')), reasons([why])),
        ),
    )
  const outside = entries.filter(([, segment]) => !segment.in).length
  return [
    h('h3', {}, mine.segments),
    entries.length > outside ? group(true) : h('p', {}, mine.noSegments),
    ...(outside
      ? [
          h(
            'details',
            { class: 'more' },
            h('summary', {}, fill(mine.segmentsNot, { n: outside })),
            group(false),
          ),
        ]
      : []),
  ]
}
