/** SQL of the intake tables: application, material, hand_in, tolerant_item, green_request, shared_material. */
import { change, row, rows, type Db, type Tx } from '../db/pool.ts'
import type { Draft, Wishes } from './draft.ts'
import type { Material } from './materials.ts'

const DRAFT = `id, number, matter_code as "matterCode", version_id as "versionId", applicant, data, wishes, state, case_id as "caseId", changed_at as "changedAt"`
const MATERIAL = `id, item_code as "itemCode", hash, name, size_bytes::int as size, type, state, added_at as "addedAt", revision`

export async function insertDraft(db: Db, draft: { number: string; codeHash: string; matterCode: string; versionId: string; at: Date }): Promise<Draft> {
  const made = await row<Draft>(
    db,
    `insert into application (number, code_hash, matter_code, version_id, begun_at, changed_at) values (?, ?, ?, ?, ?, ?) returning ${DRAFT}`,
    [draft.number, draft.codeHash, draft.matterCode, draft.versionId, draft.at, draft.at],
  )
  return made!
}

export function draftByNumber(db: Db, number: string): Promise<(Draft & { codeHash: string }) | undefined> {
  return row(db, `select ${DRAFT}, code_hash as "codeHash" from application where number = ?`, [number])
}

/** The row lock orders the submissions of a double click: the second finds the draft submitted. */
export function draftLocked(tx: Tx, id: string): Promise<Draft | undefined> {
  return row<Draft>(tx, `select ${DRAFT} from application where id = ? for update`, [id])
}

/** Changes a draft that is still one; 0 when it was submitted meanwhile. */
export function saveDraft(db: Db, id: string, parts: { applicant?: object; data?: object; wishes?: Wishes; versionId?: string }, at: Date): Promise<number> {
  return change(
    db,
    `update application set applicant = coalesce(?::jsonb, applicant), data = coalesce(?::jsonb, data), wishes = coalesce(?::jsonb, wishes),
       version_id = coalesce(?, version_id), changed_at = ? where id = ? and state = 'draft'`,
    [json(parts.applicant), json(parts.data), json(parts.wishes), parts.versionId ?? null, at, id],
  )
}

export async function markSubmitted(tx: Tx, id: string, caseId: string, at: Date): Promise<void> {
  await change(tx, `update application set state = 'submitted', case_id = ?, changed_at = ? where id = ?`, [caseId, at, id])
  await change(tx, `update material set case_id = ?, revision = 1 where application_id = ? and state = 'current'`, [caseId, id])
}

/**
 * Drafts nobody touched since, with what was uploaded to them; its files go when nothing else names them (files/collect.ts). The rows are locked first: one
 * that is being submitted at this moment is left alone, with its files.
 */
export function forgetDrafts(tx: Tx, before: Date): Promise<number> {
  return change(
    tx,
    `with old as (select id from application where state = 'draft' and changed_at < ? for update skip locked),
       papers as (delete from material where application_id in (select id from old))
     delete from application where id in (select id from old)`,
    [before],
  )
}

export interface NewMaterial extends Pick<Material, 'itemCode' | 'hash' | 'name' | 'size' | 'type' | 'state' | 'addedAt'> {
  applicationId?: string
  caseId?: string
  /** Of a case that begins with the file. */
  revision?: number
}

export async function insertMaterial(db: Db, file: NewMaterial): Promise<Material> {
  const made = await row<Material>(
    db,
    `insert into material (application_id, case_id, item_code, hash, name, size_bytes, type, state, added_at, revision) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning ${MATERIAL}`,
    [file.applicationId ?? null, file.caseId ?? null, file.itemCode, file.hash, file.name, file.size, file.type, file.state, file.addedAt, file.revision ?? null],
  )
  return made!
}

export function materialsOfDraft(db: Db, applicationId: string): Promise<Material[]> {
  return rows(db, `select ${MATERIAL} from material where application_id = ? and state = 'current' order by id`, [applicationId])
}

/** Everything that was ever handed in or is staged, oldest first. */
export function materialsOfCase(db: Db, caseId: string): Promise<Material[]> {
  return rows(db, `select ${MATERIAL} from material where case_id = ? and state <> 'removed' order by id`, [caseId])
}

export function removeMaterial(db: Db, owner: { applicationId: string } | { caseId: string }, id: string): Promise<number> {
  if (!/^\d{1,18}$/.test(id)) return Promise.resolve(0)
  return 'applicationId' in owner
    ? change(db, `update material set state = 'removed' where id = ? and application_id = ? and case_id is null and state = 'current'`, [id, owner.applicationId])
    : change(db, `update material set state = 'removed' where id = ? and case_id = ? and state = 'staged'`, [id, owner.caseId])
}

/** Staged files of these items are handed in; what stood there before is replaced. @returns the codes that changed. */
export async function useStaged(tx: Tx, caseId: string, items: readonly string[], revision: number): Promise<string[]> {
  const staged = await rows<{ code: string }>(tx, `select distinct item_code as code from material where case_id = ? and state = 'staged' and item_code = any(?)`, [caseId, [...items]])
  const codes = staged.map(({ code }) => code)
  await change(tx, `update material set state = 'replaced' where case_id = ? and state = 'current' and item_code = any(?)`, [caseId, codes])
  await change(tx, `update material set state = 'current', revision = ? where case_id = ? and state = 'staged' and item_code = any(?)`, [revision, caseId, codes])
  return codes
}

export interface HandIn { revision: number; items: string[]; fields: string[]; note: string | null; at: Date }

const HAND_IN = 'revision, items, fields, note, at'

export function handIns(db: Db, caseId: string): Promise<HandIn[]> {
  return rows(db, `select ${HAND_IN} from hand_in where case_id = ? order by revision`, [caseId])
}

export function handInsSince(db: Db, caseId: string, since: Date): Promise<HandIn[]> {
  return rows(db, `select ${HAND_IN} from hand_in where case_id = ? and at >= ? order by revision`, [caseId, since])
}

export async function insertHandIn(tx: Tx, caseId: string, handIn: HandIn): Promise<void> {
  await change(tx, 'insert into hand_in (case_id, revision, items, fields, note, at) values (?, ?, ?, ?, ?, ?)', [caseId, handIn.revision, handIn.items, handIn.fields, handIn.note, handIn.at])
}

export interface TolerantItem { itemCode: string; form: string; promisedOn: string; fulfilledAt: Date | null }

export function tolerantItems(db: Db, caseId: string): Promise<TolerantItem[]> {
  return rows(db, `select item_code as "itemCode", form, promised_on as "promisedOn", fulfilled_at as "fulfilledAt" from tolerant_item where case_id = ? order by item_code`, [caseId])
}

export async function insertTolerant(tx: Tx, caseId: string, item: Omit<TolerantItem, 'fulfilledAt'>): Promise<void> {
  await change(tx, 'insert into tolerant_item (case_id, item_code, form, promised_on) values (?, ?, ?, ?) on conflict (case_id, item_code) do nothing', [caseId, item.itemCode, item.form, item.promisedOn])
}

export function fulfilTolerant(tx: Tx, caseId: string, codes: readonly string[], at: Date): Promise<number> {
  return change(tx, 'update tolerant_item set fulfilled_at = ? where case_id = ? and item_code = any(?) and fulfilled_at is null', [at, caseId, [...codes]])
}

/** A window officer found what came in wanting: it is owed again. */
export function reopenTolerant(tx: Tx, caseId: string): Promise<number> {
  return change(tx, 'update tolerant_item set fulfilled_at = null where case_id = ?', [caseId])
}

export async function insertGreenRequest(tx: Tx, caseId: string, reason: string, at: Date): Promise<void> {
  await change(tx, 'insert into green_request (case_id, reason, asked_at) values (?, ?, ?)', [caseId, reason, at])
}

export function greenRequest(db: Db, caseId: string): Promise<{ reason: string; askedAt: Date } | undefined> {
  return row(db, 'select reason, asked_at as "askedAt" from green_request where case_id = ?', [caseId])
}

export interface SharedMaterial { itemCode: string; title: string; number: string }

export async function insertShared(tx: Tx, caseId: string, item: SharedMaterial & { libraryItemId: string }): Promise<void> {
  await change(tx, 'insert into shared_material (case_id, item_code, library_item_id, title, number) values (?, ?, ?, ?, ?)', [caseId, item.itemCode, item.libraryItemId, item.title, item.number])
}

export function sharedMaterials(db: Db, caseId: string): Promise<SharedMaterial[]> {
  return rows(db, 'select item_code as "itemCode", title, number from shared_material where case_id = ? order by item_code', [caseId])
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}
