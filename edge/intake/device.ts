import UAParser from 'ua-parser-js'

/** What kind of device a page is looked at with. */
export type Device = 'phone' | 'tablet' | 'tv' | 'desktop' | 'other'

/** By what ua-parser-js calls it; it names no type for a computer. */
const KINDS: Record<string, Device> = {
  mobile: 'phone',
  wearable: 'phone',
  tablet: 'tablet',
  smarttv: 'tv',
}
/** A longer user agent tells no more. */
const MAX_LENGTH = 500

/** The kind of device that a user agent tells of; a computer where it tells of none. */
export function deviceOf(agent: string): Device {
  const { type } = new UAParser(agent.slice(0, MAX_LENGTH)).getDevice()
  return type === undefined ? 'desktop' : (KINDS[type] ?? 'other')
}
