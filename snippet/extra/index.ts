// Loaded by acquaint.js only on pages that need one of these: a foreign consent tool, a product in the markup,
// a browser without the Navigation API.
export { hearSources } from './consent.ts'
export { watchHistory } from './history.ts'
export { readProduct } from './product.ts'
