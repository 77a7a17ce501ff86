import { writeFile } from 'node:fs/promises'
import { localKeys, localSecrets } from './secrets.ts'
import { root, serve } from './serve.ts'
import { publishShop } from './shop.ts'

// What `wrangler dev` finds: the keys and the data of `npm start`, with tables made and the shop published.
const state = `${root}.wrangler`
const keys = await localKeys(`${state}/acquaint-keys.json`)
const secrets = JSON.stringify(await localSecrets(state, ['demo']))
await writeFile(`${root}.dev.vars`, `ACQUAINT_KEYS='${keys}'\nSITE_SECRETS='${secrets}'\n`, { mode: 0o600 })

const served = await serve({ state, sites: { demo: {} } })
for (const done of await publishShop(served.store, 'demo', Date.now())) console.log(done)
await served.stop()
