// Loaded by acquaint.js on pages with slots, while the question is under way.

export { describeClick } from './describe.ts'
export { watchExposure } from './exposure.ts'
export { toNodes } from './markup.ts'
export { swap } from './swap.ts'
