import * as banner from 'vanilla-cookieconsent'
import { fill } from '../words/say.ts'
import { acquaint } from './acquaint.ts'
import { find } from './dom.ts'
import { words } from './language.ts'
import { introduce } from './signed-in.ts'
import { admitTexts } from './trusted.ts'

const PURPOSES = ['personalization', 'analytics', 'marketing'] as const
/** Hands the visitor's choice over, purpose by purpose. */
function tell(): void {
  const state = (purpose: string) => (banner.acceptedCategory(purpose) ? 'granted' : 'denied')
  acquaint('consent', Object.fromEntries(PURPOSES.map((purpose) => [purpose, state(purpose)])))
  const now = find('[data-consent-now]')
  if (!now) return
  const allowed = PURPOSES.filter((purpose) => banner.acceptedCategory(purpose)).map(
    (purpose) => words.consent[purpose][0]!,
  )
  now.textContent = allowed.length ? fill(words.nowAllowed, { list: allowed.join(', ') }) : words.nowNothing
}

/** Whether the visitor lets anything be kept. */
export const mayRemember = (): boolean => banner.acceptedCategory('analytics')

/** Takes every permission back, as the visitor would at the banner. */
export const rememberNothing = (): void => banner.acceptCategory([])

/** The visitor said something new. */
function changed(): void {
  if (mayRemember()) void introduce()
  dispatchEvent(new Event('consent-changed'))
}

/** Asks once, remembers the answer, and opens again from the foot of the page. */
export function startConsent(): void {
  const { consent } = words
  const texts = {
    consentModal: {
      title: consent.title,
      description: consent.text,
      acceptAllBtn: consent.all,
      acceptNecessaryBtn: consent.none,
      showPreferencesBtn: consent.choose,
    },
    preferencesModal: {
      title: consent.heading,
      acceptAllBtn: consent.all,
      acceptNecessaryBtn: consent.none,
      savePreferencesBtn: consent.save,
      closeIconLabel: consent.close,
      sections: [
        { description: consent.intro },
        ...(['necessary', ...PURPOSES] as const).map((name) => ({
          title: consent[name][0]!,
          description: consent[name][1]!,
          linkedCategory: name,
        })),
      ],
    },
  }
  admitTexts()
  void banner.run({
    mode: 'opt-in',
    // Whoever drives a browser by script is asked like everybody.
    hideFromBots: false,
    // Reading goes on while the question is open.
    disablePageInteraction: false,
    cookie: { name: 'hf_consent', expiresAfterDays: 182 },
    guiOptions: {
      consentModal: { layout: 'cloud inline', position: 'bottom center', equalWeightButtons: true },
      preferencesModal: { layout: 'box', equalWeightButtons: true },
    },
    categories: {
      necessary: { enabled: true, readOnly: true },
      personalization: {},
      analytics: {},
      marketing: {},
    },
    language: {
      default: document.documentElement.lang,
      translations: { [document.documentElement.lang]: texts },
    },
    onConsent: tell,
    onFirstConsent: changed,
    onChange() {
      tell()
      changed()
    },
  })
  document.addEventListener('click', (event) => {
    if ((event.target as Element).closest('[data-consent-open]')) banner.showPreferences()
  })
}
