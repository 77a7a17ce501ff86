interface Kept {
  value: Record<string, unknown>
  /** Epoch ms. */
  until: number
}

/** Where the login house keeps sessions, codes and grants: in memory, each until it is over (the adapter that oidc-provider asks for). */
export function memoryAdapter() {
  const kept = new Map<string, Kept>()
  const live = ([, { until }]: [string, Kept]) => until > Date.now()
  const find = (wanted: (value: Kept['value']) => boolean) =>
    [...kept].filter(live).find(([, { value }]) => wanted(value))?.[1].value
  return class MemoryAdapter {
    private readonly kind: string
    constructor(kind: string) {
      this.kind = kind
    }
    private key(id: string): string {
      return `${this.kind}:${id}`
    }
    async upsert(id: string, value: Kept['value'], seconds: number): Promise<void> {
      kept.set(this.key(id), { value, until: Date.now() + seconds * 1000 })
    }
    async find(id: string): Promise<Kept['value'] | undefined> {
      const found = kept.get(this.key(id))
      return found && found.until > Date.now() ? found.value : undefined
    }
    async findByUid(uid: string): Promise<Kept['value'] | undefined> {
      return find((value) => value.uid === uid)
    }
    async findByUserCode(code: string): Promise<Kept['value'] | undefined> {
      return find((value) => value.userCode === code)
    }
    async consume(id: string): Promise<void> {
      const found = kept.get(this.key(id))
      if (found) found.value.consumed = Math.floor(Date.now() / 1000)
    }
    async destroy(id: string): Promise<void> {
      kept.delete(this.key(id))
    }
    async revokeByGrantId(grant: string): Promise<void> {
      for (const [key, { value }] of kept) if (value.grantId === grant) kept.delete(key)
    }
  }
}
