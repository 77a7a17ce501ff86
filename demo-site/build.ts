/** Writes the shop: static pages, pictures, styles and script to `dist/site/`, the feed to `dist/catalogue.json`. Same input, same bytes. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { morning } from './draw/landscape.ts'
import { contours, signIcon } from './draw/marks.ts'
import { picture } from './draw/picture.ts'
import { feed, shown } from './feed.ts'
import { HEADERS } from './headers.ts'
import { home } from './pages/home.ts'
import { layout, type Page } from './pages/layout.ts'
import { list } from './pages/list.ts'
import type { Site } from './pages/parts.ts'
import { delivery, lost, privacy } from './pages/plain.ts'
import { product } from './pages/product.ts'
import { account, cart, checkout, search, thanks } from './pages/till.ts'
import { CATEGORIES } from './products/categories.ts'
import { PRODUCTS } from './products/index.ts'
import { LANGUAGES } from './products/product.ts'
import { local } from './words/say.ts'

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, '..', 'dist')
const site = join(dist, 'site')
let bytes = 0
let files = 0

function write(path: string, text: string): void {
  const file = join(site, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  bytes += Buffer.byteLength(text)
  files += 1
}

/** Bundles one entry and writes it under a name that carries its content's hash. */
async function asset(entry: string, extension: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome107', 'safari16', 'firefox104'],
    external: ['/img/*', '/assets/*'],
    write: false,
    charset: 'utf8',
    legalComments: 'none',
  })
  const { text } = outputFiles[0]!
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10)
  const path = `/assets/shop.${hash}.${extension}`
  write(path, text)
  return path
}

/** Every page of the shop in one language. */
function pages(made: Site): Page[] {
  return [
    home(made),
    ...CATEGORIES.flatMap((top) => [top.slug, ...top.subs.map((sub) => `${top.slug}/${sub.slug}`)]).map(
      (category) => list(made, category),
    ),
    ...PRODUCTS.map((one) => product(made, one)),
    cart(made),
    checkout(made),
    thanks(made),
    search(made),
    account(made),
    privacy(made),
    delivery(made),
  ]
}

rmSync(site, { recursive: true, force: true })
const assets = { css: await asset('style/shop.css', 'css'), js: await asset('client/shop.ts', 'js') }
for (const language of LANGUAGES) {
  const made = { language, assets }
  for (const page of pages(made)) write(`${local(language, page.path)}index.html`, layout(made, page))
  write(`data/products.${language}.json`, JSON.stringify(shown(language)))
}
write('404.html', layout({ language: 'en', assets }, lost({ language: 'en', assets })))
for (const one of PRODUCTS) write(`img/${one.id}.svg`, picture(one))
write('img/morning.svg', morning())
write('img/contours.svg', contours('#3d6656'))
write('img/sign.svg', signIcon())
write('robots.txt', 'User-agent: *\nDisallow: /checkout/\nDisallow: /thanks/\n')
write('_headers', HEADERS)
writeFileSync(join(dist, 'catalogue.json'), `${JSON.stringify(feed(), null, 1)}\n`)
const size = (path: string) => `${(readFileSync(join(site, path)).length / 1024).toFixed(1)} KB`
console.log(
  `shop: ${PRODUCTS.length} products, ${files} files, ${(bytes / 1024).toFixed(0)} KB; script ${size(assets.js)}, styles ${size(assets.css)}`,
)
