/**
 * Idempotency-Key, owed by every changing call under /v1: the same key gives the same reply, byte for byte, and one effect, also when
 * two calls come at once. The key is written last, with the reply, in the effect's own transaction: who repeats a call undoes all it did and reads
 * the reply of the first.
 */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { change, inTransaction, later, row, type Db, type Tx } from '../db/pool.ts'
import { Refusal, refuse } from '../errors.ts'

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
  const call: Call = {
    caller, key: String(request.headers['idempotency-key']), route: `${request.method} ${request.url.split('?')[0]}`,
    bodyHash: createHash('sha256').update(JSON.stringify(content ?? null)).digest('hex'),
  }
  const { status, text } = await first(ctx, call, work).catch(async (error: unknown) => {
    if (!(error instanceof Refusal) && (error as { constraint?: string }).constraint !== 'idempotency_key_pkey') throw error
    const earlier = await replyOf(ctx, call)
    if (earlier === undefined) throw error
    return earlier
  })
  crashpoint('request:committed')
  if (text === null) return reply.status(status).send()
  return reply.status(status).type('application/json; charset=utf-8').send(text)
}

interface Call { caller: string; key: string; route: string; bodyHash: string }
/** A reply as it goes over the wire. */
interface Written { status: number; text: string | null }

const INSERT = 'insert into idempotency_key (key, caller, route, body_hash, status, reply, created_at) values (?, ?, ?, ?, ?, ?, ?)'

/** @throws PostgreSQL's unique_violation of idempotency_key_pkey when the call was made before, with everything undone. */
function first(ctx: Context, { caller, key, route, bodyHash }: Call, work: (tx: Tx) => Promise<Effect>): Promise<Written> {
  return inTransaction(ctx.db, async (tx) => {
    const { status, body } = await work(tx)
    const text = body === undefined ? null : JSON.stringify(body)
    later(tx, INSERT, [key, caller, route, bodyHash, status, text, ctx.now()])
    crashpoint('request:written')
    return { status, text }
  })
}

/** The reply the key got before; waits for a call that is under way with it. Undefined: there was none, or it was refused. */
async function replyOf(ctx: Context, { caller, key, route, bodyHash }: Call): Promise<Written | undefined> {
  const none = new Error('no call with this key')
  try {
    return await inTransaction(ctx.db, async (tx) => {
      if ((await change(tx, `${INSERT} on conflict do nothing`, [key, caller, route, bodyHash, 0, null, ctx.now()])) === 1) throw none
      const stored = await row<Written & { route: string; bodyHash: string }>(
        tx, `select route, body_hash as "bodyHash", status, reply::text as text from idempotency_key where caller = ? and key = ?`, [caller, key],
      )
      if (stored!.route !== route || stored!.bodyHash !== bodyHash) throw refuse('idempotency-mismatch')
      return { status: stored!.status, text: stored!.text }
    })
  } catch (error) {
    if (error === none) return undefined
    throw error
  }
}

/** Keys older than this are forgotten with the replies they hold (query codes among them); the effects themselves stay single. */
export function pruneKeys(db: Db, before: Date): Promise<number> {
  return change(db, 'delete from idempotency_key where (caller, key) in (select caller, key from idempotency_key where created_at < ? order by created_at limit 10000)', [before])
}
