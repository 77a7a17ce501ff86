import type { PageContext } from '../../snippet/wire.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Profile } from '../profile/profile.ts'
import type { Model } from '../recommend/model.ts'
import type { Past } from './history.ts'

/** Who is asked for, on which page, with what to choose from. */
export interface ListQuestion {
  profile: Profile
  page: PageContext
  catalogue: Catalogue
  model: Model | undefined
  /** Facts of the request that popularity may depend on (edge/recommend/facts.ts). */
  facts?: readonly string[]
  /** What the visitor did, where several lists ask about it. */
  past?: Past
  /** Epoch ms. */
  now: number
}
