import { findChromium } from './chromium.ts'

// Installs a Chromium where there is none, before the tests that need it are timed.
try {
  console.log(`Chromium: ${findChromium()}`)
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}
