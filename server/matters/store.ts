/**
 * SQL of matter_version, and which version is in force: a publication whose day has come, of a content that legal review has signed.
 * Rows of versions are written once and never changed, so a bundle read by its id may be kept in memory.
 */
import { row, rows, type Db, type Tx } from '../db/pool.ts'
import type { Guide } from './guide.ts'
import type { MatterVersion } from './types.ts'

const columns = `id, code, division_code as "divisionCode", body_id as "bodyId", hash, bundle, process_id as "processId",
  effective_from as "effectiveFrom", reviewed_by as "reviewedBy", reviewed_at as "reviewedAt", published_at as "publishedAt"`

/** A stored version before its steps were read from the diagram. */
export type StoredVersion = Omit<MatterVersion, 'steps'>

export type NewVersion = Omit<StoredVersion, 'id'>

export function byId(db: Db, id: string): Promise<StoredVersion | undefined> {
  return /^\d{1,18}$/.test(id) ? row<StoredVersion>(db, `select ${columns} from matter_version where id = ?`, [id]) : Promise.resolve(undefined)
}

export async function idByHash(db: Db, code: string, hash: string): Promise<string | undefined> {
  return (await row<{ id: string }>(db, 'select id from matter_version where code = ? and hash = ?', [code, hash]))?.id
}

export async function insert(tx: Tx, version: NewVersion): Promise<string> {
  const { bundle } = version
  const created = await row<{ id: string }>(
    tx,
    `insert into matter_version (code, division_code, body_id, name, hash, bundle, process_id, effective_from, reviewed_by, reviewed_at, published_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`,
    [version.code, version.divisionCode, version.bodyId, bundle.matter.name, version.hash, JSON.stringify(bundle), version.processId,
      version.effectiveFrom, version.reviewedBy, version.reviewedAt, version.publishedAt],
  )
  return created!.id
}

/** What takes cases at an instant, as a condition on a publication `p` and its version `v`; one parameter. Without a signature nothing does. */
const TAKES_CASES = `p.effective_from <= ? and p.withdrawn_at is null
  and exists (select 1 from matter_signature s where s.code = v.code and s.hash = v.hash)`

export async function idInForce(db: Db, code: string, at: Date): Promise<string | undefined> {
  const found = await row<{ id: string }>(
    db,
    `select v.id from matter_publication p join matter_version v on v.id = p.version_id
     where p.code = ? and ${TAKES_CASES} order by p.effective_from desc, p.id desc limit 1`,
    [code, at],
  )
  return found?.id
}

/** Of each matter the publication whose day came last; of two on one day the later made. Drafts are left out. */
export function currentVersions(db: Db, at: Date): Promise<{ versionId: string; effectiveFrom: Date }[]> {
  return rows(
    db,
    `select distinct on (p.code) v.id as "versionId", p.effective_from as "effectiveFrom"
     from matter_publication p join matter_version v on v.id = p.version_id where ${TAKES_CASES} order by p.code, p.effective_from desc, p.id desc`,
    [at],
  )
}

/** Of these versions the guide, without diagram, forms and letters. */
export function guidesOf(db: Db, ids: readonly string[]): Promise<{ id: string; code: string; bodyId: string; divisionCode: string; matter: Guide }[]> {
  return rows(db, `select id, code, body_id as "bodyId", division_code as "divisionCode", bundle -> 'matter' as matter from matter_version where id = any(?::bigint[])`, [[...ids]])
}

export async function nameOf(db: Db, code: string): Promise<string | undefined> {
  return (await row<{ name: string }>(db, 'select name from matter_version where code = ? order by id desc limit 1', [code]))?.name
}
