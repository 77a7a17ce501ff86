import { describe } from 'vitest'
import { journalContract } from '../../support/journal-contract.ts'
import { memoryJournal } from '../../support/memory-journal.ts'

describe('the journal in memory', () => journalContract(memoryJournal))
