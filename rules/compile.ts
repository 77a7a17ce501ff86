import { BUNDLE_FORMAT, type Bundle } from './bundle.ts'
import { check } from './check.ts'
import type { Code } from './codes.ts'
import { compileBlock } from './compile/blocks.ts'
import type { CatalogueNames } from './compile/catalogue.ts'
import { compileCondition } from './compile/conditions.ts'
import { compileExperiment, compileGoal } from './compile/experiments.ts'
import { indexSlots } from './compile/index.ts'
import { gatherNames } from './compile/names.ts'
import type { Names, Scope } from './compile/scope.ts'
import { compileSlot } from './compile/slots.ts'
import { type Diagnostic, inOrder } from './diagnostics.ts'
import { encodeBundle } from './encode.ts'
import { type Path, parse, type Source } from './parse.ts'
import type { RawTest, RuleFile } from './schema.ts'
import { readShape } from './shape.ts'

/** Texts by name: `.yaml`/`.yml` rule files and the `.liquid` files they name. */
export type Files = Readonly<Record<string, string>>
export interface Options {
  /** Names that conditions may use; without it they are not checked. */
  catalogue?: CatalogueNames
  /** Epoch ms; with it a choice whose time is over is reported. */
  now?: number
}

/** A test of a rule file and where it stands. */
export interface LocatedTest {
  test: RawTest
  source: Source
  path: Path
}

export interface Compiled {
  /** No error; warnings may be there. */
  ok: boolean
  bundle: Bundle
  /** The bundle as it is published. */
  text: string
  diagnostics: Diagnostic[]
  tests: LocatedTest[]
  names: Names
}

/** One definition: its raw form and where it stands. */
export interface Definition<T> {
  raw: T
  scope: Scope
  path: Path
}
const SECTIONS = ['segments', 'blocks', 'slots', 'experiments', 'goals'] as const

/** Compiles a shop's rule files into one bundle; every fault of all of them is reported, also when some cannot be read. */
export function compile(files: Files, options: Options = {}): Compiled {
  const diagnostics: Diagnostic[] = []
  const read: { source: Source; file: RuleFile; faulty: ReadonlySet<string> }[] = []
  for (const [name, text] of Object.entries(files)) {
    if (!/\.ya?ml$/.test(name)) continue
    const parsed = parse(name, text)
    diagnostics.push(...parsed.diagnostics)
    // A file that is no YAML is known by its names only: what its parts mean would be guessed.
    const garbled = parsed.diagnostics.some(({ code }) => GARBLED.has(code))
    const shaped = garbled
      ? { file: {}, diagnostics: [], faulty: new Set<string>() }
      : readShape(parsed.source)
    diagnostics.push(...shaped.diagnostics)
    read.push({ source: parsed.source, file: shaped.file, faulty: shaped.faulty })
  }
  const names = gatherNames(read, options.catalogue, diagnostics)
  const scopes = new Map(read.map(({ source }) => [source, scopeOf(source, names, diagnostics)]))
  const content: Omit<Bundle, 'hash'> = {
    format: BUNDLE_FORMAT,
    settings: names.settings,
    segments: blank(),
    blocks: blank(),
    slots: blank(),
    experiments: blank(),
    goals: blank(),
  }
  const definitions = new Map<string, Definition<unknown>>()
  const own = <T>(
    section: (typeof SECTIONS)[number],
    compileOne: (name: string, definition: Definition<T>) => void,
  ) => {
    for (const { source, file, faulty } of read)
      for (const [name, raw] of Object.entries(file[section] ?? {})) {
        if (definitions.has(`${section} ${name}`)) continue // reported as defined twice
        const definition = {
          raw: raw as T,
          scope: faulty.has(`${section} ${name}`) ? lenient(scopes.get(source)!) : scopes.get(source)!,
          path: [section, name],
        }
        definitions.set(`${section} ${name}`, definition)
        compileOne(name, definition)
      }
  }
  const personal = new Map<string, string[]>()
  const addBlock = (
    name: string,
    raw: NonNullable<RuleFile['blocks']>[string],
    definition: { scope: Scope; path: Path },
  ) => {
    const { block, used } = compileBlock(raw, definition.path, definition.scope, files, diagnostics)
    content.blocks[name] = block
    if (used.personal.length > 0) personal.set(name, used.personal)
  }
  own<NonNullable<RuleFile['segments']>[string]>('segments', (name, { raw, scope, path }) => {
    content.segments[name] = compileCondition(raw, path, scope)
  })
  own<NonNullable<RuleFile['blocks']>[string]>('blocks', (name, definition) =>
    addBlock(name, definition.raw, definition),
  )
  own<NonNullable<RuleFile['slots']>[string]>('slots', (name, { raw, scope, path }) => {
    if (raw.recommend && !content.blocks[name])
      addBlock(
        name,
        { ...(raw.template !== undefined && { template: raw.template }), recommend: raw.recommend },
        { scope, path },
      )
    content.slots[name] = compileSlot(raw, raw.recommend ? name : null, path, scope)
  })
  own<NonNullable<RuleFile['experiments']>[string]>('experiments', (name, { raw, scope, path }) => {
    content.experiments![name] = compileExperiment(name, raw, path, scope)
  })
  own<NonNullable<RuleFile['goals']>[string]>('goals', (name, { raw, scope, path }) => {
    content.goals![name] = compileGoal(raw, path, scope)
  })
  indexSlots(content)
  const { text, hash } = encodeBundle(content)
  const bundle: Bundle = { ...content, hash }
  check({ bundle, definitions, personal, now: options.now })
  const tests = read.flatMap(({ source, file }) =>
    (file.tests ?? []).map((test, index): LocatedTest => ({ test, source, path: ['tests', index] })),
  )
  const all = inOrder(unique(diagnostics))
  return { ok: !all.some((d) => d.severity === 'error'), bundle, text, diagnostics: all, tests, names }
}

const blank = <T>(): Record<string, T> => Object.create(null)

function scopeOf(source: Source, names: Names, diagnostics: Diagnostic[]): Scope {
  return {
    names,
    source,
    report: (code, path, message, fix, { part = 'value', severity = 'error' } = {}) =>
      diagnostics.push({ code, severity, ...source.at(path, part), message, ...(fix && { fix }) }),
  }
}

const GARBLED: ReadonlySet<Code> = new Set([
  'yaml-syntax',
  'tab-indent',
  'bad-indent',
  'unclosed',
  'needs-quotes',
  'too-deep',
  'too-many-values',
])
const ABSENCE: ReadonlySet<Code> = new Set([
  'empty',
  'empty-condition',
  'empty-slot',
  'missing-key',
  'misplaced-key',
  'no-fallback',
])

/** For a definition of which a faulty part was left out: what is missing is no second mistake. */
const lenient = (scope: Scope): Scope => ({
  ...scope,
  report: (code, ...rest) => {
    if (!ABSENCE.has(code)) scope.report(code, ...rest)
  },
})

/** A block used by two slots is checked once. */
function unique(diagnostics: Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter((d) => {
    const key = `${d.file} ${d.line} ${d.column} ${d.code} ${d.message}`
    return !seen.has(key) && seen.add(key)
  })
}
