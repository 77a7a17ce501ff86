import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogueNames } from './compile/catalogue.ts'
import type { Files } from './compile.ts'

/** The rule files and templates of a folder, by name; folders inside are not read. */
export function readRules(folder: string): Files {
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(ya?ml|liquid)$/.test(entry.name),
  )
  return Object.fromEntries(names.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]).sort())
}

/** A catalogue feed from a file; `undefined` when there is none. */
export function readCatalogue(path: string): CatalogueNames | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as CatalogueNames
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
