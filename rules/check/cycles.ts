import type { Condition } from '../bundle.ts'
import type { Checked } from './checked.ts'

/** What a condition refers to: segments and experiments, as `segments x` and `experiments y`. */
export function references(condition: Condition | undefined, found: string[] = []): string[] {
  switch (condition?.op) {
    case 'all':
    case 'any':
      for (const each of condition.of) references(each, found)
      break
    case 'not':
      references(condition.of, found)
      break
    case 'in':
      found.push(`segments ${condition.segment}`)
      break
    case 'variant':
      found.push(`experiments ${condition.experiment}`)
      break
  }
  return found
}

/** Reports each circle of definitions once, with the way round. */
export function findCycles({ bundle, definitions }: Pick<Checked, 'bundle' | 'definitions'>): void {
  const edges = new Map<string, string[]>()
  for (const [name, condition] of Object.entries(bundle.segments))
    edges.set(`segments ${name}`, references(condition))
  for (const [name, { when }] of Object.entries(bundle.experiments ?? {}))
    edges.set(`experiments ${name}`, references(when))
  const done = new Set<string>()
  for (const start of edges.keys()) {
    // iterative: 10,000 segments in a chain must not overflow the stack
    const way: string[] = []
    const onWay = new Set<string>()
    const stack: { node: string; leave: boolean }[] = [{ node: start, leave: false }]
    while (stack.length > 0) {
      const { node, leave } = stack.pop()!
      if (leave) {
        way.pop()
        onWay.delete(node)
        done.add(node)
        continue
      }
      if (onWay.has(node)) {
        const circle = [...way.slice(way.indexOf(node)), node].map((each) => each.split(' ')[1])
        const definition = definitions.get(node)
        definition?.scope.report(
          'cycle',
          definition.path,
          `'${circle[0]}' depends on itself: ${circle.join(' → ')}.`,
          'take one of these references out.',
          { part: 'key' },
        )
        continue
      }
      if (done.has(node)) continue
      way.push(node)
      onWay.add(node)
      stack.push({ node, leave: true })
      for (const next of edges.get(node) ?? []) if (edges.has(next)) stack.push({ node: next, leave: false })
    }
  }
}
