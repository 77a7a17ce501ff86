import { serve } from '../../edge/local/serve.ts'

// A server in a process of its own, so that it can be killed: `node serve-child.ts STATE` prints its address.
const state = process.argv[2]
const served = await serve({ sites: { shop: {} }, ...(state !== undefined && { state }) })
console.log(String(served.url))
