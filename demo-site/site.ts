import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { morning } from './draw/landscape.ts'
import { contours, signIcon } from './draw/marks.ts'
import { picture } from './draw/picture.ts'
import { shelves, shown } from './feed.ts'
import { HEADERS } from './headers.ts'
import { account } from './pages/account.ts'
import { home } from './pages/home.ts'
import { layout, type Page } from './pages/layout.ts'
import { list } from './pages/list.ts'
import type { Site } from './pages/parts.ts'
import { delivery, lost, privacy } from './pages/plain.ts'
import { product } from './pages/product.ts'
import { cart, checkout, search, thanks } from './pages/till.ts'
import { CATEGORIES } from './products/categories.ts'
import { PRODUCTS } from './products/index.ts'
import { LANGUAGES } from './products/product.ts'
import { halden } from './type/halden.ts'
import { local } from './words/say.ts'

/** The shop's files by path from the site's root; the same sources give the same bytes. */
export type Files = Map<string, string | Uint8Array>

/** Every category and subcategory, `shoes` and `shoes/trail`. */
export const SHELVES = CATEGORIES.flatMap((top) => [
  top.slug,
  ...top.subs.map((sub) => `${top.slug}/${sub.slug}`),
])

/** Bundles one entry; its path carries its content's hash, so that it can be kept for ever. */
async function asset(
  entry: string,
  name: string,
  define: Record<string, string> = {},
): Promise<[path: string, text: string]> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome107', 'safari16', 'firefox104'],
    external: ['/img/*', '/type/*'],
    define,
    write: false,
    charset: 'utf8',
    legalComments: 'none',
  })
  const { text } = outputFiles[0]!
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10)
  return [`/assets/${name.replace('.', `.${hash}.`)}`, text]
}

/** Every page of the shop in one language. */
const pages = (made: Site): Page[] => [
  home(made),
  ...SHELVES.map((category) => list(made, category)),
  ...PRODUCTS.map((one) => product(made, one)),
  ...[cart, checkout, thanks, search, account, privacy, delivery].map((page) => page(made)),
]

/** Draws and writes the whole shop as it is open at `origin`, in memory. */
export async function siteFiles(origin = 'http://localhost:8787'): Promise<Files> {
  const styles = await asset('./style/shop.css', 'shop.css')
  const panelStyles = await asset('./style/panel.css', 'panel.css')
  const panel = await asset('./preview/panel.ts', 'panel.js')
  const place = { script: panel[0], styles: panelStyles[0] }
  const script = await asset('./client/shop.ts', 'shop.js', { PANEL: JSON.stringify(place) })
  const assets = { css: styles[0], js: script[0] }
  const files: Files = new Map([styles, script, panel, panelStyles])
  for (const language of LANGUAGES) {
    const made = { language, assets, origin }
    for (const page of pages(made)) files.set(`${local(language, page.path)}index.html`, layout(made, page))
    files.set(`/data/products.${language}.json`, JSON.stringify(shown(language)))
    files.set(`/data/shelves.${language}.json`, JSON.stringify(shelves(language)))
  }
  const english: Site = { language: 'en', assets, origin }
  files.set('/404.html', layout(english, lost(english)))
  for (const one of PRODUCTS) files.set(`/img/${one.id}.svg`, picture(one))
  files.set('/img/morning.svg', morning())
  files.set('/img/contours.svg', contours('#3d6656'))
  files.set('/img/sign.svg', signIcon())
  files.set('/type/halden.woff', halden())
  files.set('/robots.txt', 'User-agent: *\nDisallow: /checkout/\nDisallow: /thanks/\n')
  files.set('/_headers', HEADERS)
  return files
}
