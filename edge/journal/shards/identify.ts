import { bucketOfName } from '../../identity/bucket.ts'
import { journalNameOf } from '../../identity/person.ts'
import { inBucket, successorOf } from '../../identity/visitor.ts'
import { d1Journal } from '../d1.ts'
import { d1Links } from '../d1-links.ts'
import { JournalUnavailable } from '../journal.ts'
import type { Claim, Identified, People } from '../people.ts'
import type { D1JournalOptions } from '../run.ts'
import { away } from './away.ts'
import { completed } from './journal.ts'
import { type Part, router, type Shards } from './shards.ts'

/** Buckets do not move faster than this. */
const TRIES = 3

const awayAt = ({ database, options }: Part) => away(database.db, options)

/**
 * Links over several databases. Where visitor and person are kept together it is one round trip, as
 * with one database. Else the visitor's side is asked first, the person's side notes proof and link,
 * and the visitor's side bears it out; only then does what the visitor brings become the person's.
 * The device goes on under an id in the person's bucket, so that all that comes is one round trip again.
 */
export function shardedIdentify(shards: Shards, options: D1JournalOptions): People['identify'] {
  const to = router(shards, options)

  return async (site, claim): Promise<Identified> => {
    for (let tries = 0; tries < TRIES; tries++) {
      const identified = await attempt(site, claim)
      if (identified) return identified
    }
    throw new JournalUnavailable('The buckets are moving.')
  }

  /** None if a bucket changed hands between two looks, and nothing was done yet. */
  async function attempt(site: string, claim: Claim): Promise<Identified | undefined> {
    const { presented, person } = claim
    const name = journalNameOf(person)
    const bucket = bucketOfName(site, name)
    const serverSaid = claim.fresh === presented
    const fresh = serverSaid ? presented : (inBucket(claim.fresh, bucket) ?? claim.fresh)
    const together = await to.look(site, name, async ({ holds }) => holds(site, presented))
    const standing = together ? { taken: false } : await standingOf(site, presented, person)
    if (standing.taken && serverSaid) return { outcome: 'visitor_taken' }
    // The same device asked before, and goes on as the same visitor, unless that one was erased.
    const successor =
      together || standing.taken || serverSaid
        ? undefined
        : await successorOf(site, presented, person, bucket)
    const moves =
      successor !== undefined &&
      !(await to.look(site, successor, (part) => awayAt(part).standing(site, successor))).buried
    const identified = await to.at(site, name, async ({ database, options, holds }) => {
      if (holds(site, presented) !== together) return undefined
      const going = { ...claim, fresh: moves ? successor : fresh }
      return d1Links(database.db, options).identify(site, going, standing.taken || moves)
    })
    if (identified?.outcome !== 'linked') return identified
    const { visitor, known } = identified
    // A repeated request is answered as it was at first.
    const brought = new Set([...(visitor === successor ? [presented] : []), visitor])
    let apart = false
    for (const one of brought) {
      if (await to.look(site, name, async ({ holds }) => holds(site, one))) continue
      apart = true
      if (!(await bearOut(site, one, claim)) && one === visitor) return { outcome: 'visitor_taken' }
    }
    // Whoever is one too many is nobody's on their own side as well.
    for (const one of await to.look(site, name, (part) => awayAt(part).dropped(site, person, claim.at)))
      await to.at(site, one, (part) => awayAt(part).pointAway(site, [one], person))
    const local = !apart
      ? known
      : await to.look(site, visitor, ({ database, options }) =>
          d1Journal(database.db, options).known(site, visitor),
        )
    return {
      outcome: 'linked',
      visitor,
      known: await completed(shards, options, site, visitor, local, false),
    }
  }

  /** Whether a visitor who is kept apart from the person may be linked to them. */
  async function standingOf(site: string, visitor: string, person: string): Promise<{ taken: boolean }> {
    const standing = await to.look(site, visitor, (part) => awayAt(part).standing(site, visitor))
    const other = standing.person
    if (standing.buried) return { taken: true }
    if (other === undefined || other === person) return { taken: false }
    if (await stillLinked(site, visitor, other)) return { taken: true }
    await to.at(site, visitor, (part) => awayAt(part).pointAway(site, [visitor], other))
    return { taken: false }
  }

  /** A pointer without the link itself is left over from an unlinking. */
  function stillLinked(site: string, visitor: string, person: string): Promise<boolean> {
    return to.look(site, journalNameOf(person), (part) => awayAt(part).hasLink(site, visitor, person))
  }

  /** Lets the visitor's side bear a link out; takes the link back where it does not. */
  async function bearOut(site: string, visitor: string, claim: Claim): Promise<boolean> {
    const { person, at } = claim
    const name = journalNameOf(person)
    const local = await to.at(site, visitor, (part) => awayAt(part).point(site, visitor, person, claim))
    if (local.person !== person || !local.own) {
      await to.at(site, name, (part) => awayAt(part).disown(site, visitor, person, at))
      return false
    }
    const { own } = local
    await to.at(site, name, (part) => awayAt(part).adopt(site, visitor, own, claim))
    return true
  }
}
