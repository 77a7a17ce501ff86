import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openApi } from './document.ts'
import { docsPage, errorsPage, STYLE } from './pages.ts'

/** What a browser may do on the API's pages: show them and their one style sheet. Beside the demo shop, the shop's own headers hold. */
const HEADERS = `/*
  Content-Security-Policy: default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`

/** The API's own static files, by path. */
export function docFiles(version: string): Map<string, string> {
  return new Map([
    ['/v1/openapi.json', JSON.stringify(openApi(version))],
    ['/v1/docs.html', docsPage()],
    ['/v1/docs.css', STYLE],
    ['/errors.html', errorsPage()],
    ['/_headers', HEADERS],
  ])
}

// `npm run build:docs`: to dist/docs, from where the demo shop takes them as well.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
  for (const [path, text] of docFiles(version)) {
    const file = `${root}dist/docs${path}`
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
