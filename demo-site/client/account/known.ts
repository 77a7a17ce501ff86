import { fill } from '../../words/say.ts'
import { mayRemember, rememberNothing } from '../consent.ts'
import { find, h } from '../dom.ts'
import { words } from '../language.ts'
import { deeds } from './deeds.ts'
import { forgetMe, type Me, readMe } from './me.ts'
import { portrait } from './portrait.ts'
import { links, receipts } from './receipts.ts'
import { segments } from './segments.ts'

const { mine } = words

/** Shows a visitor all that is kept of them, to be looked at, taken along and erased. */
export function startKnown(): () => Promise<void> {
  const place = find('[data-known]')
  const status = find('[data-known-status]')
  const tools = find('[data-known-tools]')
  const dialog = find<HTMLDialogElement>('[data-forget]')
  let me: Me | undefined
  const say = (text: string) => {
    if (status) status.textContent = text
  }
  const show = async () => {
    if (!place || !tools) return
    const may = mayRemember()
    me = may ? await readMe() : undefined
    const empty = !me || (!me.journal.length && !me.receipts.length)
    tools.hidden = !may
    for (const button of tools.querySelectorAll<HTMLButtonElement>('[data-needs-data]'))
      button.disabled = empty
    if (!me || empty) {
      say(may ? mine.knownYet : mine.knownNothing)
      place.replaceChildren()
      return
    }
    say(whoIs(me))
    place.replaceChildren(
      ...(await Promise.all([portrait(me), segments(me), deeds(me), receipts(me), links(me)])).flat(),
    )
  }
  tools?.addEventListener('click', (event) => {
    const wanted = (event.target as Element).closest<HTMLElement>('button')?.dataset.tool
    if (wanted === 'again') void show()
    if (wanted === 'download' && me) save(me)
    if (wanted === 'forget') dialog?.showModal()
  })
  dialog?.addEventListener('close', () => {
    if (dialog.returnValue !== 'forget') return
    dialog.returnValue = ''
    void forgetMe().then(async (removed) => {
      if (removed === undefined) return say(mine.failed)
      rememberNothing()
      await show()
      say(fill(mine.forgotten, { n: removed }))
    })
  })
  return show
}

function whoIs({ person, links }: Me): string {
  if (person === undefined) return mine.nobody
  return fill(links.length === 1 ? mine.onePerson : mine.person, { person, n: links.length })
}

/** Hands the browser a file: the answer as the edge gave it. */
function save(me: Me): void {
  const file = new Blob([JSON.stringify(me, null, 2)], { type: 'application/json' })
  const address = URL.createObjectURL(file)
  h('a', { href: address, download: 'what-we-know-about-you.json' }).click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
