/** How long a query of a request may take, ms: collect answers within two seconds, whatever D1 does. */
export const JOURNAL_DEADLINE = 1500
/** How long a decision waits for the journal where no capsule came, ms. */
export const DECIDE_DEADLINE = 200

/** The promise's value, or a rejection once `ms` have passed. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
