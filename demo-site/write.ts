import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Files } from './site.ts'

const pathsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => `/${relative(folder, join(parentPath, name)).split(sep).join('/')}`)

/** The files of a folder, by path. */
export const readSite = (folder: string): Files =>
  new Map(pathsIn(folder).map((path) => [path, readFileSync(join(folder, path))]))

/**
 * Makes `folder` hold these files and no others. The folder itself stays and what is there already is not touched:
 * a shop that is open serves from the folder that it opened, and a new one of the same name is not it.
 */
export function writeSite(folder: string, files: Files): void {
  for (const [path, content] of files) {
    const file = join(folder, path)
    if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  for (const path of pathsIn(folder)) if (!files.has(path)) rmSync(join(folder, path))
}
