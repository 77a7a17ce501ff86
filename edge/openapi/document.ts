import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import { SCHEMAS } from '../intake/schema.ts'
import { PROBLEMS } from '../routes/errors.ts'
import { problemAnswer } from './answers.ts'
import { ROUTES, type Route } from './routes.ts'

/** Schemas that several routes share, by the name they are referred to. */
const SHARED: Record<string, v.GenericSchema> = {
  Consent: SCHEMAS.consent,
  Event: SCHEMAS.event,
  Item: SCHEMAS.item,
  Page: SCHEMAS.page,
  PageContext: SCHEMAS.pageContext,
  Problem: problemAnswer,
}

const PROBLEM = { $ref: '#/components/schemas/Problem' }

/** The API as OpenAPI 3.1, whose schemas are JSON Schema: made of the very schemas that read the requests. */
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

function parametersOf(query: v.GenericSchema, example: object = {}): object[] {
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
function schemaOf(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, $defs: __, ...made } = toJsonSchema(schema, OPTIONS)
  return made as JsonSchema
}

const components = (): Record<string, object> => toJsonSchemaDefs(SHARED, OPTIONS)

const OPTIONS: ConversionConfig = {
  target: 'draft-2020-12',
  // What code alone checks has no place in a document.
  errorMode: 'ignore',
  definitions: SHARED,
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
}
