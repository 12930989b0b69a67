/**
 * `/healthz`: this process lives. `/readyz`: everything it needs answers; 503 names what does not.
 * Rooms add what they need with `needs`.
 */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'

export type Check = () => Promise<unknown>

const checks = new WeakMap<object, Map<string, Check>>()
const PATIENCE_MS = 2000

/** `needs(app, 'engine', () => client.topology())`: part of /readyz from now on. */
export function needs(app: FastifyInstance, name: string, check: Check): void {
  const list = checks.get(app.server) ?? new Map<string, Check>()
  checks.set(app.server, list.set(name, check))
}

export function serveHealth(app: FastifyInstance, ctx: Context): void {
  needs(app, 'database', () => ctx.db.raw('select 1'))
  app.get('/healthz', { config: { access: 'public' } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { config: { access: 'public' } }, async (_request, reply) => {
    const found = await Promise.all([...checks.get(app.server)!].map(async ([name, check]) => [name, await answers(check)] as const))
    const ready = found.every(([, ok]) => ok)
    return reply.status(ready ? 200 : 503).header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(found.map(([name, ok]) => [name, ok ? 'ok' : 'down'])) })
  })
}

async function answers(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => { timer = setTimeout(() => resolve(false), PATIENCE_MS) })
  const answer = check().then(() => true, () => false)
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
