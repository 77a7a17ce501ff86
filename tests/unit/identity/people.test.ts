import { describe } from 'vitest'
import { d1Journal } from '../../../edge/journal/d1.ts'
import { d1People } from '../../../edge/journal/d1-people.ts'
import { journalContract } from '../../support/journal-contract.ts'
import { memoryJournal } from '../../support/memory-journal.ts'
import { peopleContract, type Stores } from '../../support/people-contract.ts'
import { sqliteDatabase } from '../../support/sqlite.ts'

describe('people in memory', () =>
  peopleContract(() => {
    const journal = memoryJournal()
    return { journal, people: journal.people }
  }))

const sqlite = (): Stores => {
  const db = sqliteDatabase()
  const options = { deadline: 5000, later: () => {} }
  return { journal: d1Journal(db, options), people: d1People(db, options) }
}

describe("people in D1's SQL over Node's SQLite", () => peopleContract(sqlite))
describe("the journal in D1's SQL over Node's SQLite", () => journalContract(() => sqlite().journal))
