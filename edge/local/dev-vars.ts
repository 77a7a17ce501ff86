import { writeFile } from 'node:fs/promises'
import { localKeys, localSecrets } from './secrets.ts'
import { root } from './serve.ts'

// `wrangler dev` reads secrets from .dev.vars: the same local keys that `npm start` uses.
const keys = await localKeys(`${root}.wrangler/acquaint-keys.json`)
const secrets = JSON.stringify(await localSecrets(`${root}.wrangler`, ['demo']))
await writeFile(`${root}.dev.vars`, `ACQUAINT_KEYS='${keys}'\nSITE_SECRETS='${secrets}'\n`, { mode: 0o600 })
