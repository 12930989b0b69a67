/** SQL of letters and of their service. The rules are in service.ts and serving.ts. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { LetterDocument } from './blocks.ts'
import type { LetterKind } from './kinds.ts'
import type { MissingGlyph } from './pdf/fonts.ts'
import type { Way } from './ways.ts'

export type LetterState = 'waiting' | 'ready' | 'flagged'

export interface Letter {
  id: string
  /** Its name in addresses: unguessable. */
  key: string
  caseId: string
  kind: LetterKind
  bodyId: string
  number: string
  title: string
  recipient: string
  electronicConsent: boolean
  /** Where it goes when it is not served electronically; null = none was named. */
  postalAddress: string | null
  issuedAt: Date
  /** waiting = issued, its PDF not yet sealed; flagged = a character has no glyph, see `missing`. */
  state: LetterState
  missing: MissingGlyph[]
  pdfHash: string | null
}

export interface NewLetter extends Omit<Letter, 'id' | 'pdfHash'> {
  occurrence: string | null
  document: LetterDocument
}

const columns = `id, key, case_id as "caseId", kind, body_id as "bodyId", number, title, recipient, electronic_consent as "electronicConsent", postal_address as "postalAddress",
  issued_at as "issuedAt", state, missing, pdf_hash as "pdfHash"`

export async function insert(tx: Tx, letter: NewLetter): Promise<Letter> {
  const made = await row<Letter>(tx, `
    insert into letter (key, case_id, kind, body_id, number, occurrence, title, document, recipient, electronic_consent, postal_address, issued_at, state, missing)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning ${columns}`,
  [letter.key, letter.caseId, letter.kind, letter.bodyId, letter.number, letter.occurrence, letter.title, JSON.stringify(letter.document),
    letter.recipient, letter.electronicConsent, letter.postalAddress, letter.issuedAt, letter.state, JSON.stringify(letter.missing)])
  return made!
}

export async function byOccurrence(tx: Tx, caseId: string, kind: LetterKind, occurrence: string): Promise<Letter | undefined> {
  return row<Letter>(tx, `select ${columns} from letter where case_id = ? and kind = ? and occurrence = ?`, [caseId, kind, occurrence])
}

export async function byId(db: Db, id: string): Promise<Letter | undefined> {
  return row<Letter>(db, `select ${columns} from letter where id = ?`, [id])
}

export async function byKey(db: Db, key: string): Promise<Letter | undefined> {
  return row<Letter>(db, `select ${columns} from letter where key = ?`, [key])
}

export async function documentOf(db: Db, id: string): Promise<LetterDocument> {
  return (await row<{ document: LetterDocument }>(db, 'select document from letter where id = ?', [id]))!.document
}

export async function signatureOf(db: Db, id: string): Promise<Buffer | null> {
  return (await row<{ signature: Buffer | null }>(db, 'select signature from letter where id = ?', [id]))?.signature ?? null
}

/** 0 when another rendering was first: the first sealed PDF stays. */
export async function setSealed(db: Db, id: string, sealed: { pdfHash: string; signature: Buffer; fingerprint: string; at: Date }): Promise<number> {
  return change(db, `
    update letter set state = 'ready', pdf_hash = ?, signature = ?, fingerprint = ?, sealed_at = ?, missing = '[]'
    where id = ? and state = 'waiting'`, [sealed.pdfHash, sealed.signature, sealed.fingerprint, sealed.at, id])
}

export async function setFlagged(db: Db, id: string, missing: MissingGlyph[]): Promise<number> {
  return change(db, `update letter set state = 'flagged', missing = ? where id = ? and state <> 'ready'`, [JSON.stringify(missing), id])
}

export async function setWaiting(tx: Tx, id: string): Promise<number> {
  return change(tx, `update letter set state = 'waiting', missing = '[]' where id = ? and state = 'flagged'`, [id])
}

export interface Service {
  attempt: number
  way: Way
  outcome: 'served' | 'failed'
  at: Date
  servedAt: Date | null
  receiver: string
  /** Where it was taken or sent; null for a portal and an announcement. */
  address: string | null
  evidence: string | null
  reason: string | null
  nextWay: Way | null
  recordedBy: string
  /** The attempt for which this record stands, and why; null = it corrects none. */
  corrects: number | null
  correctionReason: string | null
  /** Since when another record stands for this one; null = it counts. */
  replacedAt: Date | null
}

/** The records that count: without those that others stand for. */
export function standing(services: readonly Service[]): Service[] {
  return services.filter(({ replacedAt }) => replacedAt === null)
}

const serviceColumns = `attempt, way, outcome, at, served_at as "servedAt", receiver, address, evidence, reason, next_way as "nextWay", recorded_by as "recordedBy",
  corrects, correction_reason as "correctionReason", replaced_at as "replacedAt"`

export async function servicesOf(db: Db, letterId: string): Promise<Service[]> {
  return rows<Service>(db, `select ${serviceColumns} from letter_service where letter_id = ? order by attempt`, [letterId])
}

export async function insertService(tx: Tx, letterId: string, service: Service, recordedAt: Date): Promise<void> {
  await change(tx, `
    insert into letter_service (letter_id, attempt, way, outcome, at, served_at, receiver, address, evidence, reason, next_way, recorded_by, recorded_at, corrects, correction_reason)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  [letterId, service.attempt, service.way, service.outcome, service.at, service.servedAt, service.receiver, service.address, service.evidence, service.reason,
    service.nextWay, service.recordedBy, recordedAt, service.corrects, service.correctionReason])
}

export async function replaceService(tx: Tx, letterId: string, attempt: number, at: Date): Promise<void> {
  await change(tx, 'update letter_service set replaced_at = ? where letter_id = ? and attempt = ?', [at, letterId, attempt])
}

/** The letters of a case, oldest first, with their service in order. */
export async function ofCase(db: Db, caseId: string): Promise<(Letter & { services: Service[] })[]> {
  const letters = await rows<Letter>(db, `select ${columns} from letter where case_id = ? order by id`, [caseId])
  const services = await rows<Service & { letterId: string }>(db, `
    select letter_id as "letterId", ${serviceColumns} from letter_service
    where letter_id in (select id from letter where case_id = ?) order by letter_id, attempt`, [caseId])
  return letters.map((letter) => ({ ...letter, services: services.filter(({ letterId }) => letterId === letter.id) }))
}

export async function flagged(db: Db): Promise<Letter[]> {
  return rows<Letter>(db, `select ${columns} from letter where state = 'flagged' order by id limit 200`)
}
