/**
 * Idempotency-Key for changing calls under /v1: the same key gives the same reply and one effect, also when two calls come at once.
 * The key is written first in the effect's own transaction; a second call waits on that row and then reads the stored reply.
 */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
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

/**
 * Runs `work` once per (caller, key) and answers with what it returned, then and at every repetition.
 * Without the header the call simply runs. A refusal rolls the key back too, so the caller may try again with it.
 * @param content what the call brought, where that is not its body: a stored file's hash.
 * @throws Refusal idempotency-key (400) when malformed, idempotency-mismatch (422) when the key came with another body before.
 */
export async function once(ctx: Context, request: FastifyRequest, reply: FastifyReply, caller: string, work: (tx: Tx) => Promise<Effect>, content: unknown = request.body): Promise<FastifyReply> {
  const key = request.headers['idempotency-key']
  const effect = await inTransaction(ctx.db, async (tx) => {
    const written = key === undefined ? await work(tx) : await keyed(tx, ctx, request, { caller, key: String(key), content }, work)
    crashpoint('request:written')
    return written
  })
  crashpoint('request:committed')
  if (effect.body === undefined) return reply.status(effect.status).send()
  return reply.status(effect.status).send(effect.body)
}

async function keyed(tx: Tx, ctx: Context, request: FastifyRequest, { caller, key, content }: { caller: string; key: string; content: unknown }, work: (tx: Tx) => Promise<Effect>): Promise<Effect> {
  if (!KEY.test(key)) throw refuse('idempotency-key')
  const route = `${request.method} ${request.url.split('?')[0]}`
  const bodyHash = createHash('sha256').update(JSON.stringify(content ?? null)).digest('hex')
  const mine = await change(
    tx,
    `insert into idempotency_key (key, caller, route, body_hash, created_at) values (?, ?, ?, ?, ?) on conflict do nothing`,
    [key, caller, route, bodyHash, ctx.now()],
  )
  if (mine === 0) {
    const stored = await row<{ route: string; bodyHash: string; status: number; reply: unknown }>(
      tx, `select route, body_hash as "bodyHash", status, reply from idempotency_key where caller = ? and key = ?`, [caller, key],
    )
    if (stored!.route !== route || stored!.bodyHash !== bodyHash) throw refuse('idempotency-mismatch')
    return { status: stored!.status, ...(stored!.reply === null ? {} : { body: stored!.reply }) }
  }
  const effect = await work(tx)
  await change(tx, `update idempotency_key set status = ?, reply = ? where caller = ? and key = ?`, [effect.status, effect.body === undefined ? null : JSON.stringify(effect.body), caller, key])
  return effect
}

/** Keys older than this are forgotten with the replies they hold (query codes among them); the effects themselves stay single. */
export function pruneKeys(db: Db, before: Date): Promise<number> {
  return change(db, 'delete from idempotency_key where (caller, key) in (select caller, key from idempotency_key where created_at < ? order by created_at limit 10000)', [before])
}
