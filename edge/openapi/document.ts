import * as z from 'zod'
import { SCHEMAS } from '../intake/schema.ts'
import { PROBLEMS } from '../routes/errors.ts'
import { problemAnswer } from './answers.ts'
import { ROUTES, type Route } from './routes.ts'

/** Schemas that several routes share, by the name they are referred to. */
const SHARED = z.registry<{ id: string }>()
for (const [id, schema] of Object.entries({
  Consent: SCHEMAS.consent,
  Event: SCHEMAS.event,
  Item: SCHEMAS.item,
  Page: SCHEMAS.page,
  PageContext: SCHEMAS.pageContext,
  Problem: problemAnswer,
}))
  SHARED.add(schema, { id })

const PROBLEM = { $ref: '#/components/schemas/Problem' }

/** The API as OpenAPI 3.1, whose schemas are JSON Schema: made of the very zod schemas that read the requests. */
export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of ROUTES) {
    const methods = paths[route.path] ?? {}
    methods[route.method] = operation(route)
    paths[route.path] = methods
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Acquaint',
      version,
      description: 'What pages and the shop’s server ask the edge. Codes of refusals: /errors.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: components(),
      securitySchemes: {
        server: { type: 'http', scheme: 'bearer', description: 'A server token of the site.' },
        visitor: { type: 'http', scheme: 'bearer', description: 'The visitor’s own id, or its cookie.' },
      },
    },
  }
}

function operation({ method, path, does, who, query, body, answer, refusals, example }: Route): object {
  return {
    operationId: `${method}${path.replaceAll(/[/_-](\w)/g, (_, first: string) => first.toUpperCase())}`,
    summary: does,
    tags: [who === 'page' || who === 'visitor' ? 'pages' : 'server'],
    ...(who !== 'page' && { security: [{ [who === 'visitor' ? 'visitor' : 'server']: [] }] }),
    ...(query && { parameters: parametersOf(query, example.query) }),
    ...(body && {
      requestBody: {
        required: true,
        content: { [body.type]: { schema: schemaOf(body.schema), example: example.body } },
      },
    }),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: schemaOf(answer), example: example.answer } },
      },
      ...refusalsOf(refusals),
    },
  }
}

/** One response a status; its description lists the codes. */
function refusalsOf(reasons: Route['refusals']): Record<number, object> {
  const byStatus: Record<number, object> = {}
  for (const status of new Set(reasons.map((reason) => PROBLEMS[reason].status))) {
    const codes = reasons.filter((reason) => PROBLEMS[reason].status === status)
    byStatus[status] = {
      description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
      content: { 'application/problem+json': { schema: PROBLEM } },
    }
  }
  return byStatus
}

function parametersOf(query: z.ZodObject, example: object = {}): object[] {
  const { properties = {}, required = [] } = schemaOf(query)
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
    ...(Object.hasOwn(example, name) && { example: (example as Record<string, unknown>)[name] }),
  }))
}

interface JsonSchema {
  properties?: Record<string, object>
  required?: string[]
}

/** A schema as JSON Schema, what is shared by reference. */
function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, $defs: __, ...made } = z.toJSONSchema(schema, OPTIONS) as Record<string, unknown>
  return referring(made) as JsonSchema
}

// `input`, of answers too: a newer edge may say more than is written here.
const OPTIONS = { target: 'draft-2020-12', io: 'input', unrepresentable: 'any', metadata: SHARED } as const

function components(): Record<string, unknown> {
  const { schemas } = z.toJSONSchema(SHARED, OPTIONS) as {
    schemas: Record<string, object>
  }
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _, $id: __, ...made } = schema as Record<string, unknown>
      return [id, referring(made)]
    }),
  )
}

/** Points every reference to the document's own components. */
const referring = (value: object): object =>
  JSON.parse(
    JSON.stringify(value).replaceAll(/"\$ref":"(?:#\/\$defs\/)?(\w+)"/g, '"$ref":"#/components/schemas/$1"'),
  ) as object
