import type { Hear, Statement } from './consent.ts'

/** Google Consent Mode v2: `gtag('consent', 'default' | 'update', choices)`; a denied default waits for its banner. */
export const hearGoogle = (command: unknown, choices: unknown, hear: Hear): void =>
  hear(choices as Statement, 'google', command === 'default')
