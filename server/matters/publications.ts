/** SQL of signatures and publications: who signed which content, which version takes cases from which day. The procedure is the publication room's. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'

export interface Signature { code: string; hash: string; /** null: a sample's own file, at the first start. */ officerId: string | null; name: string; remarks: string; at: Date }

/** Signs a content; a second signature of the same content changes nothing. */
export async function sign(tx: Tx, { code, hash, officerId, name, remarks, at }: Signature): Promise<void> {
  await change(tx, `insert into matter_signature (code, hash, officer_id, name, remarks, signed_at) values (?, ?, ?, ?, ?, ?) on conflict (code, hash) do nothing`, [code, hash, officerId, name, remarks, at])
}

export function signatureOf(db: Db, code: string, hash: string): Promise<Signature | undefined> {
  return row<Signature>(db, 'select code, hash, officer_id as "officerId", name, remarks, signed_at as at from matter_signature where code = ? and hash = ?', [code, hash])
}

export interface NewPublication { code: string; versionId: string; kind: 'published' | 'rolled-back'; effectiveFrom: Date; by: { id: string | null; name: string }; at: Date; reason: string | null }

/** The version takes cases from that day on, if it is signed. @returns its id */
export async function putInForce(tx: Tx, { code, versionId, kind, effectiveFrom, by, at, reason }: NewPublication): Promise<string> {
  const made = await row<{ id: string }>(
    tx,
    `insert into matter_publication (code, version_id, kind, effective_from, published_by, published_by_name, published_at, reason) values (?, ?, ?, ?, ?, ?, ?, ?) returning id`,
    [code, versionId, kind, effectiveFrom, by.id, by.name, at, reason],
  )
  return made!.id
}

export interface PublicationRow {
  id: string
  code: string
  versionId: string
  hash: string
  kind: 'published' | 'rolled-back'
  effectiveFrom: Date
  publishedBy: string
  publishedAt: Date
  reason: string | null
  signedBy: string | null
  signedAt: Date | null
  withdrawnAt: Date | null
  withdrawnBy: string | null
}

const columns = `p.id, p.code, p.version_id as "versionId", v.hash, p.kind, p.effective_from as "effectiveFrom", p.published_by_name as "publishedBy", p.published_at as "publishedAt",
  p.reason, s.name as "signedBy", s.signed_at as "signedAt", p.withdrawn_at as "withdrawnAt", p.withdrawn_by_name as "withdrawnBy"`
const joined = 'matter_publication p join matter_version v on v.id = p.version_id left join matter_signature s on s.code = v.code and s.hash = v.hash'

/** All of one matter, the latest made first. */
export function historyOf(db: Db, code: string): Promise<PublicationRow[]> {
  return rows<PublicationRow>(db, `select ${columns} from ${joined} where p.code = ? order by p.id desc`, [code])
}

/** The publication that was made last, whether its day has come or not: what a proposal is compared with. Undefined: none yet. */
export function latest(db: Db, code: string): Promise<PublicationRow | undefined> {
  return row<PublicationRow>(db, `select ${columns} from ${joined} where p.code = ? and p.withdrawn_at is null order by p.id desc limit 1`, [code])
}

/** Takes back what has not begun. @returns false when its day has come, or it was withdrawn before */
export async function withdraw(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  return (await change(tx, 'update matter_publication set withdrawn_at = ?, withdrawn_by_name = ? where id = ? and withdrawn_at is null and effective_from > ?', [at, by, id, at])) === 1
}
