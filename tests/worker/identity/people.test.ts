import { describe } from 'vitest'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import { peopleContract } from '../../support/people-contract.ts'
import { freshDatabase } from '../../support/workerd.ts'

describe('people in D1', () =>
  peopleContract(async () => {
    const db = await freshDatabase()
    const options = { deadline: 5000, later: () => {} }
    return { journal: d1Journal(db, options), people: d1People(db, options) }
  }))
