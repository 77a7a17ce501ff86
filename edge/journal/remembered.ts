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

/** How long nothing may be heard of somebody, ms: in a visit it is seconds, and after it a batch may read what it needs. */
const PAUSE = 300_000
/** Entries of recent lists and rows of fact tables held at a time, some 400 bytes each: about 20 MB. */
const MOST = 50_000

interface Held {
  remembered: Remembered
  /** When, epoch ms. */
  at: number
  size: number
}

/** Visitors by name, those folded last at the end. */
class Memory {
  private readonly visitors = new Map<string, Held>()
  private size = 0
  private now = 0

  get(name: string): Remembered | undefined {
    return this.visitors.get(name)?.remembered
  }

  /** Keeps what is new of a visitor, or nothing of them; `at`, epoch ms, is when they were heard from, if they were. */
  set(name: string, remembered: Remembered | undefined, at = this.now): void {
    this.now = Math.max(this.now, at)
    this.drop(name)
    if (!remembered) return
    const size = sizeOf(remembered)
    this.visitors.set(name, { remembered, at, size })
    this.size += size
    for (const [oldest, held] of this.visitors) {
      if (this.size <= MOST && this.now - held.at < PAUSE) break
      this.drop(oldest)
    }
  }

  private drop(name: string): void {
    this.size -= this.visitors.get(name)?.size ?? 0
    this.visitors.delete(name)
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
  const memory = memories.get(db) ?? new Memory()
  memories.set(db, memory)
  return memory
}
