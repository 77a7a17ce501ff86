import { minorDigits } from '../../edge/profile/money.ts'
import type { Bundle } from '../bundle.ts'
import { isTimezone } from '../calendar.ts'
import type { Code } from '../codes.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { BUILT_IN_TRAITS, factKind, type Kind, underscored } from '../fields.ts'
import type { Path, Source } from '../parse.ts'
import type { RuleFile } from '../schema.ts'
import { type CatalogueNames, namesOf } from './catalogue.ts'
import type { Names } from './scope.ts'

type Read = { source: Source; file: RuleFile }
const SECTIONS = ['segments', 'blocks', 'slots', 'experiments', 'goals', 'traits'] as const
/** Names are words of any language: letters, digits, hyphens and underscores, 64 at most. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,63}$/u

/** Collects every name of all files, also of definitions that are faulty, so that one fault does not make others. */
export function gatherNames(
  read: readonly Read[],
  catalogue: CatalogueNames | undefined,
  diagnostics: Diagnostic[],
): Names {
  const report = (
    source: Source,
    code: Code,
    path: Path,
    message: string,
    fix: string,
    part: 'key' | 'value' = 'key',
  ) => diagnostics.push({ code, severity: 'error', ...source.at(path, part), message, fix })
  const defined = new Map<string, { source: Source; path: Path }>()
  const names = new Map<string, Set<string>>(SECTIONS.map((section) => [section, new Set()]))
  for (const { source } of read)
    for (const section of SECTIONS) {
      const map = source.value[section]
      if (map === null || typeof map !== 'object' || Array.isArray(map)) continue
      for (const name of Object.keys(map)) {
        const path = [section, name]
        if (!NAME.test(name))
          report(
            source,
            'bad-name',
            path,
            `'${name}' cannot be a name.`,
            'use letters, digits and hyphens, such as `shoe-lovers`.',
          )
        const first = defined.get(path.join(' '))
        if (first) {
          const { file, line } = first.source.at(first.path, 'key')
          report(
            source,
            'defined-twice',
            path,
            `'${name}' is defined a second time; the first is at ${file}:${line}.`,
            'rename one of the two, or delete it.',
          )
        } else defined.set(path.join(' '), { source, path })
        names.get(section)!.add(name)
      }
    }
  const settings = settingsOf(read, catalogue, report)
  return {
    settings,
    digits: minorDigits(settings.currency),
    segments: names.get('segments')!,
    blocks: names.get('blocks')!,
    slots: names.get('slots')!,
    goals: names.get('goals')!,
    experiments: new Map(
      read.flatMap(({ file }) =>
        Object.entries(file.experiments ?? {}).map(([name, { split }]): [string, string[]] => [
          name,
          Object.keys(split),
        ]),
      ),
    ),
    traits: traitsOf(read, report),
    ...(catalogue && namesOf(catalogue)),
  }
}

type Report = (
  source: Source,
  code: Code,
  path: Path,
  message: string,
  fix: string,
  part?: 'key' | 'value',
) => void

function traitsOf(read: readonly Read[], report: Report): Map<string, Kind> {
  const traits = new Map(Object.entries(BUILT_IN_TRAITS))
  for (const { source, file } of read)
    for (const [name, kind] of Object.entries(file.traits ?? {})) {
      if (factKind(underscored(name)))
        report(
          source,
          'bad-name',
          ['traits', name],
          `'${name}' is a named fact already.`,
          'give the trait another name.',
        )
      else traits.set(underscored(name), kind)
    }
  return traits
}

function settingsOf(
  read: readonly Read[],
  catalogue: CatalogueNames | undefined,
  report: Report,
): Bundle['settings'] {
  const settings: Bundle['settings'] = {
    currency: catalogue?.currency ?? 'USD',
    locale: 'en-US',
    timezone: 'UTC',
  }
  let first: Source | undefined
  for (const { source, file } of read) {
    const shop = file.shop
    if (!shop) continue
    if (first)
      report(
        source,
        'defined-twice',
        ['shop'],
        `\`shop\` is defined a second time; the first is in ${first.file}.`,
        'keep one.',
      )
    first ??= source
    if (!isCurrency(shop.currency))
      report(
        source,
        'bad-setting',
        ['shop', 'currency'],
        `'${shop.currency}' is no currency.`,
        'use an ISO 4217 code such as USD.',
        'value',
      )
    else if (catalogue && shop.currency !== catalogue.currency)
      report(
        source,
        'bad-setting',
        ['shop', 'currency'],
        `The catalogue's prices are in ${catalogue.currency}.`,
        `write \`currency: ${catalogue.currency}\`.`,
        'value',
      )
    else settings.currency = shop.currency
    if (!isLocale(shop.locale))
      report(
        source,
        'bad-setting',
        ['shop', 'locale'],
        `'${shop.locale}' is no language tag.`,
        'use one such as en-US.',
        'value',
      )
    else settings.locale = shop.locale
    if (!isTimezone(shop.timezone))
      report(
        source,
        'bad-setting',
        ['shop', 'timezone'],
        `'${shop.timezone}' is no time zone.`,
        'use an IANA name such as Europe/Berlin.',
        'value',
      )
    else settings.timezone = shop.timezone
    if (shop.name !== undefined) settings.name = shop.name
  }
  return settings
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))
const isCurrency = (code: string) => CURRENCIES.has(code)

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
