import { writeFile } from 'node:fs/promises'
import { localKeys } from './secrets.ts'
import { root } from './serve.ts'

// `wrangler dev` reads secrets from .dev.vars: the same local keys that `npm start` uses.
const keys = await localKeys(`${root}.wrangler/acquaint-keys.json`)
await writeFile(`${root}.dev.vars`, `ACQUAINT_KEYS='${keys}'\n`, { mode: 0o600 })
