import { ask } from '../client/backend.ts'
import { h } from '../client/dom.ts'
import { products } from '../client/products.ts'
import { shelves } from '../client/shelves.ts'
import { fill } from '../words/say.ts'
import { slotCard } from './cards.ts'
import { describeForm, sentenceOf } from './describe.ts'
import { preview } from './edge.ts'
import { forgetScene, keepScene, sceneKept } from './kept.ts'
import { givenOf, NOBODY, SCENES, type Scene } from './scene.ts'
import { stageOf } from './stage.ts'
import { panelWords as words } from './words.ts'

/** How often the panel looks whether other rules were published, ms. */
const FOLLOW = 2000

/** Opens the marketer's panel beside the page: why each slot shows what it shows, and what others would get. */
export async function openPanel(mayRemember: () => boolean): Promise<void> {
  const token = await tokenOf()
  if (token === undefined) return forgetScene()
  const stage = stageOf(document)
  const status = h('p', { role: 'status', class: 'panel__status' })
  const cards = h('ul', { class: 'panel__slots' })
  const describe = h('details', { class: 'panel__describe' }, h('summary', {}, words.describe))
  const back = h('button', { type: 'button', class: 'button button--quiet', hidden: true }, words.myself)
  const chips = h(
    'ul',
    { class: 'panel__scenes' },
    ...Object.entries(SCENES).map(([name, scene]) =>
      h(
        'li',
        {},
        h(
          'button',
          { type: 'button', class: 'chip', 'data-scene': name, onclick: () => void show(scene, name) },
          words.scenes[name as keyof typeof words.scenes],
        ),
      ),
    ),
  )
  const inside = h(
    'div',
    { class: 'panel__in' },
    h('section', { 'aria-labelledby': 'play' }, h('h3', { id: 'play' }, words.play), chips, describe, back),
    status,
    h('section', { 'aria-labelledby': 'slots' }, h('h3', { id: 'slots' }, words.slots), cards),
  )
  const fold = h('button', { type: 'button', class: 'link', 'aria-expanded': 'true' }, words.fold)
  const close = h('button', { type: 'button', class: 'link' }, words.close)
  const panel = h(
    'aside',
    { class: 'panel', 'aria-labelledby': 'panel' },
    h('header', { class: 'panel__head' }, h('h2', { id: 'panel' }, words.title), fold, close),
    inside,
  )
  fold.addEventListener('click', () => {
    inside.hidden = !inside.hidden
    fold.setAttribute('aria-expanded', String(!inside.hidden))
    fold.textContent = inside.hidden ? words.unfold : words.fold
  })
  close.addEventListener('click', () => {
    clearInterval(following)
    forgetScene()
    stage.strike()
    panel.remove()
    document.documentElement.classList.remove('has-panel')
  })
  back.addEventListener('click', () => void show(undefined))

  /** The newest question; an answer to an older one is void. */
  let asked = 0
  let playing: { scene: Scene | undefined; name: string | undefined } = { scene: undefined, name: undefined }
  /** The rules that the page came by, and those that filled it last. */
  let came: string | null | undefined
  let rules: string | null | undefined
  async function show(scene: Scene | undefined, name?: string): Promise<void> {
    const mine = ++asked
    keepScene(scene)
    playing = { scene, name }
    const answer = await askFor(scene)
    if (mine !== asked) return
    for (const chip of chips.querySelectorAll('button'))
      chip.setAttribute('aria-pressed', String(chip.dataset.scene === name))
    back.hidden = scene === undefined
    if (!answer.ok) {
      status.textContent = fill(words.refused, { why: answer.why })
      cards.replaceChildren()
      return
    }
    rules = answer.bundle
    if (came === undefined) came = rules
    // Newer rules than those that the page came by are played to oneself, too.
    if (scene || rules !== came) stage.play(answer.decisions)
    else stage.strike()
    status.textContent = scene
      ? fill(words.asThem, { who: sentenceOf(scene, await shelves()) })
      : words.asMyself
    const shown = Object.entries(answer.decisions).map(([slot, decided]) =>
      slotCard(slot, decided, () => stage.point(slot)),
    )
    cards.replaceChildren(...(await Promise.all(shown)))
    if (!shown.length) cards.append(h('li', { class: 'note' }, words.noSlots))
  }

  async function askFor(scene: Scene | undefined) {
    const goods = [...(await products()).values()]
    return preview(token!, stage.names, scene && givenOf(scene, goods), mayRemember())
  }

  /** Rules that are published while the page is open come into it by themselves. */
  const following = setInterval(async () => {
    if (document.hidden || rules === undefined) return
    const { scene, name } = playing
    const answer = await askFor(scene)
    if (answer.ok && answer.bundle !== rules && scene === playing.scene) await show(scene, name)
  }, FOLLOW)

  const kept = sceneKept()
  describe.append(await describeForm(kept ?? NOBODY, (scene) => void show(scene)))
  document.body.append(panel)
  document.documentElement.classList.add('has-panel')
  const known = Object.entries(SCENES).find(([, scene]) => JSON.stringify(scene) === JSON.stringify(kept))
  await show(kept, known?.[0])
}

/** The token of the address, or the one that the shop's backend gives where it has one to give. */
async function tokenOf(): Promise<string | undefined> {
  const told = new URLSearchParams(location.search).get('preview')
  if (told) return told
  const { body } = await ask<{ token: string }>('GET', 'preview')
  return body?.token
}
