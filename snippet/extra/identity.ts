import { isFinal } from '../transport.ts'
import type { Known } from '../visitor.ts'
import { type Consent, type ConsentResponse, type IdentifyResponse, PURPOSES } from '../wire.ts'
import { type Device, knownTo } from './device.ts'

/** An id that the edge has not answered yet. */
const PROVISIONAL = /^[\w-]{22}$/

/** The part of a consent that a receipt is about. */
const saidOf = (consent: Consent): string => PURPOSES.map((purpose) => consent[purpose]).join()

/** Waits so long, ms. */
export type Pause = (ms: number) => Promise<unknown>
const pause: Pause = (ms) => new Promise((done) => setTimeout(done, ms))

/** Exponential with a fixed cap, as the outbox's: 1 s to 5 min, at least as long as the edge asks. */
const waitFor = (tries: number, retryAfter: string | null | undefined) =>
  Math.max(Number(retryAfter ?? 0) * 1e3, Math.min(3e5, 1e3 * 2 ** tries))

/** The visitor, while analytics is granted, with what another tab may have learned since. */
function reread(device: Device): Known | undefined {
  device.reread()
  return knownTo(device)
}

/** The edge erased this visitor: nothing of them stays here, and nothing is told of it. */
export function forget(device: Device): void {
  device.forget()
  device.hear({ analytics: 0, personalization: 0, marketing: 0 }, 'erased')
}

let settling: Promise<void> | undefined

/**
 * Brings the edge up to date with the visitor and adopts the id that it answers: a new consent is told, who left is
 * logged out. Tried until it is done, refused for good, or consent is withdrawn; in one tab at a time.
 */
export function settle(device: Device, waiting: Pause = pause): Promise<void> {
  settling ??= settleAlone(device, waiting).finally(() => {
    settling = undefined
  })
  return settling
}

/** How long a tab waits before it looks again whether another is done, ms. */
const TURN = 1e3

async function settleAlone(device: Device, waiting: Pause): Promise<void> {
  const work = () => settleNow(device, waiting)
  if (!reread(device)?.due) return
  while (reread(device)?.due) {
    const mine = navigator.locks
      ? await navigator.locks.request(`${device.key}.identity`, { ifAvailable: true }, (lock) =>
          lock ? work().then(() => true) : false,
        )
      : await work().then(() => true)
    if (mine) break
    await waiting(TURN)
  }
  const known = knownTo(device)
  if (known?.id || known?.cookie) device.joined()
}

/** As `settle`, without asking whether another tab is at it. */
export async function settleNow(device: Device, waiting: Pause): Promise<void> {
  for (let tries = 0; ; ) {
    const known = reread(device)
    if (!known?.due) return
    const said = saidOf(known.consent!)
    if (!known.left && known.told === said && (known.id || known.cookie)) {
      return device.learn({ due: undefined })
    }
    const { left, grant } = known
    const [status, answer, retryAfter] = left
      ? await device.say<ConsentResponse>('logout', { visitor: left === true ? undefined : left })
      : await device.say<ConsentResponse>('consent', {})
    const now = knownTo(device)
    if (answer) {
      const { visitor, cookie, capsule, receipt } = answer
      const given = { id: visitor, cookie, capsule, seq: undefined }
      if (receipt) device.tell('receipt', receipt)
      // No edge of ours.
      if (!visitor && !cookie) return
      // Withdrawn while the answer was on its way: the edge must not keep what nobody here knows.
      if (now?.grant !== grant) {
        if (!left) await withdraw(device, visitor, DENIED, waiting)
      } else if (now?.left !== left) device.learn({ left: visitor ?? true })
      else if (left) device.learn({ ...given, left: undefined, told: undefined })
      else device.learn({ ...given, told: said })
    } else if (!isFinal(status)) await waiting(waitFor(tries++, retryAfter))
    else if (left && now?.left === left) device.learn({ left: undefined, cookie: undefined })
    else return
  }
}

const DENIED: Consent = { analytics: 'denied', personalization: 'denied', marketing: 'denied' }

/** Has the edge erase what it holds of a visitor, tried until it says so or the page goes. */
export async function withdraw(
  device: Device,
  visitor: string | undefined,
  consent: Consent,
  waiting: Pause = pause,
): Promise<void> {
  for (let tries = 0; ; ) {
    // By cookie there is no telling the one who withdrew from the one who consented again.
    if (!visitor && knownTo(device)) return
    const [status, answer, retryAfter] = await device.say<ConsentResponse>('consent', { visitor, consent })
    if (answer) return device.tell('receipt', answer.receipt)
    if (isFinal(status)) return
    await waiting(waitFor(tries++, retryAfter))
  }
}

/**
 * Links the visitor to a person by the shop's token, tried until the edge has an opinion or the page goes; the device
 * may be somebody new after that.
 */
export async function identify(
  device: Device,
  token: string,
  waiting: Pause = pause,
  again = true,
): Promise<void> {
  // The answer must not cross the first one, which says another id.
  if (PROVISIONAL.test(knownTo(device)?.id ?? '')) device.learn({ due: 1 })
  await settle(device, waiting)
  const before = knownTo(device)
  if (!before) return
  if (before.cookie) await device.leave?.()
  const same = () => {
    const known = knownTo(device)
    return known?.grant === before.grant && known?.id === before.id
  }
  for (let tries = 0; same(); ) {
    const [status, answer, retryAfter, code] = await device.say<IdentifyResponse>('identify', { token })
    if (!same()) return
    if (!answer && !isFinal(status)) {
      await waiting(waitFor(tries++, retryAfter))
      continue
    }
    if (code === 'visitor_erased') return forget(device)
    if (code === 'visitor_unknown' && again) {
      replace(device, before)
      return identify(device, token, waiting, false)
    }
    if (!answer) return
    const { visitor, cookie, capsule } = answer
    if (!visitor && !cookie) {
      if (capsule) device.learn({ capsule })
      return device.joined()
    }
    // What was recorded before leaves under the id of before; by cookie it can't any more, and the cookie is the next visitor's.
    if (before.id) device.leave?.()
    const era = (before.era ?? 0) + 1
    device.learn({ id: visitor, cookie, capsule, seq: undefined, told: undefined, era, due: 1 })
    return settle(device, waiting)
  }
}

/** The edge does not take this id: what waits under it goes on under the next. */
export const replace = (device: Device, { id }: Known): void =>
  device.learn({ id: undefined, cookie: undefined, capsule: undefined, told: undefined, was: id, due: 1 })
