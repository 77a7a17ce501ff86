import { serveDemo } from './demo.ts'
import { portFault } from './port.ts'
import { root } from './serve.ts'
import { publishShop } from './shop.ts'

// `npm start`: the demo shop with the built Worker, its data kept under .wrangler/.
const port = Number(process.env.PORT ?? 8787)
const fault = await portFault(port)
if (fault !== undefined) {
  console.error(fault)
  process.exit(1)
}
const served = await serveDemo({ port, state: `${root}.wrangler` })
for (const done of await publishShop(served.store, 'demo', Date.now())) console.log(done)
console.log(`\n  The shop is open: http://localhost:${served.url.port}/`)
console.log(`  As its marketer:  http://localhost:${served.url.port}/?preview\n`)
console.log('Stop it with Ctrl+C; a second start finds the same data.')

// What the cron trigger does where the Worker is deployed.
setInterval(() => void served.tick().catch((error: Error) => console.error(error.message)), 30_000)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void served.stop().then(() => process.exit(0)))
