/**
 * Idempotency-Key, owed by every changing call under /v1: the same key gives the same reply, byte for byte, and one effect, also when
 * two calls come at once. The key is written first in the effect's own transaction; a second call waits on that row, then reads the reply.
 */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { change, inTransaction, row, type Db, type Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'

export interface Effect {
  status: number
  /** Sent as JSON; undefined with 204. */
  body?: unknown
}

const KEY = /^[\x21-\x7e]{1,200}$/

/** Whether a call changes something and so owes a key. Searches are posted but change nothing; a session is never handed out twice. */
export function owesKey(method: string, url: string): boolean {
  return url.startsWith('/v1/') && !['GET', 'HEAD', 'OPTIONS'].includes(method) && !/\/search$|^\/v1\/sessions(\/|$)/.test(url)
}

/**
 * Refuses a changing call without its key before any handler runs, so that none is repeated by a client that lost the reply.
 * @throws Refusal idempotency-key-missing, idempotency-key (400)
 */
export function requireKeys(app: FastifyInstance): void {
  app.addHook('preHandler', async (request) => {
    if (request.is404 || !owesKey(request.method, request.routeOptions.url ?? '')) return
    const key = request.headers['idempotency-key']
    if (key === undefined) throw refuse('idempotency-key-missing')
    if (!KEY.test(String(key))) throw refuse('idempotency-key')
  })
}

/**
 * Runs `work` once per (caller, key) and answers with what it returned, then and at every repetition.
 * A refusal rolls the key back too, so the caller may try again with it.
 * @param content what the call brought, where that is not its body: a stored file's hash.
 * @throws Refusal idempotency-mismatch (422) when the key came with another body before.
 */
export async function once(ctx: Context, request: FastifyRequest, reply: FastifyReply, caller: string, work: (tx: Tx) => Promise<Effect>, content: unknown = request.body): Promise<FastifyReply> {
  const key = String(request.headers['idempotency-key'])
  const { status, text } = await inTransaction(ctx.db, async (tx) => {
    const written = await keyed(tx, ctx, request, { caller, key, content }, work)
    crashpoint('request:written')
    return written
  })
  crashpoint('request:committed')
  if (text === null) return reply.status(status).send()
  return reply.status(status).type('application/json; charset=utf-8').send(text)
}

/** A reply as it goes over the wire. */
interface Written { status: number; text: string | null }

async function keyed(tx: Tx, ctx: Context, request: FastifyRequest, { caller, key, content }: { caller: string; key: string; content: unknown }, work: (tx: Tx) => Promise<Effect>): Promise<Written> {
  const route = `${request.method} ${request.url.split('?')[0]}`
  const bodyHash = createHash('sha256').update(JSON.stringify(content ?? null)).digest('hex')
  const mine = await change(
    tx,
    `insert into idempotency_key (key, caller, route, body_hash, created_at) values (?, ?, ?, ?, ?) on conflict do nothing`,
    [key, caller, route, bodyHash, ctx.now()],
  )
  if (mine === 0) {
    const stored = await row<{ route: string; bodyHash: string } & Written>(
      tx, `select route, body_hash as "bodyHash", status, reply::text as text from idempotency_key where caller = ? and key = ?`, [caller, key],
    )
    if (stored!.route !== route || stored!.bodyHash !== bodyHash) throw refuse('idempotency-mismatch')
    return { status: stored!.status, text: stored!.text }
  }
  const effect = await work(tx)
  const text = effect.body === undefined ? null : JSON.stringify(effect.body)
  await change(tx, `update idempotency_key set status = ?, reply = ? where caller = ? and key = ?`, [effect.status, text, caller, key])
  return { status: effect.status, text }
}

/** Keys older than this are forgotten with the replies they hold (query codes among them); the effects themselves stay single. */
export function pruneKeys(db: Db, before: Date): Promise<number> {
  return change(db, 'delete from idempotency_key where (caller, key) in (select caller, key from idempotency_key where created_at < ? order by created_at limit 10000)', [before])
}
