import type { Explained, ExplainedSlot } from './explain.ts'

const MARK = { yes: '✓', no: '✗', unknown: '?' } as const

/** An explanation as lines of text. */
export function explanationText(explained: ExplainedSlot): string {
  const { slot, block, said, variant, choices, experiments } = explained
  const lines = [`${slot}: ${block ?? 'the site’s own content'} (${said}${variant ? `, ${variant}` : ''})`]
  for (const choice of choices) {
    lines.push(
      `  ${choice.taken ? '→' : ' '} ${choice.block}${choice.when ? '' : ' (no condition)'}${choice.notes.map((note) => ` — ${note}`).join('')}`,
    )
    if (choice.when) lines.push(...tree(choice.when, '      '))
  }
  for (const { name, variant, note, when } of experiments) {
    lines.push(`  experiment ${name}: ${variant ?? 'takes no part'}${note === undefined ? '' : ` (${note})`}`)
    if (when) lines.push(...tree(when, '      '))
  }
  return lines.join('\n')
}

/** A condition's tree as lines. */
export function tree({ asks, holds, actual, parts = [] }: Explained, indent: string): string[] {
  return [
    `${indent}${MARK[holds]} ${asks}${actual === undefined ? '' : ` (${actual})`}`,
    ...parts.flatMap((part) => tree(part, `${indent}  `)),
  ]
}
