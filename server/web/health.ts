/**
 * `/healthz`: this process lives. `/readyz`: everything it needs answers; 503 names what does not, and what an operator should know
 * stands beside it without failing it. The rooms' door adds to both with `needs` and `informs`.
 */
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'

export type Check = () => Promise<unknown>

const checks = new WeakMap<object, Map<string, Check>>()
const facts = new WeakMap<object, Map<string, Check>>()
const PATIENCE_MS = 2000

/** `needs(app, 'database', () => db.raw('select 1'))`: without it no request can be answered, so /readyz fails with it. */
export function needs(app: FastifyInstance, name: string, check: Check): void {
  add(checks, app, name, check)
}

/** A fact of /readyz that is open to everybody, so numbers and states only. One that cannot be told in time reads `unknown`. */
export function informs(app: FastifyInstance, name: string, fact: Check): void {
  add(facts, app, name, fact)
}

function add(to: typeof checks, app: FastifyInstance, name: string, check: Check): void {
  const list = to.get(app.server) ?? new Map<string, Check>()
  to.set(app.server, list.set(name, check))
}

export function serveHealth(app: FastifyInstance, ctx: Context): void {
  needs(app, 'database', () => ctx.db.raw('select 1'))
  app.get('/healthz', { config: { access: 'public' } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { config: { access: 'public' } }, async (_request, reply) => {
    const [found, told] = await Promise.all([all(checks, app, answers), all(facts, app, tells)])
    const ready = found.every(([, ok]) => ok)
    return reply.status(ready ? 200 : 503).header('cache-control', 'no-store').send({
      status: ready ? 'ready' : 'not ready',
      checks: Object.fromEntries(found.map(([name, ok]) => [name, ok ? 'ok' : 'down'])),
      ...(told.length > 0 ? { information: Object.fromEntries(told) } : {}),
    })
  })
}

function all<T>(of: typeof checks, app: FastifyInstance, ask: (check: Check) => Promise<T>): Promise<(readonly [string, T])[]> {
  return Promise.all([...(of.get(app.server) ?? [])].map(async ([name, check]) => [name, await ask(check)] as const))
}

async function answers(check: Check): Promise<boolean> {
  return inTime(check().then(() => true, () => false), false)
}

async function tells(fact: Check): Promise<unknown> {
  return inTime(fact().catch(() => 'unknown'), 'unknown')
}

async function inTime<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => { timer = setTimeout(() => resolve(otherwise), PATIENCE_MS) })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
