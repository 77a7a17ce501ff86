import { PROBLEMS } from '../routes/errors.ts'
import { ROUTES, type Route } from './routes.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
/** Words with `code` in them. */
const words = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
const json = (value: object): string => `<pre>${escaped(JSON.stringify(value, null, 2))}</pre>`

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/v1/docs.css">
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`

/** The page of all codes that a refusal can carry; a problem's `type` leads to its line. */
export function errorsPage(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, title, fix }]) =>
      `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${words(title)}</td><td>${words(fix)}</td></tr>`,
  )
  return page(
    'Codes of refusals',
    `<p>Every refusal is JSON after RFC 9457, with one of these codes, what to do about it, and a request id to find it in the log by. The routes are at <a href="/v1/docs">/v1/docs</a>.</p>
<table>
<thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">What</th><th scope="col">What to do</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`,
  )
}

/** The page of all routes, each with what it takes and answers; the full schemas are in the document itself. */
export function docsPage(): string {
  return page(
    'The API',
    `<p>As a document: <a href="/v1/openapi.json">/v1/openapi.json</a> (OpenAPI 3.1). Codes of refusals: <a href="/errors">/errors</a>.</p>
<nav aria-label="Routes"><ul>
${ROUTES.map((route) => `<li><a href="#${idOf(route)}"><code>${nameOf(route)}</code></a> ${words(route.does)}</li>`).join('\n')}
</ul></nav>
${ROUTES.map(section).join('\n')}`,
  )
}

function section(route: Route): string {
  const { who, does, query, body, example, refusals } = route
  const may = {
    page: 'Any page of the site.',
    visitor: 'The visitor: their id as <code>Authorization: Bearer</code>, or its cookie.',
  }
  const asked = query
    ? `<h3>Query</h3><p>${Object.keys(query.entries)
        .map((name) => `<code>${name}</code>`)
        .join(', ')}</p>`
    : ''
  const lines = body?.type === 'application/x-ndjson' ? ', one such object a line' : ''
  const sent =
    body && example.body ? `<h3>Body</h3><p><code>${body.type}</code>${lines}</p>${json(example.body)}` : ''
  return `<section id="${idOf(route)}">
<h2><code>${nameOf(route)}</code></h2>
<p>${words(does)}</p>
<p>Who: ${who === 'page' || who === 'visitor' ? may[who] : `a server token with the scope <code>${who}</code>.`}</p>
${asked}${sent}
<h3>Answer</h3>${json(example.answer)}
<p>Refusals: ${refusals.map((code) => `<a href="/errors#${code}"><code>${code}</code></a>`).join(', ')}</p>
</section>`
}

const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`
const idOf = ({ method, path }: Route): string => `${method}${path.replaceAll('/', '-')}`

/** Both pages' looks. */
export const STYLE = `:root { color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; overflow-wrap: anywhere; }
h2 { margin-top: 3rem; }
h3 { font-size: 1rem; margin-bottom: 0.25rem; }
pre { padding: 0.75rem 1rem; overflow: auto; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 0.25rem; font-size: 0.875rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem 0.4rem 0; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
tr:target { background: color-mix(in srgb, gold 30%, transparent); }
`
