import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Files } from './site.ts'

/** The files of a folder, by path. */
export function readSite(folder: string): Files {
  const files: Files = new Map()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    if (!entry.isDirectory()) files.set(`/${relative(folder, file).split(sep).join('/')}`, readFileSync(file))
  }
  return files
}

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
  for (const path of readSite(folder).keys()) if (!files.has(path)) rmSync(join(folder, path))
}
