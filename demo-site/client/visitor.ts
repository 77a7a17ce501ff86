/** The id that the tag keeps for a consenting visitor where the edge keeps none in a cookie of its own. */
export function visitorId(): string | undefined {
  try {
    const { id } = JSON.parse(localStorage.getItem('acquaint.demo') ?? '{}') as { id?: unknown }
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}
