/**
 * What has become of outbox rows, written down: sent (several in one transaction), to be tried again, or given back untouched.
 * Every write names the attempt, so one that wakes after its lease ran out changes nothing.
 */
import type { Context } from '../context.ts'
import { NotSent, retryAfter, type Handled, type OutboxRow } from './outbox.ts'
import { change, inTransaction, rows } from './pool.ts'

/** So long an outcome waits for others to be written with it, where nobody waits for it or for its hand, which stays taken meanwhile: a commit costs more than all it holds. */
const GATHER_MS = 25

type Outcome = Partial<Pick<Handled, 'also'>> & { answer: string | null }
interface Entry { row: OutboxRow; outcome: Outcome; done(end: Ended): void }

export interface Ended {
  /** False: it could not be written, and the row will be tried again when its lease has run out. */
  written: boolean
  /** A row of the same lane waits in the table behind this one. */
  successor: boolean
}

export class Finished {
  private entries: Entry[] = []
  private writing = false
  private gathering: NodeJS.Timeout | undefined

  constructor(private readonly ctx: Context, private readonly gathers: boolean) {}

  /** Never throws. @param awaited somebody waits for this one or for its hand: it is written at once */
  add(row: OutboxRow, outcome: Outcome, awaited: boolean): Promise<Ended> {
    return new Promise((done) => {
      this.entries.push({ row, outcome, done })
      if (awaited || !this.gathers) void this.write()
      else this.gathering ??= setTimeout(() => void this.write(), GATHER_MS)
    })
  }

  /** Somebody has come who waits for one of these, or for a hand. */
  hurry(): void {
    if (this.entries.length > 0) void this.write()
  }

  /** One batch at a time; what is finished meanwhile goes with the next. */
  private async write(): Promise<void> {
    clearTimeout(this.gathering)
    this.gathering = undefined
    if (this.writing) return
    this.writing = true
    while (this.entries.length > 0) await writeSent(this.ctx, this.entries.splice(0))
    this.writing = false
  }
}

/**
 * The arrays stand in selects of their own so that PostgreSQL plans this once: it makes a new plan each time where the values promise fewer rows
 * than it would take unseen, and that cost more than carrying it out.
 */
const SENT = `
  update outbox o set state = 'done', done_at = ?, answer = d.answer, locked_until = null, last_error = null
    from unnest((select ?::bigint[]), (select ?::int[]), (select ?::text[])) as d (id, attempt, answer) where o.id = d.id and o.attempt = d.attempt
  returning o.id, exists (select 1 from outbox p where p.lane = o.lane and p.state = 'waiting' and p.locked_until is null and p.id > o.id) as successor`

async function writeSent(ctx: Context, entries: Entry[]): Promise<void> {
  try {
    const { sent } = await inTransaction(ctx.db, async (tx) => {
      const sent = rows<{ id: string; successor: boolean }>(tx, SENT, [ctx.now(), entries.map(({ row }) => row.id), entries.map(({ row }) => row.attempt), entries.map(({ outcome }) => outcome.answer)])
      sent.catch(() => undefined) // then the commit fails; it is sent along without waiting for this
      await Promise.all(entries.map(({ outcome }) => outcome.also?.(tx)))
      return { sent }
    })
    const ended = new Map((await sent).map(({ id, successor }) => [id, successor]))
    for (const { row, done } of entries) done({ written: true, successor: ended.get(row.id) ?? false })
  } catch (error) {
    // one of them spoils it for all: each by itself, and then it is that one's own matter
    if (entries.length > 1) return void await Promise.all(entries.map((entry) => writeSent(ctx, [entry])))
    ctx.log.error({ id: entries[0]!.row.id, error: String(error) }, 'The outcome of an outbox row could not be written; its lease will run out.')
    entries[0]!.done({ written: false, successor: false })
  }
}

/** Never throws. */
export async function postpone(ctx: Context, row: OutboxRow, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error)
  const due = new Date(ctx.now().getTime() + retryAfter(row.attempt, ctx.random(2).readUInt16BE() / 65536))
  await unlock(ctx, 'update outbox set locked_until = null, due_at = ?, last_error = ?, maybe_sent = ? where id = ? and attempt = ?', [
    due, message.slice(0, 2000), row.maybeSent || !(error instanceof NotSent), row.id, row.attempt,
  ])
  ctx.log.warn({ id: row.id, topic: row.topic, caseId: row.caseId, attempt: row.attempt, error: message }, 'An outbox row was not delivered; it is tried again.')
}

/** Rows that were handed over and not looked at: as if they had never been taken. Never throws. */
export async function giveBack(ctx: Context, untouched: OutboxRow[]): Promise<void> {
  if (untouched.length === 0) return
  await unlock(ctx, 'update outbox set locked_until = null, attempt = 0, maybe_sent = false where id = any(?::bigint[]) and attempt = 1', [untouched.map(({ id }) => id)])
}

async function unlock(ctx: Context, sql: string, bindings: unknown[]): Promise<void> {
  try {
    await change(ctx.db, sql, bindings)
  } catch (error) {
    ctx.log.error({ error: String(error) }, 'An outbox row could not be given back; its lease will run out.')
  }
}
