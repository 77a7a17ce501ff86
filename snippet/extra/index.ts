// Loaded by acquaint.js only on pages that need one of these: a consent that changed, a login, a refusal of the edge,
// a foreign consent tool, a product in the markup, a browser without the Navigation API, the debug mode.

export { arrive, introduce } from './arrive.ts'
export { far } from './far.ts'
export { watchHistory } from './history.ts'
export { identify, withdraw } from './identity.ts'
export { readProduct } from './product.ts'
export { refused } from './refused.ts'
