import type { z } from 'zod'
import type { Code } from './codes.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Path, Plain, Source } from './parse.ts'
import { keysAt, SYNONYMS } from './schema/keys.ts'
import { type RuleFile, ruleFile } from './schema.ts'
import { nearest, suggest } from './suggest.ts'

type Issue = z.core.$ZodIssue
type Fault = {
  code: Code
  path: Path
  part: 'key' | 'value'
  message: string
  fix?: string
  drop: Path | null
}

/** Checks a file's shape; faulty parts are reported and left out, so that the rest can be checked for meaning; `faulty` names their definitions. */
export function readShape(source: Source): {
  file: RuleFile
  diagnostics: Diagnostic[]
  faulty: Set<string>
} {
  const faulty = new Set<string>()
  const diagnostics: Diagnostic[] = []
  const seen = new Set<string>()
  let value = structuredClone(source.value) as Plain
  for (let round = 0; round < 8; round++) {
    const parsed = ruleFile.safeParse(value)
    if (parsed.success) return { file: parsed.data, diagnostics, faulty }
    for (const fault of parsed.error.issues.flatMap((issue) => faultsOf(issue, [], source))) {
      const key = `${fault.code} ${fault.path.join(' ')}`
      if (round === 0 || !seen.has(key)) {
        const { code, path, part, message, fix } = fault
        if (round === 0)
          diagnostics.push({
            code,
            severity: 'error',
            ...source.at(path, part),
            message,
            ...(fix && { fix }),
          })
        seen.add(key)
      }
      faulty.add(definition(fault.path).join(' '))
      value = without(value, fault.drop ?? definition(fault.path))
    }
  }
  return { file: {}, diagnostics, faulty }
}

/** Zod's issues in the house grammar. A union's issue becomes the one of the branch that fits the value best. */
function faultsOf(issue: Issue, above: Path, source: Source): Fault[] {
  const path = [...above, ...(issue.path as Path)]
  const found = valueAt(source.value, path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key]))
  if (issue.code === 'invalid_union') {
    const branch = bestBranch(issue.errors as Issue[][], found)
    if (branch) return branch.flatMap((inner) => faultsOf(inner, path, source))
  }
  const last = path.at(-1)
  if (found === undefined || (found === null && path.length > 0)) {
    const name = String(last)
    if (found === null && source.written(path).startsWith('*')) return [] // an alias of nothing, reported
    if (found === null)
      return [
        {
          code: 'empty',
          path,
          part: 'key',
          message: `'${name}' is empty; it must be ${issue.message}.`,
          fix: `write a value, or delete the line.`,
          drop: path,
        },
      ]
    return [
      {
        code: 'missing-key',
        path: path.slice(0, -1),
        part: 'key',
        message: `'${name}' is missing here; it is ${issue.message}.`,
        fix: `add \`${name}:\`.`,
        drop: null,
      },
    ]
  }
  const drop = typeof last === 'number' ? null : path
  if (
    issue.code === 'invalid_type' &&
    issue.expected === 'string' &&
    (typeof found === 'number' || typeof found === 'boolean')
  )
    return [
      {
        code: 'needs-quotes',
        path,
        part: 'value',
        message: `${source.written(path)} is read as a ${typeof found === 'number' ? 'number' : 'yes or no'}, and this must be ${issue.message}.`,
        fix: `put it in quotes: '${source.written(path)}'.`,
        drop,
      },
    ]
  return [
    {
      code: 'wrong-shape',
      path,
      part: 'value',
      message: `This must be ${issue.message}, and it is ${kindOf(found)}.`,
      ...exampleOf(issue.message),
      drop,
    },
  ]
}

function exampleOf(message: string): { fix: string } | object {
  const example = /`[^`]+`|\{.+\}/.exec(message)
  return example
    ? { fix: `write, for instance, ${example[0].startsWith('`') ? example[0] : `\`${example[0]}\``}.` }
    : {}
}

function unknownKey(path: Path): Fault {
  const key = String(path.at(-1))
  const known = keysAt(path.slice(0, -1))
  const synonym = SYNONYMS[key.toLowerCase().replaceAll('_', '-')]
  const meant =
    nearest(key.replaceAll('_', '-'), known) ?? (synonym && known.includes(synonym) ? synonym : undefined)
  return {
    code: 'unknown-key',
    path,
    part: 'key',
    message: `'${key}' means nothing here.`,
    fix: meant ? `did you mean '${meant}'?` : suggest(key, known, 'key'),
    drop: path,
  }
}

/** Of a union's branches the one whose complaints lie deepest; `undefined` when none got past the kind of value. */
function bestBranch(branches: Issue[][], found: unknown): Issue[] | undefined {
  if (found === undefined || found === null) return undefined
  const inside = branches.filter((issues) =>
    issues.every(
      (issue) =>
        issue.path.length > 0 ||
        issue.code === 'unrecognized_keys' ||
        (issue.code === 'invalid_union' && bestBranch(issue.errors as Issue[][], found)),
    ),
  )
  return inside.sort((a, b) => a.length - b.length)[0]
}

/** Where the definition that holds a path starts: section and name. */
const definition = (path: Path): Path => path.slice(0, Math.min(2, path.length))

function valueAt(value: Plain, path: Path): Plain | undefined {
  let at: Plain | undefined = value
  for (const step of path)
    at = at !== null && typeof at === 'object' ? (at as Record<string | number, Plain>)[step] : undefined
  return at
}

/** The value without what is at a path; list entries become empty maps of nothing so that the others keep their place. */
function without(value: Plain, path: Path): Plain {
  const last = path.at(-1)
  const holder = valueAt(value, path.slice(0, -1))
  if (last === undefined || holder === null || typeof holder !== 'object' || holder === undefined)
    return path.length ? value : (Object.create(null) as Plain)
  if (Array.isArray(holder)) return without(value, path.slice(0, -1))
  delete holder[last]
  return value
}

const kindOf = (value: unknown) =>
  value === null
    ? 'empty'
    : Array.isArray(value)
      ? value.length
        ? 'a list'
        : 'an empty list'
      : typeof value === 'object'
        ? 'a map'
        : typeof value === 'string'
          ? `the text '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`
          : `${value}`
