/** What the shop's backend answered; status 0 is no answer, 404 a site that is served without one. */
export interface Answered<T> {
  status: number
  /** Absent unless it was a success. */
  body?: T
}

/** Asks the shop's own backend. Never rejects. */
export async function ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<Answered<T>> {
  try {
    const response = await fetch(`/shop/${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
    const json = response.headers.get('content-type')?.includes('json') && response.ok
    return { status: response.status, ...(json && { body: (await response.json()) as T }) }
  } catch {
    return { status: 0 }
  }
}
