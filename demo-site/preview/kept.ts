import type { Scene } from './scene.ts'

const KEY = 'hf.preview'

/** Keeps the panel open, and the visitor that is played, from page to page of this tab. */
export function keepScene(scene: Scene | undefined): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(scene ?? null))
  } catch {
    // Storage is blocked: the panel lasts as long as the page.
  }
}

export function forgetScene(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
}

/** The visitor that was played on the page before. */
export function sceneKept(): Scene | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Scene | null) ?? undefined
  } catch {
    return undefined
  }
}
