import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../../edge/app.ts'
import { docFiles } from '../../../edge/openapi/build.ts'
import { openApi } from '../../../edge/openapi/document.ts'
import { ROUTES } from '../../../edge/openapi/routes.ts'
import type { Deps } from '../../../edge/routes/deps.ts'
import { PROBLEMS } from '../../../edge/routes/errors.ts'
import { testEdge } from '../../support/edge.ts'
import { signedVisitor } from '../../support/identity.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { stock } from '../../support/shop.ts'

interface Document {
  paths: Record<string, Record<string, object>>
  components: { schemas: Record<string, object> }
}
const document = openApi('1.2.3') as Document

describe('the API’s document', () => {
  test('[V1] holds every route that the Worker has, and no other', () => {
    const bare = { sites: new Map(), scripts: {} } as unknown as Deps
    const served = createApp(bare)
      .routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/'))
      .map(({ method, path }) => `${method} ${path}`)
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(documented.sort()).toEqual([...new Set(served)].sort())
  })

  test.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '[V2] the examples of %s are what its schemas take',
    (_, { query, body, answer, example }) => {
      for (const [schema, value] of [
        [query, example.query],
        [body?.schema, example.body],
        [answer, example.answer],
      ] as const) {
        expect(schema === undefined).toBe(value === undefined)
        expect(schema && v.safeParse(schema, value).issues).toBeUndefined()
      }
    },
  )

  test('[V3] what a page may call answers its example as documented', async () => {
    const store = memoryStore()
    await stock(store)
    const edge = await testEdge({ store })
    for (const { path, who, body, answer, example } of ROUTES) {
      if (who !== 'page' || !body || path === '/v1/identify') continue
      const said = example.body && 'visitor' in example.body ? { visitor: await signedVisitor() } : {}
      const response = await edge.post(path, { ...example.body, ...said, site: 'shop' })
      const answered: unknown = await response.json()
      expect([path, response.status, v.safeParse(answer, answered).issues]).toEqual([path, 200, undefined])
    }
  })

  test('[V4] every reference leads somewhere, every name is used once', () => {
    const text = JSON.stringify(document)
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!)
    expect(references.length).toBeGreaterThan(10)
    for (const to of references) {
      expect(to).toMatch(/^#\/components\/schemas\/\w+$/)
      expect(Object.keys(document.components.schemas)).toContain(to.split('/').pop())
    }
    const names = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

test('[V5] every code has its line, and every link of the pages leads to one', () => {
  const files = docFiles('1.2.3')
  const errors = files.get('/errors.html')!
  for (const code of Object.keys(PROBLEMS)) expect(errors).toContain(`<tr id="${code}">`)
  const docs = files.get('/v1/docs.html')!
  const targets: Record<string, string> = { '/errors': errors, '': docs }
  const links = [...docs.matchAll(/href="([^"#]*)#([^"]+)"/g)]
  expect(links.length).toBeGreaterThan(ROUTES.length * 2)
  for (const [, path, id] of links) expect(targets[path!]).toContain(`id="${id}"`)
  for (const page of [errors, docs]) expect(page).not.toMatch(/<script|https?:\/\/|style="/)
})
