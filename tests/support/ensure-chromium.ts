import { findChromium } from './chromium.ts'

// Installs a Chromium where there is none, before the tests that need it are timed.
console.log(`Chromium: ${findChromium()}`)
