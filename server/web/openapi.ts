/**
 * The description of /v1 as OpenAPI 3.1, made from the routes' own schemas so that it cannot disagree with them: as JSON for programs
 * and as a page for people.
 */
import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { owesKey } from './idempotency.ts'
import { say } from './reader.ts'
import { view } from './views.ts'

interface Operation { summary?: string; tags?: string[] }

/** Call before the rooms are registered; routes outside /v1 are left out. */
export async function describeInterface(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tongban', version: '1', description: 'Nouns in kebab-case, commands as sub-resources, searches by POST …/search. Errors are problem+json (RFC 9457) with a stable code; every changing call carries an Idempotency-Key.' },
      components: { securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'an officer: the token of POST /v1/sessions' },
        applicant: { type: 'http', scheme: 'basic', description: 'an applicant: number and code, of the application before submission, of the case after it' },
      } },
    },
    transform: ({ schema, url, route }) => ({ schema: url.startsWith('/v1/') ? described(schema ?? {}, url, route) : { ...schema, hide: true }, url }),
  })
  app.get('/v1/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () => app.swagger())
  app.get('/developers', { config: { access: 'public' } }, async (request, reply) => view(reply, 'web/developers', { title: say(request, 'web.developers.title'), groups: groupsOf(app.swagger().paths as Record<string, Record<string, Operation>>) }))
}

/** What all calls have in common, said at each: who may call, the key that makes it count once, a file as body, how a refusal looks. */
function described(schema: FastifySchema, url: string, route: RouteOptions): FastifySchema {
  const file = /\/materials\/:item$/.test(url)
  return {
    ...schema,
    security: securityOf(url, route),
    ...(owesKey(String(route.method), url) ? { headers: { type: 'object', required: ['idempotency-key'], properties: { 'idempotency-key': { type: 'string', maxLength: 200, description: 'The same key again: the same reply, one effect.' } } } } : {}),
    ...(file ? { consumes: FILE_TYPES, querystring: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 300, description: 'The name of the file' } } }, body: { type: 'string', format: 'binary' } } : {}),
    response: {
      '2xx': { description: 'Done' },
      default: { description: 'A refusal', content: { 'application/problem+json': { schema: PROBLEM } } },
    },
  } as FastifySchema
}

const FILE_TYPES = ['application/pdf', 'image/jpeg', 'image/png', 'application/octet-stream']

const PROBLEM = {
  type: 'object', required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string', description: 'stable' }, detail: { type: 'string' }, instance: { type: 'string' },
    issues: { type: 'array', items: { type: 'object', properties: { pointer: { type: 'string' }, message: { type: 'string' } } } },
  },
}

function securityOf(url: string, route: RouteOptions): Record<string, string[]>[] {
  if (/^\/v1\/(applications|applicant-cases)\/:/.test(url)) return [{ applicant: [] }]
  return route.config?.access === 'public' ? [] : [{ bearer: [] }]
}

interface Group { tag: string; operations: { method: string; path: string; summary: string }[] }

function groupsOf(paths: Record<string, Record<string, Operation>>): Group[] {
  const groups = new Map<string, Group>()
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? path.split('/')[2] ?? ''
      const group = groups.get(tag) ?? { tag, operations: [] }
      group.operations.push({ method: method.toUpperCase(), path, summary: operation.summary ?? '' })
      groups.set(tag, group)
    }
  }
  return [...groups.values()].sort((a, b) => a.tag.localeCompare(b.tag))
}
