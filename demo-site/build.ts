import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { feed } from './feed.ts'
import { siteFiles } from './site.ts'
import { readSite, writeSite } from './write.ts'

// `npm run build:demo`: the shop's static pages, and the API's beside them, to dist/site/, its catalogue feed to dist/catalogue.json.
// SHOP_ORIGIN is where it will be open, for canonical links and structured data.
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const shop = await siteFiles(process.env.SHOP_ORIGIN)
const api = readSite(join(dist, 'docs'))
const fed = feed()

// Of two of one name, such as the headers, the shop's holds.
writeSite(join(dist, 'site'), new Map([...api, ...shop]))
writeFileSync(join(dist, 'catalogue.json'), `${JSON.stringify(fed, null, 1)}\n`)

const size = (ending: string) => {
  const [, text] = [...shop].find(([path]) => path.startsWith('/assets/shop.') && path.endsWith(ending))!
  return `${(gzipSync(text).length / 1024).toFixed(1)} KB gzipped`
}
console.log(
  `Shop: ${fed.items.length} products, ${shop.size} files; script ${size('.js')}, styles ${size('.css')}.`,
)
