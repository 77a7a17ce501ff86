import type { Checked } from './check/checked.ts'
import { findCycles } from './check/cycles.ts'
import { checkExperiments } from './check/experiments.ts'
import { checkReach } from './check/reach.ts'

/** Checks what only shows when all definitions are seen together. */
export function check(checked: Checked): void {
  findCycles(checked)
  checkReach(checked)
  checkExperiments(checked)
  checkConsent(checked)
  checkUnused(checked)
}

/** Personal data in a template of a slot that needs no consent. */
function checkConsent({ bundle, definitions, personal }: Checked): void {
  for (const [name, slot] of Object.entries(bundle.slots)) {
    if (slot.needs) continue
    const definition = definitions.get(`slots ${name}`)
    const shown = new Set(slot.show.map((choice) => choice.block))
    for (const experiment of Object.values(bundle.experiments ?? {}))
      if (experiment.slot === name)
        for (const variant of experiment.variants)
          for (const block of Object.values(variant.swap ?? {})) shown.add(block)
    for (const block of shown) {
      const prints = personal.get(block)
      if (prints)
        definition?.scope.report(
          'personal-data',
          definition.path,
          `The block '${block}' prints ${prints.join(', ')}, and this slot needs no consent.`,
          'add `needs: personalization` to the slot, or leave it out of the template.',
          { part: 'key' },
        )
    }
  }
}

function checkUnused({ bundle, definitions }: Checked): void {
  const shown = new Set(
    Object.values(bundle.slots).flatMap((slot) => slot.show.map((choice) => choice.block)),
  )
  for (const experiment of Object.values(bundle.experiments ?? {}))
    for (const variant of experiment.variants)
      for (const block of Object.values(variant.swap ?? {})) shown.add(block)
  for (const name of Object.keys(bundle.blocks)) {
    const definition = definitions.get(`blocks ${name}`)
    if (!shown.has(name))
      definition?.scope.report(
        'unused-block',
        definition.path,
        `No slot shows '${name}'.`,
        'show it, or delete it.',
        { part: 'key', severity: 'warning' },
      )
  }
}
