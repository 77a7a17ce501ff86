import type { Batch } from '../snippet/wire.ts'
import { indexCatalogue } from './catalogue/catalogue.ts'
export const x = (b: Batch) => [b, indexCatalogue]
