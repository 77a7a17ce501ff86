import { type Journal, JournalUnavailable } from '../../edge/journal/journal.ts'

/** What a call to a store meets. */
export type Fault = 'none' | 'fails' | 'commits-then-fails' | 'hangs'

/** A journal whose calls meet what `next` says: before anything is written, or after all of it is. */
export function faultyJournal(journal: Journal, next: () => Fault): Journal {
  const meet = async <T>(work: () => Promise<T>): Promise<T> => {
    const fault = next()
    if (fault === 'hangs') return new Promise<never>(() => {})
    if (fault === 'fails') throw new JournalUnavailable('injected')
    const value = await work()
    if (fault === 'commits-then-fails') throw new JournalUnavailable('injected, after the commit')
    return value
  }
  return {
    append: (...call) => meet(() => journal.append(...call)),
    known: (...call) => meet(() => journal.known(...call)),
    rowsFrom: (...call) => meet(() => journal.rowsFrom(...call)),
    rowsAfter: (...call) => meet(() => journal.rowsAfter(...call)),
  }
}
