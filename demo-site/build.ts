import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { feed } from './feed.ts'
import { siteFiles } from './site.ts'
import { writeSite } from './write.ts'

// `npm run build:demo`: the shop's static pages to dist/site/, its catalogue feed to dist/catalogue.json.
// SHOP_ORIGIN is where it will be open, for canonical links and structured data.
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const files = await siteFiles(process.env.SHOP_ORIGIN)
const fed = feed()

writeSite(join(dist, 'site'), files)
writeFileSync(join(dist, 'catalogue.json'), `${JSON.stringify(fed, null, 1)}\n`)

const size = (ending: string) => {
  const [, text] = [...files].find(([path]) => path.startsWith('/assets/shop.') && path.endsWith(ending))!
  return `${(gzipSync(text).length / 1024).toFixed(1)} KB gzipped`
}
console.log(
  `Shop: ${fed.items.length} products, ${files.size} files; script ${size('.js')}, styles ${size('.css')}.`,
)
