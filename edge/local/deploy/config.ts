/** A store that wrangler.toml binds. */
export interface BoundStore {
  kind: 'd1' | 'kv'
  binding: string
  /** What it is called in the account. */
  name: string
  id: string
}

const KINDS = { d1_databases: 'd1', kv_namespaces: 'kv' } as const
/** A table of an array and all up to the next table. */
const TABLE = /^\[\[(d1_databases|kv_namespaces)\]\]\n(?:(?!\[).*\n?)*/gm

const fieldOf = (table: string, field: string): string | undefined =>
  new RegExp(`^${field}\\s*=\\s*"([^"]*)"`, 'm').exec(table)?.[1]

/** The Worker's name. */
export const workerOf = (toml: string): string => fieldOf(toml, 'name') ?? 'acquaint'

/** Ids of the sites that the Worker serves. */
export const sitesOf = (toml: string): string[] =>
  [...toml.matchAll(/^\[vars\.SITES\.([a-z0-9-]+)\]/gm)].map(([, site]) => site as string)

/** The stores that a wrangler.toml binds. */
export function storesOf(toml: string): BoundStore[] {
  return [...toml.matchAll(TABLE)].map(([table, kind]) => {
    const binding = fieldOf(table, 'binding') ?? ''
    const name = fieldOf(table, 'database_name') ?? `${workerOf(toml)}-${binding.toLowerCase()}`
    const id = fieldOf(table, 'database_id') ?? fieldOf(table, 'id') ?? ''
    return { kind: KINDS[kind as keyof typeof KINDS], binding, name, id }
  })
}

/** The same wrangler.toml with a store's id in it; nothing else of it changes. */
export const withId = (toml: string, { binding }: BoundStore, id: string): string =>
  toml.replace(TABLE, (table) =>
    fieldOf(table, 'binding') === binding
      ? table.replace(/^((?:database_)?id\s*=\s*)"[^"]*"/m, `$1"${id}"`)
      : table,
  )
