/**
 * The description of /v1 as OpenAPI 3.1, made from the routes' own schemas so that it cannot disagree with them: as JSON for programs
 * and as a page for people.
 */
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { say } from './reader.ts'
import { view } from './views.ts'

interface Operation { summary?: string; tags?: string[] }

/** Call before the rooms are registered; routes outside /v1 are left out. */
export async function describeInterface(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tongban', version: '1', description: 'Nouns in kebab-case, commands as sub-resources, searches by POST …/search. Errors are problem+json (RFC 9457) with a stable code; every changing call takes an Idempotency-Key.' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, case: { type: 'http', scheme: 'basic', description: 'case number and query code' } } },
    },
    transform: ({ schema, url }) => ({ schema: url.startsWith('/v1/') ? schema : { ...schema, hide: true }, url }),
  })
  app.get('/v1/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () => app.swagger())
  app.get('/developers', { config: { access: 'public' } }, async (request, reply) => view(reply, 'web/developers', { title: say(request, 'web.developers.title'), groups: groupsOf(app.swagger().paths as Record<string, Record<string, Operation>>) }))
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
