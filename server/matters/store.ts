/**
 * SQL of matter_version, and which version is in force: a publication whose day has come, of a content that legal review has signed.
 * Rows of versions are written once and never changed, so a bundle read by its id may be kept in memory.
 */
import { row, rows, type Db, type Tx } from '../db/pool.ts'
import type { MatterSummary, MatterVersion } from './types.ts'

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

/** Of each matter the publication whose day came last; of two on one day the later made. Drafts are left out. */
const inForce = `select distinct on (p.code) v.id, v.code, v.division_code, v.body_id, v.name, p.effective_from, v.bundle
  from matter_publication p join matter_version v on v.id = p.version_id where ${TAKES_CASES} order by p.code, p.effective_from desc, p.id desc`

export async function idInForce(db: Db, code: string, at: Date): Promise<string | undefined> {
  const found = await row<{ id: string }>(
    db,
    `select v.id from matter_publication p join matter_version v on v.id = p.version_id
     where p.code = ? and ${TAKES_CASES} order by p.effective_from desc, p.id desc limit 1`,
    [code, at],
  )
  return found?.id
}

const summary = `id, code, name, body_id as "bodyId", division_code as "divisionCode", bundle #>> '{matter,kind}' as kind,
  bundle #> '{matter,topics}' as topics,
  json_build_object('amount', bundle #> '{matter,limits,promised,amount}', 'unit', bundle #> '{matter,limits,promised,unit}') as promised,
  effective_from as "effectiveFrom"`

export function list(db: Db, at: Date): Promise<MatterSummary[]> {
  return rows<MatterSummary>(db, `select ${summary} from (${inForce}) v order by name, code`, [at])
}

/** `patterns`: every one must be found in the name, a keyword, a topic, the name of the body, or be the beginning of a code. */
export function search(db: Db, at: Date, patterns: { anywhere: string; beginning: string }[]): Promise<MatterSummary[]> {
  const each = patterns.map(() => `(v.name ilike ? or b.name ilike ? or b.short_name ilike ? or v.code like ?
    or bundle #>> '{matter,catalogCode}' like ? or bundle #>> '{matter,implementCode}' like ?
    or exists (select 1 from json_array_elements_text(bundle #> '{matter,keywords}') word where word ilike ?)
    or exists (select 1 from json_array_elements_text(bundle #> '{matter,topics}') topic where topic ilike ?))`)
  const bindings = patterns.flatMap(({ anywhere, beginning }) => [anywhere, anywhere, anywhere, beginning, beginning, beginning, anywhere, anywhere])
  const qualified = summary.replaceAll(/(^|\s)(id|code|name|body_id|division_code|effective_from)\b/g, '$1v.$2')
  return rows<MatterSummary>(
    db,
    `select ${qualified} from (${inForce}) v join body b on b.id = v.body_id
     where ${each.join(' and ') || 'true'} order by v.name, v.code limit 200`,
    [at, ...bindings],
  )
}


export async function nameOf(db: Db, code: string): Promise<string | undefined> {
  return (await row<{ name: string }>(db, 'select name from matter_version where code = ? order by id desc limit 1', [code]))?.name
}
