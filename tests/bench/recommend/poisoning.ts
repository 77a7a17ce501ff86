import { changes, customers, forged, honest, QUIET, taught } from '../../support/forgery.ts'

/**
 * `node tests/bench/recommend/poisoning.ts [SIZES]`: what forged visits change in shops of so many visitors: lists that
 * hold the forger's product, hold other products than before, differ at all; and an arm's chance, in thousandths. Last
 * what customers change: each of sixteen, ordered by how many lists then hold other products.
 */
const sizes = (process.argv[2] ?? '50,100,300,1000,1500').split(',').map(Number)
const ATTACKS = {
  '5 visitors, one address, 10,000 visits': forged(10_000, { visitors: 5, networks: 1 }),
  '10,000 visitors, one address': forged(10_000, { visitors: 10_000, networks: 1, apart: 4 }),
  '5 visitors, five addresses, 10,000': forged(10_000, { visitors: 5, networks: 5 }),
  ...QUIET,
  '2 addresses, 30 visits each': forged(60, { visitors: 2, networks: 2 }),
  '5 addresses, 30 visits each': forged(150, { visitors: 5, networks: 5 }),
  '6 addresses, 30 visits each': forged(180, { visitors: 6, networks: 6 }),
}
for (const size of sizes) {
  const rows = honest(size)
  const before = await taught(rows)
  for (const [name, attack] of Object.entries(ATTACKS)) {
    const { lists, spammed, moved, reordered, chance } = changes(before, await taught([...rows, ...attack]))
    const counts = [spammed, moved, reordered, chance].map((count) => String(count).padStart(5)).join('')
    console.log(`${String(size).padStart(5)} visitors  ${name.padEnd(40)}${counts}  of ${lists}`)
  }
  const moved: number[] = []
  for (const customer of customers(size, 16))
    moved.push(changes(before, await taught([...rows, ...customer])).moved)
  console.log(
    `${String(size).padStart(5)} visitors  one more customer: ${moved.sort((a, b) => a - b).join(' ')}`,
  )
}
