/** Hears an event anywhere in the page, in the capture phase: before the page can stop it, and whether it bubbles or not. */
export const listen = <E>(name: string, hear: (event: E) => unknown): void =>
  addEventListener(name, hear as unknown as EventListener, true)
