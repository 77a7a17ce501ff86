import type { Publication } from '../../edge/publish/publish.ts'
import type { ArtefactStore } from '../../edge/publish/store.ts'
import { type Outcome, publishVersion } from '../../edge/publish/versions.ts'
import type { Compiled } from '../compile.ts'
import type { TestResult } from '../testing.ts'

/** Why compiled rules may not be published: check or tests fail. */
export function objection(compiled: Compiled, results: readonly TestResult[]): string | undefined {
  if (!compiled.ok) return 'the rules have errors'
  const failed = results.filter((result) => !result.passed).length
  return failed > 0 ? `${failed} of ${results.length} tests fail` : undefined
}

/** Publishes compiled rules; refused while check or tests fail. First the artefact, then the pointer, then the history. */
export async function publishRules(
  store: ArtefactStore,
  site: string,
  compiled: Compiled,
  results: readonly TestResult[],
  publication: Publication,
): Promise<Outcome> {
  const reason = objection(compiled, results)
  if (reason !== undefined) return { ok: false, reason }
  return publishVersion(store, site, 'bundle', compiled.text, publication, compiled.bundle.hash)
}
