/**
 * The shared library (共享库): permits kept when they are issued, offered to the next matter of the same holder, each use logged with its
 * purpose. What a matter does with an offer is intake's; cancelling a permit is results'.
 */
import type { Context } from '../context.ts'
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'
import { dayOf, type Day } from '../deadlines/shanghai.ts'
import type { JobHandler } from '../zeebe/service.ts'

export interface LibraryItem {
  id: string
  holderCode: string
  holderName: string
  /** For instance `construction-permit`: what a guide's material names under `share`. */
  kind: string
  title: string
  number: string
  issuedBy: string
  caseId: string | null
  validFrom: Day
  validTo: Day | null
  state: 'valid' | 'cancelled'
}

const columns = `id, holder_code as "holderCode", holder_name as "holderName", kind, title, number, issued_by as "issuedBy", case_id as "caseId",
  valid_from as "validFrom", valid_to as "validTo", state`

/** Keeps a permit; keeping the same number of a kind again changes nothing. @returns its id. */
export async function keep(tx: Tx, ctx: Context, item: Omit<LibraryItem, 'id' | 'state'>): Promise<string> {
  const kept = await row<{ id: string }>(
    tx,
    `insert into library_item (holder_code, holder_name, kind, title, number, issued_by, case_id, valid_from, valid_to, kept_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (kind, number) do update set kind = excluded.kind returning id`,
    [item.holderCode, item.holderName, item.kind, item.title, item.number, item.issuedBy, item.caseId, item.validFrom, item.validTo, ctx.now()],
  )
  return kept!.id
}

export function cancel(tx: Tx, kind: string, number: string): Promise<number> {
  return change(tx, `update library_item set state = 'cancelled' where kind = ? and number = ? and state = 'valid'`, [kind, number])
}

/** What the library has for a holder, of these kinds, valid on the day of `at`; the newest of each kind first. */
export function offers(db: Db, holderCode: string, kinds: readonly string[], at: Date): Promise<LibraryItem[]> {
  if (kinds.length === 0) return Promise.resolve([])
  return rows(
    db,
    `select ${columns} from library_item where holder_code = ? and kind = any(?::text[]) and state = 'valid' and valid_from <= ? and (valid_to is null or valid_to >= ?)
     order by kind, valid_from desc, id desc`,
    [holderCode, [...kinds], dayOf(at), dayOf(at)],
  )
}

/** Logs that an item stood in for an upload or was looked at. `purpose` says for what, in words. */
export async function use(tx: Tx, ctx: Context, used: { itemId: string; caseId: string | null; purpose: string; by: string }): Promise<void> {
  await change(tx, 'insert into library_use (item_id, case_id, purpose, used_by, used_at) values (?, ?, ?, ?, ?)', [used.itemId, used.caseId, used.purpose, used.by, ctx.now()])
}

/**
 * The job type `library:check`: header `kinds` (comma list) names what is looked for. Completes with the element's own variable,
 * "found" when the holder has a valid item of every kind, otherwise "missing".
 */
const check: JobHandler = async (tx, ctx, job) => {
  const kinds = (job.headers.kinds ?? '').split(',').map((kind) => kind.trim()).filter(Boolean)
  if (kinds.length === 0) return { kind: 'fail', message: `Step "${job.elementId}" checks the library but names no kinds. Set the header kinds, for instance "construction-permit".` }
  const file = await row<{ holder: string; number: string }>(tx, `select applicant ->> 'idNumber' as holder, number from case_file where id = ?`, [job.caseId])
  const found = await offers(tx, file!.holder, kinds, ctx.now())
  for (const item of found) await use(tx, ctx, { itemId: item.id, caseId: job.caseId, purpose: `办件 ${file!.number} 核验`, by: job.elementId })
  const missing = kinds.filter((kind) => !found.some((item) => item.kind === kind))
  return { kind: 'complete', variables: { [job.elementId]: missing.length === 0 ? 'found' : 'missing' } }
}

export const handlers: Record<string, JobHandler> = { 'library:check': check }
