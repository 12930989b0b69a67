/**
 * Drafts: begun without an account, found again by number and code, saved page by page. A draft promises nothing and binds nobody;
 * what is asked of it is judged at submission (submit.ts).
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { mod11_10 } from 'cdigit'
import type { Context } from '../context.ts'
import { inTransaction, type Db, type Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import * as files from '../files/service.ts'
import type { FormData } from '../forms/schema.ts'
import * as matters from '../matters/service.ts'
import { inSituation } from '../matters/situation.ts'
import type { MatterVersion } from '../matters/types.ts'
import type { Draft, Wishes } from './draft.ts'
import { toUpload, type Material } from './materials.ts'
import * as store from './store.ts'

export const FILES_PER_ITEM = 10
const DAY_MS = 24 * 3_600_000

/** Without characters that are taken for one another. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const CODE_LENGTH = 12

export interface Begun { draft: Draft; number: string; code: string }

/** @throws Refusal matter-not-open when no reviewed version is in force. */
export async function begin(db: Db, ctx: Context, matterCode: string): Promise<Begun> {
  const version = await matters.effective(db, matterCode, ctx.now())
  if (!version) throw refuse('matter-not-open')
  const number = newNumber(ctx)
  const code = newCode(ctx)
  const draft = await store.insertDraft(db, { number, codeHash: hashOf(number, code), matterCode, versionId: version.id, at: ctx.now() })
  return { draft, number, code }
}

/** A draft by its number and code; a wrong number and a wrong code read the same. @throws Refusal no-such-draft. */
export async function resume(db: Db, number: string, code: string): Promise<Draft> {
  const plain = number.replace(/\D/g, '')
  const found = /^\d{12}$/.test(plain) ? await store.draftByNumber(db, plain) : undefined
  if (!found || !timingSafeEqual(Buffer.from(found.codeHash), Buffer.from(hashOf(plain, normal(code))))) throw refuse('no-such-draft')
  const { codeHash: _, ...draft } = found
  return draft
}

/** The version a draft is filled in by: the one in force now, so that a change shows while there is time to answer it. */
export async function versionOf(db: Db, ctx: Context, draft: Draft): Promise<MatterVersion> {
  return (await matters.effective(db, draft.matterCode, ctx.now())) ?? matters.version(db, draft.versionId)
}

/** @throws Refusal draft-submitted. */
export async function save(db: Db, ctx: Context, draft: Draft, parts: { applicant?: FormData; data?: FormData; wishes?: Wishes; versionId?: string }): Promise<void> {
  if ((await store.saveDraft(db, draft.id, parts, ctx.now())) === 0) throw refuse('draft-submitted')
}

/** A file that is stored, for which no row speaks yet. */
export type Received = Pick<Material, 'itemCode' | 'hash' | 'size' | 'type' | 'name'>

/** Stores a file for an item of the list. @throws Refusal unknown-item, too-many-files, and what files.store refuses. */
export async function addMaterial(ctx: Context, draft: Draft, upload: files.Upload & { itemCode: string }): Promise<Material> {
  const received = await receiveMaterial(ctx, draft, upload)
  return inTransaction(ctx.db, (tx) => keepMaterial(tx, ctx, draft.id, received))
}

/** The first half: what may take long and may be repeated without harm. */
export async function receiveMaterial(ctx: Context, draft: Draft, upload: files.Upload & { itemCode: string }): Promise<Received> {
  if (draft.state !== 'draft') throw refuse('draft-submitted')
  const version = await versionOf(ctx.db, ctx, draft)
  if (!toUpload(inSituation(version.bundle.matter, draft.data)).some(({ code }) => code === upload.itemCode)) throw refuse('unknown-item')
  return { itemCode: upload.itemCode, ...(await files.store(ctx, upload)) }
}

/**
 * The second half, with which the file belongs to the draft. The draft's row lock counts uploads sent at once one by one, and keeps a
 * file from reaching an application that was submitted while it was on its way. @throws Refusal too-many-files, draft-submitted.
 */
export async function keepMaterial(tx: Tx, ctx: Context, draftId: string, received: Received): Promise<Material> {
  const draft = await store.draftLocked(tx, draftId)
  if (draft?.state !== 'draft') throw refuse('draft-submitted')
  const there = await store.materialsOfDraft(tx, draft.id)
  if (there.filter(({ itemCode }) => itemCode === received.itemCode).length >= FILES_PER_ITEM) throw refuse('too-many-files', { most: FILES_PER_ITEM })
  return store.insertMaterial(tx, { applicationId: draft.id, ...received, state: 'current', addedAt: ctx.now() })
}

/** @throws Refusal not-found for anything that is not this draft's. */
export async function removeMaterial(db: Db, draft: Draft, id: string): Promise<void> {
  if (draft.state !== 'draft') throw refuse('draft-submitted')
  if ((await store.removeMaterial(db, { applicationId: draft.id }, id)) === 0) throw refuse('not-found')
}

export function materials(db: Db, draft: Draft): Promise<Material[]> {
  return store.materialsOfDraft(db, draft.id)
}

/** Drafts untouched for DRAFT_DAYS are forgotten, with the personal data in them. Called by the server's housekeeping. */
export function forgetOld(tx: Tx, ctx: Context): Promise<number> {
  return store.forgetDrafts(tx, new Date(ctx.now().getTime() - ctx.config.draftDays * DAY_MS))
}

/** `K7M4-9QXT-2B8C`: how a code is shown and read out. */
export function spoken(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-')
}

/** Eleven random digits and an ISO 7064 MOD 11,10 check digit. */
function newNumber(ctx: Context): string {
  return mod11_10.generate(String(ctx.random(6).readUIntBE(0, 6) % 100_000_000_000).padStart(11, '0'))
}

/** 31^12 is about 2^59; a byte of 248 and above is dropped, so every character is equally likely. */
function newCode(ctx: Context): string {
  let code = ''
  while (code.length < CODE_LENGTH) {
    for (const byte of ctx.random(16)) if (byte < 248 && code.length < CODE_LENGTH) code += ALPHABET[byte % 31]!
  }
  return code
}

function normal(code: string): string {
  return code.toUpperCase().replace(/[^0-9A-Z]/g, '')
}

function hashOf(number: string, code: string): string {
  return createHash('sha256').update(`draft:${number}:${code}`).digest('hex')
}
