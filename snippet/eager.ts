import { readFile } from 'node:fs/promises'
import { type AnyNode, parse } from 'acorn'
import type { Plugin } from 'esbuild'

const MARK = '$rarely'

/** Keeps `rarely(…)` through the minifiers, as a call of something that they can't know. */
export const keepMarks: Plugin = {
  name: 'rarely',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]snippet[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/\brarely\(/g, () => `${MARK}(`),
      loader: 'ts',
    }))
  },
}

const hasNoArrow = (node: AnyNode): boolean =>
  node.type === 'ThisExpression' ||
  node.type === 'ClassBody' ||
  (node.type === 'Identifier' && node.name === 'arguments') ||
  ('generator' in node && node.generator) ||
  (node.type === 'Property' && (node.kind !== 'init' || (node.method && node.computed)))

/**
 * Takes the marks out of minified code. Where it is `eager`, every function without one gets parentheses: V8 takes
 * such a function for one that is called at once and compiles it together with what is around it, which costs less
 * than to read it now and to compile it when it is called; what is never called takes no memory then. Methods become
 * arrows and declarations variables, so none may be called before its line has run, or use what an arrow has not: that
 * is an error here.
 */
export function compileEarly(code: string, eager: boolean): string {
  const textOf = (node: AnyNode, wrap: boolean): string => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === MARK)
      return textOf(node.arguments[0]!, false)
    if (wrap && hasNoArrow(node))
      throw new Error(
        `snippet: \`${code.slice(node.start, node.start + 60)}\` can't become an arrow: write it otherwise, or mark what it is in with rarely(…)`,
      )
    const work = node.type === 'Property' && node.method ? (node.value as AnyNode) : node
    if (!wrap || !('params' in work) || !work.body) return inside(node, wrap)
    const params = work.params.map((param) => textOf(param, wrap)).join()
    const after = code.indexOf('=>', work.params.at(-1)?.end ?? work.start) + 2
    const expression = work.type === 'ArrowFunctionExpression' && work.expression
    // An object that an arrow answers has parentheses around it.
    const body = expression
      ? code.slice(after, work.body.start) + textOf(work.body, wrap) + code.slice(work.body.end, work.end)
      : textOf(work.body, wrap)
    // Of what is asynchronous parentheses tell only where it is a function of the old kind.
    const early = work.async
      ? `(async function(${params})${expression ? `{return ${body}}` : body})`
      : `(${work.params.length === 1 && /^\w+$/.test(params) ? params : `(${params})`}=>${body})`
    if (node.type === 'Property') return `${code.slice(node.key.start, node.key.end)}:${early}`
    return node.type === 'FunctionDeclaration' ? `var ${node.id!.name}=${early};` : early
  }
  /** The text of a node with what becomes of its children. */
  const inside = (node: AnyNode, wrap: boolean): string => {
    const children = Object.values(node)
      .flat()
      .filter((child): child is AnyNode => child?.type)
      .sort((a, b) => a.start - b.start)
    let [text, at] = ['', node.start]
    for (const child of children) {
      // Of `{a}` and `export {a}` the name stands for two.
      if (child.start < at) continue
      text += code.slice(at, child.start) + textOf(child, wrap)
      at = child.end
    }
    return text + code.slice(at, node.end)
  }
  return textOf(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), eager)
}
