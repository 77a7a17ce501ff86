import type { D1Database } from '@cloudflare/workers-types'
import type { Profile } from '../profile/profile.ts'

/** A visitor's own rows as they were folded last: the next batch of a visit need not read or fold them again. */
export interface Remembered {
  /** Where the snapshot ended that they go on from; 0 for none. */
  head: number
  /** The number of the newest of them. */
  upto: number
  /** Their batches in order. Rows never change: the same batches after the same snapshot are the same profile. */
  batches: readonly string[]
  profile: Profile
}

/** Entries of recent lists and rows of fact tables held at a time, some 400 bytes each: about 20 MB. */
const MOST = 50_000

/** Visitors by name, those heard from last at the end, and how much of them there is. */
class Memory {
  private readonly visitors = new Map<string, Remembered>()
  private held = 0

  get(name: string): Remembered | undefined {
    return this.visitors.get(name)
  }

  /** Keeps what is new of a visitor, or nothing of them. */
  set(name: string, remembered: Remembered | undefined): void {
    const old = this.visitors.get(name)
    if (old) this.drop(name, old)
    if (!remembered) return
    this.visitors.set(name, remembered)
    this.held += sizeOf(remembered)
    for (const [oldest, one] of this.visitors) {
      if (this.held <= MOST) break
      this.drop(oldest, one)
    }
  }

  private drop(name: string, old: Remembered): void {
    this.visitors.delete(name)
    this.held -= sizeOf(old)
  }
}

function sizeOf({ profile: { facts, recent } }: Remembered): number {
  let size = recent.length
  for (const event in facts.rows) size += Object.keys(facts.rows[event] as object).length
  return size
}

const memories = new WeakMap<D1Database, Memory>()

/** What this isolate remembers of the visitors of a database. */
export function memoryOf(db: D1Database): Memory {
  let memory = memories.get(db)
  if (!memory) {
    memory = new Memory()
    memories.set(db, memory)
  }
  return memory
}
