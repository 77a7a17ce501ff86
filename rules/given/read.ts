import { PURPOSES } from '../../snippet/wire.ts'
import type { Bundle } from '../bundle.ts'
import { readMoment, wallClock } from '../calendar.ts'
import type { Names, Scope } from '../compile/scope.ts'
import { EVENTS } from '../events.ts'
import { fieldOf, GROUPS, type Kind, underscored } from '../fields.ts'
import { readDuration } from '../quantities.ts'
import { suggest } from '../suggest.ts'
import type { Scalar, Visitor } from '../visitor.ts'
import type { RawGiven } from './told.ts'

/** What reading a description needs: the shop's settings, its traits, and where to complain. */
export interface Telling {
  names: Pick<Names, 'settings' | 'digits'> & { traits: Pick<ReadonlyMap<string, Kind>, 'get' | 'keys'> }
  report: Scope['report']
}
type Path = Parameters<Scope['report']>[1]

/** What a described event can say. */
const FIELDS = [
  'item',
  'category',
  'brand',
  'price',
  'quantity',
  'path',
  'referrer',
  'campaign',
  'term',
  'slot',
  'block',
  'form',
  'value',
  'order',
] as const
type Field = (typeof FIELDS)[number]

/** One event of a description, at its time; `price` and `value` in major units. */
export type Told = { name: string; time: number } & Partial<Record<Field, Scalar>>

/** A visitor described in YAML. */
export interface Described {
  now: number
  /** What experiments and holdouts hash; without one the visitor is in none. */
  id: string | undefined
  granted: string[]
  events: Told[]
  traits: Record<string, Scalar | Scalar[]>
  /** Said outright, whatever the events add up to. */
  facts: Record<string, Scalar>
  context: Record<string, Scalar>
}

/** Builds a visitor from what is described; the composition root knows how profiles are made. */
export type MakeVisitor = (described: Described, settings: Bundle['settings']) => Visitor

const SPACING = 60_000

/** Reads `given:`; complaints go to the scope. */
export function readGiven(given: RawGiven | undefined, path: Path, scope: Telling, now: number): Described {
  const { timezone } = scope.names.settings
  const at = given?.now === undefined ? now : readMoment(given.now, timezone)
  if (at === null)
    scope.report('bad-date', [...path, 'now'], `'${given?.now}' is no date.`, 'write it as 2026-12-31 18:00.')
  const described: Described = {
    now: at ?? now,
    id: given?.id,
    granted: given?.consent === undefined ? [...PURPOSES] : [given.consent].flat(),
    events: [],
    traits: Object.create(null),
    facts: Object.create(null),
    context: Object.create(null),
  }
  for (const purpose of described.granted)
    if (!(PURPOSES as readonly string[]).includes(purpose))
      scope.report(
        'unknown-value',
        [...path, 'consent'],
        `There is no purpose '${purpose}'.`,
        suggest(purpose, PURPOSES, 'purpose'),
      )
  for (const [index, raw] of (given?.events ?? []).entries())
    described.events.push(...readEvent(raw, [...path, 'events', index], scope, described.now))
  for (const group of ['page', 'arrived', 'visit', 'visitor'] as const)
    for (const [field, value] of Object.entries(given?.[group] ?? {})) {
      const target = fieldOf(group, field, scope.names.traits)
      if (!target)
        scope.report(
          'unknown-field',
          [...path, group, field],
          `'${field}' is nothing that is known of a ${group === 'arrived' ? 'arrival' : group}.`,
          suggest(
            field,
            group === 'visitor' ? scope.names.traits.keys() : Object.keys(GROUPS[group]),
            'field',
          ),
          { part: 'key' },
        )
      else if (target.op === 'trait') described.traits[target.name] = value
      else if (!Array.isArray(value))
        described[target.op === 'fact' ? 'facts' : 'context'][target.name] = inUnits(
          target.kind,
          value,
          scope.names,
        )
    }
  if (given?.now !== undefined && at !== null) {
    // Whoever says when it is has said the hour, unless the visitor's clock shows another one.
    const { hour, weekday } = wallClock(at, timezone)
    described.context = Object.assign(Object.create(null), { hour, weekday }, described.context)
  }
  return described
}

const inUnits = (kind: unknown, value: Scalar, { digits, settings }: Telling['names']): Scalar =>
  kind === 'money' && typeof value === 'number'
    ? Math.round(value * 10 ** digits)
    : kind === 'date' && typeof value === 'string'
      ? (readMoment(value, settings.timezone) ?? value)
      : value

function readEvent(raw: Record<string, unknown>, path: Path, scope: Telling, now: number): Told[] {
  const names = Object.keys(raw).filter((key) => key !== 'times' && key !== 'ago')
  const name = names[0]
  if (name === undefined || names.length > 1 || !EVENTS.includes(name)) {
    const strange = names.find((each) => !EVENTS.includes(each))
    scope.report(
      'unknown-event',
      strange === undefined ? path : [...path, strange],
      strange === undefined ? 'Each entry tells of one event.' : `There is no event '${strange}'.`,
      strange === undefined
        ? 'give every event a line of its own.'
        : suggest(underscored(strange), EVENTS, 'event'),
      { part: 'key' },
    )
    return []
  }
  const fields: Partial<Record<Field, Scalar>> = {}
  for (const [field, value] of Object.entries((raw[name] ?? {}) as Record<string, unknown>)) {
    if (!(FIELDS as readonly string[]).includes(field))
      scope.report(
        'unknown-key',
        [...path, name, field],
        `'${field}' means nothing here.`,
        suggest(field, FIELDS, 'field'),
        { part: 'key' },
      )
    else if (typeof value !== 'object') fields[field as Field] = value as Scalar
    else
      scope.report(
        'wrong-shape',
        [...path, name, field],
        'This must be one word or number.',
        'give every event a line of its own.',
      )
  }
  const ago = raw.ago === undefined ? { ok: true as const, value: 0 } : readDuration(String(raw.ago))
  if (!ago.ok) scope.report(ago.code, [...path, 'ago'], `${ago.why}.`, ago.fix)
  const time = now - (ago.ok ? ago.value : 0)
  return Array.from(
    { length: Number(raw.times ?? 1) },
    (_, i): Told => ({ ...fields, name, time: time - i * SPACING }),
  )
}
