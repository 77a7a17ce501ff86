import { hearSources } from './consent.ts'
import { debug } from './debug.ts'
import { type Device, knownTo } from './device.ts'
import { settle } from './identity.ts'

/** What this file does by itself wherever it is loaded; call it again when more may have come to the page. */
export function arrive(device: Device): void {
  debug(device, window)
  try {
    hearSources(window, device.hear)
  } catch {
    // A consent tool that is broken must not cost a visitor the rest.
  }
}

/** Somebody consented, chose anew or left; or their consent lapsed, and what it covered goes. */
export async function introduce(device: Device): Promise<void> {
  arrive(device)
  if (!knownTo(device)) device.forget()
  return settle(device)
}
