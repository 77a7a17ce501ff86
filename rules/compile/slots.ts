import { PURPOSES } from '../../snippet/wire.ts'
import type { Choice, Slot } from '../bundle.ts'
import { readMoment, WEEKDAYS } from '../calendar.ts'
import { fold } from '../match.ts'
import type { Path } from '../parse.ts'
import { isShort, readDuration, readShare } from '../quantities.ts'
import type { RawChoice, RawSlot } from '../schema.ts'
import { suggest } from '../suggest.ts'
import { compileCondition } from './conditions.ts'
import type { Scope } from './scope.ts'

/** Compiles a slot; one that only recommends shows the block `own`. */
export function compileSlot(raw: RawSlot, own: string | null, path: Path, scope: Scope): Slot {
  const choices = (raw.show ?? []).map((choice, index) => ({
    choice: compileChoice(choice, [...path, 'show', index], scope),
    priority: choice.priority ?? 0,
  }))
  const show = choices.sort((a, b) => b.priority - a.priority).map(({ choice }) => choice)
  if (own !== null) show.push({ block: own })
  if (show.length === 0)
    scope.report(
      'empty-slot',
      path,
      'This slot shows nothing.',
      'add `show:` with a list of blocks, or `recommend:`.',
      { part: 'key' },
    )
  const holdout = raw.holdout === undefined ? undefined : share(raw.holdout, [...path, 'holdout'], scope)
  const needs = raw.needs === undefined ? undefined : purpose(raw.needs, [...path, 'needs'], scope)
  const learn = learning(raw, path, scope)
  return { show, ...(learn && { learn }), ...(needs && { needs }), ...(holdout !== undefined && { holdout }) }
}

/** What a slot that chooses by what earns most learns from. */
function learning({ choose = 'first', reward }: RawSlot, path: Path, scope: Scope): Slot['learn'] {
  const one = <T extends string>(key: string, value: string, all: readonly T[]): T | undefined => {
    const found = all.find((each) => each === fold(value))
    if (found === undefined)
      scope.report(
        'unknown-value',
        [...path, key],
        `'${value}' is none of what can stand here.`,
        suggest(value, all, 'value'),
      )
    return found
  }
  const bandit = one('choose', choose, ['first', 'bandit'] as const) === 'bandit'
  const learns = reward === undefined ? 'click' : one('reward', reward, ['click', 'purchase'] as const)
  if (bandit) return learns
  if (reward !== undefined)
    scope.report(
      'misplaced-key',
      [...path, 'reward'],
      'Only a slot that chooses by what earns most has a reward.',
      'add `choose: bandit`, or delete the line.',
      { part: 'key' },
    )
  return undefined
}

/** A percentage, or 0 with a complaint. */
export function share(text: string | number, path: Path, scope: Scope): number {
  const read = readShare(text)
  if (read.ok) return read.value
  scope.report('bad-quantity', path, `${read.why}.`, read.fix)
  return 0
}

function purpose(name: string, path: Path, scope: Scope): NonNullable<Slot['needs']> | undefined {
  if (name === 'personalization' || name === 'marketing') return name
  scope.report(
    'unknown-value',
    path,
    `A slot cannot need '${name}'.`,
    suggest(
      name,
      PURPOSES.filter((each) => each !== 'analytics'),
      'purpose',
    ),
  )
  return undefined
}

function compileChoice(raw: RawChoice, path: Path, scope: Scope): Choice {
  if (!scope.names.blocks.has(raw.block))
    scope.report(
      'unknown-block',
      [...path, 'block'],
      `There is no block '${raw.block}'.`,
      suggest(raw.block, scope.names.blocks, 'block'),
    )
  const { from, to } = period(raw, path, scope, 'is never shown')
  const days = raw.on === undefined ? undefined : weekdays(raw.on, [...path, 'on'], scope)
  const hours = raw.hours === undefined ? undefined : readHours(raw.hours, [...path, 'hours'], scope)
  const cap = raw['at-most'] === undefined ? undefined : readCap(raw['at-most'], [...path, 'at-most'], scope)
  return {
    block: raw.block,
    ...(raw.when && { when: compileCondition(raw.when, [...path, 'when'], scope) }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(days && { days }),
    ...(hours && { hours }),
    ...(cap && { cap }),
  }
}

/** A schedule's first and last moment, epoch ms; one that ends before it starts is reported: `so it <fate>`. */
export function period(
  raw: { from?: string | undefined; until?: string | undefined },
  path: Path,
  scope: Scope,
  fate: string,
): { from: number | undefined; to: number | undefined } {
  const from = raw.from === undefined ? undefined : moment(raw.from, [...path, 'from'], scope, false)
  const to = raw.until === undefined ? undefined : moment(raw.until, [...path, 'until'], scope, true)
  if (from !== undefined && to !== undefined && from > to)
    scope.report(
      'never-holds',
      [...path, 'until'],
      `This ends before it starts, so it ${fate}.`,
      'swap the two dates.',
    )
  return { from, to }
}

/** A date of the shop's calendar as epoch ms. */
function moment(text: string, path: Path, scope: Scope, end: boolean): number | undefined {
  const time = readMoment(text, scope.names.settings.timezone, end)
  if (time !== null) return time
  scope.report(
    'bad-date',
    path,
    `'${text}' is no date.`,
    'write it as 2026-12-31, or with a time: 2026-12-31 18:00.',
  )
  return undefined
}

function weekdays(names: string | string[], path: Path, scope: Scope): string[] {
  return (Array.isArray(names) ? names : [names]).flatMap((name, i) => {
    const day = fold(name)
    if ((WEEKDAYS as readonly string[]).includes(day)) return [day]
    if (day === 'weekend') return ['saturday', 'sunday']
    if (day === 'workdays') return WEEKDAYS.slice(0, 5)
    scope.report(
      'unknown-value',
      Array.isArray(names) ? [...path, i] : path,
      `'${name}' is no weekday.`,
      suggest(day, [...WEEKDAYS, 'weekend', 'workdays'], 'weekday'),
    )
    return []
  })
}

function readHours(text: string, path: Path, scope: Scope): [number, number] | undefined {
  const match = isShort(text) ? /^\s*(\d{1,2})(?::00)?\s*(?:to|-|–)\s*(\d{1,2})(?::00)?\s*$/.exec(text) : null
  const [from, to] = [Number(match?.[1]), Number(match?.[2])]
  if (match && from <= 23 && to <= 24 && from !== to) return [from, to]
  scope.report(
    'bad-hours',
    path,
    `'${text}' are no hours of a day.`,
    'write, for instance, `9 to 18`; `22 to 6` runs over midnight.',
  )
  return undefined
}

function readCap(text: string | number, path: Path, scope: Scope): NonNullable<Choice['cap']> | undefined {
  if (!isShort(text)) return noCap(text, path, scope)
  const match = /^\s*(\d+|once|twice)\s*(?:times?)?\s*(?:(?:(per|a|an|in|every)\s+(.+))|(ever))?\s*$/.exec(
    String(text),
  )
  const views = match?.[1] === 'once' ? 1 : match?.[1] === 'twice' ? 2 : Number(match?.[1])
  const unit = match?.[3]
  if (!match || !(views >= 1) || (!unit && !match[4] && !/once|twice/.test(match[1]!)))
    return noCap(text, path, scope)
  if (!unit) return { views, per: 'ever' }
  if (unit === 'visit' || unit === 'session') return { views, per: 'visit' }
  const duration = readDuration(/\d/.test(unit) ? unit : `1 ${unit}`)
  return duration.ok ? { views, per: duration.value } : noCap(text, path, scope)
}

function noCap(text: string | number, path: Path, scope: Scope): undefined {
  scope.report(
    'bad-cap',
    path,
    `'${text}' does not say how often.`,
    'write, for instance, `3 per day`, `1 per visit`, `2 in 7 days` or `5 ever`.',
  )
}
