/**
 * The trace of everything that changed: who, what, when, in which case, chained so that a changed row shows.
 * A lane is one case (its row is locked by the caller, so the lane has one writer) or 'office' for all else.
 */
import { createHash } from 'node:crypto'
import { canonical } from './canonical.ts'
import { later, rows, type Db, type Tx } from '../db/pool.ts'
import type { Context } from '../context.ts'

export interface Actor {
  kind: 'officer' | 'applicant' | 'system'
  id?: string
  name: string
}

export const SYSTEM: Actor = { kind: 'system', name: '系统' }

export interface Entry {
  actor: Actor
  /** Dotted words, past tense: `task.decided`. */
  action: string
  /** The case it belongs to; its row must be locked by this transaction. */
  caseId?: string
  /** What it was done to, for instance `task:17`. */
  object?: string
  detail?: Record<string, unknown>
}

/** What the first row of a lane has for a previous hash. */
const GENESIS = '0'.repeat(64)

export interface AuditRow {
  id: string
  lane: string
  laneSeq: number
  at: Date
  actor: Actor
  action: string
  caseId: string | null
  object: string | null
  detail: Record<string, unknown>
  prevHash: string
  hash: string
}

/**
 * Appends one row in the caller's transaction: if it cannot be written, nothing else is. One statement reads the lane's head, reckons the
 * hash and inserts, for every decision of the platform passes here more than once.
 */
export async function record(tx: Tx, ctx: Context, entry: Entry): Promise<void> {
  const lane = entry.caseId === undefined ? 'office' : `case:${entry.caseId}`
  if (entry.caseId === undefined) later(tx, `select pg_advisory_xact_lock(hashtextextended(?, 0))`, [lane])
  const fields = {
    at: ctx.now(), actor: entry.actor, action: entry.action, caseId: entry.caseId ?? null, object: entry.object ?? null,
    detail: JSON.parse(JSON.stringify(entry.detail ?? {})) as Record<string, unknown>,
  }
  later(tx, APPEND, [
    lane, lane, fields.at, entry.actor.kind, entry.actor.id ?? null, entry.actor.name, entry.action, fields.caseId, fields.object,
    JSON.stringify(fields.detail), said(fields),
  ])
}

/** The text that is hashed: `["<lane>",<seq>,<what was said>,"<previous hash>"]`; a lane's name needs no escaping. */
const APPEND = `
  with lane as (select ?::text as name),
  head as (select lane_seq, hash from audit where lane = ? order by lane_seq desc limit 1),
  prev as (select coalesce((select lane_seq from head), 0) as seq, coalesce((select hash from head), '${GENESIS}') as hash)
  insert into audit (lane, lane_seq, at, actor_kind, actor_id, actor_name, action, case_id, object, detail, prev_hash, hash)
  select lane.name, prev.seq + 1, ?, ?, ?, ?, ?, ?, ?, ?, prev.hash,
    encode(sha256(convert_to('["' || lane.name || '",' || (prev.seq + 1) || ',' || ?::text || ',"' || prev.hash || '"]', 'UTF8')), 'hex')
  from lane, prev`

/** The rows of one case, oldest first. */
export async function timeline(db: Db, caseId: string): Promise<AuditRow[]> {
  return (await rows<RawRow>(db, `select ${columns} from audit where lane = ? order by lane_seq`, [`case:${caseId}`])).map(fromRaw)
}

/**
 * Re-adds a lane's chain. Returns the first sequence number that does not fit (changed, missing or moved row), or null
 * when the whole lane is sound.
 */
export async function firstBreak(db: Db, lane: string): Promise<number | null> {
  let prevHash = GENESIS
  let laneSeq = 0
  for (const raw of await rows<RawRow>(db, `select ${columns} from audit where lane = ? order by lane_seq`, [lane])) {
    const entry = fromRaw(raw)
    laneSeq++
    if (entry.laneSeq !== laneSeq || entry.prevHash !== prevHash || hashOf(entry) !== entry.hash) return laneSeq
    prevHash = entry.hash
  }
  return null
}

type Said = Pick<AuditRow, 'at' | 'actor' | 'action' | 'caseId' | 'object' | 'detail'>

/** Who, what and when of a row as canonical JSON, without the brackets of the list. */
function said({ at, actor, action, caseId, object, detail }: Said): string {
  return canonical([at.toISOString(), actor.kind, actor.id ?? null, actor.name, action, caseId, object, detail]).slice(1, -1)
}

function hashOf(entry: Omit<AuditRow, 'id' | 'hash'>): string {
  return createHash('sha256').update(`["${entry.lane}",${entry.laneSeq},${said(entry)},"${entry.prevHash}"]`).digest('hex')
}

const columns = 'id, lane, lane_seq, at, actor_kind, actor_id, actor_name, action, case_id, object, detail, prev_hash, hash'

interface RawRow {
  id: string; lane: string; lane_seq: number; at: Date; actor_kind: Actor['kind']; actor_id: string | null; actor_name: string
  action: string; case_id: string | null; object: string | null; detail: Record<string, unknown>; prev_hash: string; hash: string
}

function fromRaw(raw: RawRow): AuditRow {
  const actor: Actor = { kind: raw.actor_kind, name: raw.actor_name, ...(raw.actor_id === null ? {} : { id: raw.actor_id }) }
  return {
    id: raw.id, lane: raw.lane, laneSeq: raw.lane_seq, at: raw.at, actor, action: raw.action, caseId: raw.case_id,
    object: raw.object, detail: raw.detail, prevHash: raw.prev_hash, hash: raw.hash,
  }
}
