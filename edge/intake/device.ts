/** What kind of device a page is looked at with. */
export type Device = 'phone' | 'tablet' | 'tv' | 'desktop' | 'other'

// The first that fits: TVs and tablets say Android too, tablets say mobile. Of Android, what is not mobile is a
// tablet (developer.chrome.com/docs/multidevice/user-agent); so does Cloudflare's own cache by device type.
const KINDS: [RegExp, Device][] = [
  [/\btv\b|(?:smart|google|apple|hbb)-?tv|web0s|tizen(?!.*mobile)|netcast|bravia|crkey|roku|\baft\w/i, 'tv'],
  [/playstation|xbox|nintendo/i, 'other'],
  [/ipad|kindle|playbook|tablet(?! pc)|(?:android|silk)(?!.*mobile)/i, 'tablet'],
  [/mobi|phone|ipod|watch|blackberry|symbian|kaios|opera mini/i, 'phone'],
]
/** A longer user agent tells no more. */
const MAX_LENGTH = 500

/** The kind of device that a user agent tells of; a computer where it tells of none. */
export function deviceOf(agent: string): Device {
  const told = agent.slice(0, MAX_LENGTH)
  return KINDS.find(([pattern]) => pattern.test(told))?.[1] ?? 'desktop'
}
