// Loaded by acquaint.js on pages with slots, while the question is under way.

export { describeClick } from './describe.ts'
export { show, watch } from './show.ts'
