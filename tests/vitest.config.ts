import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cloudflareTest } from '@cloudflare/vitest-pool-workers'
import { defineConfig } from 'vitest/config'
import { splitStatements } from '../edge/local/migrate.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const migrations = `${root}edge/journal/migrations/`
const MIGRATIONS = readdirSync(migrations)
  .sort()
  .flatMap((name) => splitStatements(readFileSync(migrations + name, 'utf8')))

const tests = (...folders: string[]) => folders.map((folder) => `tests/${folder}/**/*.test.ts`)

/** Tests time nothing: this only ends what hangs, ms. */
const PATIENCE = 60_000

/** unit: Node. worker: inside workerd, with real D1 and KV. system: Chromium, and kills, against the built Worker. */
export default defineConfig({
  root,
  test: {
    // Of two cores vitest takes one, and browsers mostly wait.
    maxWorkers: 2,
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: tests('unit', 'conformance'),
          environment: 'node',
          testTimeout: PATIENCE,
        },
      },
      {
        root,
        plugins: [
          cloudflareTest({
            remoteBindings: false,
            miniflare: {
              compatibilityDate: '2026-07-30',
              compatibilityFlags: ['nodejs_compat'],
              d1Databases: ['DB'],
              kvNamespaces: ['KV'],
              cf: false,
              bindings: { MIGRATIONS },
            },
          }),
        ],
        test: { name: 'worker', include: tests('worker', 'attack'), testTimeout: PATIENCE },
      },
      {
        root,
        test: {
          name: 'system',
          include: tests('browser', 'fault'),
          environment: 'node',
          // A browser on a machine that is busy elsewhere may miss a beat once; what fails twice is a fault. The
          // report names what was tried again.
          retry: 1,
          testTimeout: PATIENCE,
          hookTimeout: PATIENCE,
        },
      },
    ],
  },
})
