import { type Model, openModel } from '../../../edge/recommend/model.ts'
import { recommend } from '../../../edge/recommend/recommend.ts'

let model: Model | undefined

/** A Worker that holds one model: `POST /model` opens it, `POST /ask?times=N` asks each session of the body N times. */
export default {
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url)
    if (url.pathname === '/model') {
      const bytes = new Uint8Array(await request.arrayBuffer())
      for (let i = 0; i < Number(url.searchParams.get('times') ?? 1); i++) {
        const opened = openModel(bytes)
        if (!opened.ok) return new Response(opened.reason, { status: 400 })
        model = opened.model
      }
      return new Response('opened')
    }
    if (!model) return new Response('no model', { status: 404 })
    const sessions = (await request.json()) as string[][]
    let shown = 0
    for (let i = 0; i < Number(url.searchParams.get('times')); i++)
      for (const session of sessions)
        shown += recommend(model, { kind: 'session', session, now: model.meta.to }, { size: 20 }).length
    return new Response(String(shown))
  },
}
