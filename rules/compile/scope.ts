import type { Bundle } from '../bundle.ts'
import type { Code } from '../codes.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { Kind } from '../fields.ts'
import type { Path, Source } from '../parse.ts'

/** The names that exist, from all files and the catalogue. */
export interface Names {
  settings: Bundle['settings']
  /** Decimals of the currency's minor unit. */
  digits: number
  segments: ReadonlySet<string>
  blocks: ReadonlySet<string>
  slots: ReadonlySet<string>
  goals: ReadonlySet<string>
  /** Experiment → its variants. */
  experiments: ReadonlyMap<string, readonly string[]>
  traits: ReadonlyMap<string, Kind>
  /** Absent without a catalogue: then those names are not checked. Folded → as the catalogue writes it. */
  categories?: ReadonlyMap<string, string>
  brands?: ReadonlyMap<string, string>
  items?: ReadonlyMap<string, string>
}

/** What the compiler of one part needs: names, and where to complain. */
export interface Scope {
  names: Names
  source: Source
  report(
    code: Code,
    path: Path,
    message: string,
    fix?: string,
    options?: { part?: 'key' | 'value'; severity?: Diagnostic['severity'] },
  ): void
}
