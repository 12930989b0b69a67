/** SQL of proposals and of what was seen of the repository. The rules are in the files named by their verbs. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'

export type ProposalState = 'proposed' | 'returned' | 'signed' | 'publishing' | 'published' | 'withdrawn'
export type ProposalSource = 'pages' | 'program' | 'outside'

export interface Proposal {
  id: string
  code: string
  /** The matter's name as proposed. */
  name: string
  source: ProposalSource
  state: ProposalState
  branch: string
  revision: number
  commit: string
  base: string | null
  message: string
  authorId: string | null
  authorName: string
  createdAt: Date
  updatedAt: Date
  /** The signed content. */
  hash: string | null
  comparedWith: string | null
  publishingBy: string | null
  publishingByName: string | null
  publishingAt: Date | null
  effectiveFrom: Date | null
  publicationId: string | null
  mergeOid: string | null
}

export type EventKind = 'proposed' | 'revised' | 'signed' | 'returned' | 'publishing' | 'published' | 'failed' | 'withdrawn'

export interface ProposalEvent { id: string; at: Date; kind: EventKind; officerId: string | null; name: string; revision: number; remarks: string; commit: string | null }

const columns = `id, code, name, source, state, branch, revision, commit_oid as "commit", base_oid as base, message, author_id as "authorId", author_name as "authorName",
  created_at as "createdAt", updated_at as "updatedAt", hash, compared_with as "comparedWith", publishing_by as "publishingBy", publishing_by_name as "publishingByName",
  publishing_at as "publishingAt", effective_from as "effectiveFrom", publication_id as "publicationId", merge_oid as "mergeOid"`

export const OPEN: readonly ProposalState[] = ['proposed', 'returned', 'signed', 'publishing']

export type NewProposal = Pick<Proposal, 'code' | 'name' | 'source' | 'branch' | 'commit' | 'base' | 'message' | 'authorId' | 'authorName'>

/** @returns undefined when an open proposal of the matter stands on that branch already. */
export function insert(tx: Tx, made: NewProposal, at: Date): Promise<Proposal | undefined> {
  return row<Proposal>(
    tx,
    `insert into proposal (code, name, source, state, branch, revision, commit_oid, base_oid, message, author_id, author_name, created_at, updated_at)
     values (?, ?, ?, 'proposed', ?, 1, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning ${columns}`,
    [made.code, made.name, made.source, made.branch, made.commit, made.base, made.message, made.authorId, made.authorName, at, at],
  )
}

export function byId(db: Db, id: string): Promise<Proposal | undefined> {
  return /^\d{1,18}$/.test(id) ? row<Proposal>(db, `select ${columns} from proposal where id = ?`, [id]) : Promise.resolve(undefined)
}

/** Orders all that decides which version of a matter takes cases: publishing, rolling back, taking back. */
export async function holdMatter(tx: Tx, code: string): Promise<void> {
  await change(tx, 'select pg_advisory_xact_lock(hashtextextended(?, 0))', [`publication ${code}`])
}

/** Whoever holds the row decides over the proposal. */
export function lock(tx: Tx, id: string): Promise<Proposal | undefined> {
  return /^\d{1,18}$/.test(id) ? row<Proposal>(tx, `select ${columns} from proposal where id = ? for update`, [id]) : Promise.resolve(undefined)
}

export function openOnBranch(db: Db, branch: string, code: string): Promise<Proposal | undefined> {
  return row<Proposal>(db, `select ${columns} from proposal where branch = ? and code = ? and state in ('proposed', 'returned', 'signed', 'publishing')`, [branch, code])
}

/** Every open proposal that stands on a branch, one a matter. */
export function allOnBranch(db: Db, branch: string): Promise<Proposal[]> {
  return rows<Proposal>(db, `select ${columns} from proposal where branch = ? and state in ('proposed', 'returned', 'signed', 'publishing') order by id`, [branch])
}

/** Locks these; always in the order of their ids, so that no two wait for each other. */
export function lockAll(tx: Tx, ids: readonly string[]): Promise<Proposal[]> {
  return rows<Proposal>(tx, `select ${columns} from proposal where id = any(?) order by id for update`, [[...ids]])
}

/** What a publisher's one word claimed: this proposal and those that are published with it. */
export async function claimedWith(db: Db, { id, branch, publishingAt, publishingBy }: Proposal): Promise<string[]> {
  const found = await rows<{ id: string }>(db, `select id from proposal where state = 'publishing' and branch = ? and publishing_at = ? and publishing_by = ?`, [branch, publishingAt, publishingBy])
  return [...new Set([id, ...found.map((one) => one.id)])]
}

export function underWay(db: Db): Promise<Proposal[]> {
  return rows<Proposal>(db, `select ${columns} from proposal where state = 'publishing' order by id`)
}

export function list(db: Db, filter: { states?: readonly ProposalState[]; code?: string }, limit: number): Promise<Proposal[]> {
  return rows<Proposal>(
    db,
    `select ${columns} from proposal where (?::text[] is null or state = any(?)) and (?::text is null or code = ?) order by updated_at desc, id desc limit ?`,
    [filter.states ?? null, filter.states ?? null, filter.code ?? null, filter.code ?? null, limit],
  )
}

export async function countIn(db: Db, states: readonly ProposalState[]): Promise<number> {
  return Number((await row<{ count: string }>(db, 'select count(*) from proposal where state = any(?)', [states]))!.count)
}

/** Another content under the same proposal: a signature it had is of the earlier one. */
export async function revise(tx: Tx, id: string, made: { branch: string; commit: string; base: string | null; message: string; name: string }, at: Date): Promise<void> {
  await change(
    tx,
    `update proposal set state = 'proposed', revision = revision + 1, branch = ?, commit_oid = ?, base_oid = ?, message = ?, name = ?, updated_at = ?, hash = null, compared_with = null where id = ?`,
    [made.branch, made.commit, made.base, made.message, made.name, at, id],
  )
}

export async function markSigned(tx: Tx, id: string, hash: string, comparedWith: string | null, at: Date): Promise<void> {
  await change(tx, `update proposal set state = 'signed', hash = ?, compared_with = ?, updated_at = ? where id = ?`, [hash, comparedWith, at, id])
}

/** Returned by legal review or withdrawn by its author. */
export async function markEnded(tx: Tx, id: string, state: 'returned' | 'withdrawn', at: Date): Promise<void> {
  await change(tx, 'update proposal set state = ?, hash = null, compared_with = null, updated_at = ? where id = ?', [state, at, id])
}

/** @returns false when somebody was first: it is no longer signed, or another of the matter is being published. */
export async function claim(tx: Tx, id: string, by: { id: string; name: string }, effectiveFrom: Date, at: Date): Promise<boolean> {
  return (await change(
    tx,
    `update proposal p set state = 'publishing', publishing_by = ?, publishing_by_name = ?, publishing_at = ?, effective_from = ?, updated_at = ?
     where id = ? and state = 'signed' and not exists (select 1 from proposal o where o.code = p.code and o.state = 'publishing')`,
    [by.id, by.name, at, effectiveFrom, at, id],
  )) === 1
}

/** What could not be published: signed as before, or to be judged anew. */
export async function giveBack(tx: Tx, id: string, state: 'signed' | 'proposed', at: Date): Promise<void> {
  const judgement = state === 'signed' ? '' : ', hash = null, compared_with = null'
  await change(tx, `update proposal set state = ?${judgement}, publishing_by = null, publishing_by_name = null, publishing_at = null, effective_from = null, updated_at = ? where id = ? and state in ('signed', 'publishing')`, [state, at, id])
}

export async function markPublished(tx: Tx, id: string, publicationId: string, mergeOid: string, at: Date): Promise<void> {
  await change(tx, `update proposal set state = 'published', publication_id = ?, merge_oid = ?, updated_at = ? where id = ?`, [publicationId, mergeOid, at, id])
}

/** The commit by which a version came to the published branch; undefined for one of the first start. */
export async function mergeOf(db: Db, versionId: string): Promise<string | undefined> {
  return (await row<{ oid: string }>(db, 'select p.merge_oid as oid from proposal p join matter_publication m on m.id = p.publication_id where m.version_id = ? and p.merge_oid is not null order by p.id desc limit 1', [versionId]))?.oid
}

export async function addEvent(tx: Tx, proposalId: string, event: Omit<ProposalEvent, 'id'>): Promise<void> {
  await change(
    tx,
    'insert into proposal_event (proposal_id, at, kind, officer_id, name, revision, remarks, commit_oid) values (?, ?, ?, ?, ?, ?, ?, ?)',
    [proposalId, event.at, event.kind, event.officerId, event.name, event.revision, event.remarks, event.commit],
  )
}

export function eventsOf(db: Db, proposalId: string): Promise<ProposalEvent[]> {
  return rows<ProposalEvent>(db, 'select id, at, kind, officer_id as "officerId", name, revision, remarks, commit_oid as "commit" from proposal_event where proposal_id = ? order by id', [proposalId])
}

/** Everybody who wrote any of its revisions: none of them signs it. */
export async function wrote(db: Db, proposalId: string, officerId: string): Promise<boolean> {
  return (await row(db, `select 1 from proposal_event where proposal_id = ? and officer_id = ? and kind in ('proposed', 'revised')`, [proposalId, officerId])) !== undefined
}

export async function seen(db: Db): Promise<Map<string, string>> {
  return new Map((await rows<{ name: string; oid: string }>(db, 'select name, oid from repository_branch')).map(({ name, oid }) => [name, oid]))
}

export async function see(db: Db, branch: string, oid: string, at: Date): Promise<void> {
  await change(db, 'insert into repository_branch (name, oid, seen_at) values (?, ?, ?) on conflict (name) do update set oid = excluded.oid, seen_at = excluded.seen_at', [branch, oid, at])
}

export async function startedBefore(db: Db): Promise<boolean> {
  return (await row(db, 'select 1 from publication_first_start')) !== undefined
}

export async function markStarted(db: Db, at: Date): Promise<void> {
  await change(db, 'insert into publication_first_start (only_one, finished_at) values (true, ?) on conflict do nothing', [at])
}
