import { artefactTargets } from './artefacts.ts'
import { fileTargets } from './files.ts'
import { headerTargets } from './headers.ts'
import { routeTargets } from './routes.ts'
import type { Target } from './target.ts'

/** Every reader of what strangers, operators and KV may hold; `folder` is for those that read files. */
export async function createTargets(folder: string): Promise<Target[]> {
  return [
    ...(await routeTargets()),
    ...(await headerTargets()),
    ...(await artefactTargets()),
    ...fileTargets(folder),
  ]
}
