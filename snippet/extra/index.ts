// Loaded by acquaint.js only on pages that need one of these: another consent, a login, a refusal of the edge, a
// foreign consent tool, a product in the markup, a browser without the Navigation API.

export { watchExposure } from '../slots/exposure.ts'
export { toNodes } from '../slots/markup.ts'
export { arrive, introduce } from './arrive.ts'
export { watchHistory } from './history.ts'
export { identify, withdraw } from './identity.ts'
export { readProduct } from './product.ts'
export { refused } from './refused.ts'
