/**
 * The letter room's door: issue a letter in a transaction, record how it was served, find and verify it, render a flagged one again.
 * What a letter says is templates/ and facts.ts, how it looks is pdf/ and views/, who may read it is for the caller to know.
 */
import { record, type Actor } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../db/outbox.ts'
import type { Db, Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { textsOf } from './blocks.ts'
import { fontsOf, missingGlyphs } from './pdf/fonts.ts'
import { serveOnPortal } from './serving.ts'
import { seal, type SealVerdict } from './seal/seal.ts'
import * as store from './store.ts'
import type { Letter, Service } from './store.ts'
import { WAYS } from './ways.ts'

export { issue, type Order } from './issuing.ts'
export { printPaper } from './paper.ts'
export { correctService, type Correction } from './correcting.ts'
export { serve, type Attempt } from './serving.ts'
export { checkTemplate, commonTemplates } from './templates.ts'
export { fieldsOfKind, tryLetter, type LetterField } from './preview.ts'
export { pageModel } from './page.ts'
export { kinds, type LetterKind } from './kinds.ts'
export { WAYS, type Way } from './ways.ts'
export { topics } from './worker.ts'
export { panels } from './panel.ts'
export { lettersApi as api } from './api.ts'
export { letterPages as routes } from './routes.ts'
export type { DetailsOf, Facts, LimitText } from './facts.ts'
export type { Letter, Service } from './store.ts'

export interface CaseLetter extends Letter {
  /** All records, also those that were replaced. */
  services: Service[]
  /** When the law takes it as received; null = not served yet. */
  servedAt: Date | null
  /** The way it was served, in words. */
  servedHow: string | null
}

/** All letters of a case, oldest first, with how each was served. */
export async function ofCase(db: Db, caseId: string): Promise<CaseLetter[]> {
  return (await store.ofCase(db, caseId)).map((letter) => {
    const served = store.standing(letter.services).find(({ outcome }) => outcome === 'served')
    return { ...letter, servedAt: served?.servedAt ?? null, servedHow: served ? WAYS[served.way] : null }
  })
}

export async function find(db: Db, letterId: string): Promise<Letter | undefined> {
  return store.byId(db, letterId)
}

/** Letters that wait for a font: for the operators' page. */
export const flagged = store.flagged

/** Whether a file and its detached signature are ours and fit each other. */
export function verifySeal(db: Db, file: Buffer, signature: Buffer): Promise<SealVerdict> {
  return seal.verify(db, file, signature)
}

/** The detached CMS signature (DER) of a sealed letter. */
export function signatureOf(db: Db, letterId: string): Promise<Buffer | null> {
  return store.signatureOf(db, letterId)
}

/**
 * A flagged letter is set again, after a font with its characters was put into DATA_DIR/fonts; the case row is locked.
 * @throws Refusal letter-missing-glyph when some are still missing.
 */
export async function renderAgain(tx: Tx, ctx: Context, again: { letterId: string; by: Actor }): Promise<void> {
  const letter = await store.byId(tx, again.letterId)
  if (!letter) throw refuse('not-found')
  if (letter.state !== 'flagged') return
  const missing = missingGlyphs(fontsOf(ctx), textsOf(await store.documentOf(tx, letter.id)))
  if (missing.length > 0) throw refuse('letter-missing-glyph', { number: letter.number, characters: missing.map(({ character, codePoint }) => `${character}（${codePoint}）`).join('、') })
  if ((await store.setWaiting(tx, letter.id)) === 0) return
  await record(tx, ctx, { actor: again.by, action: 'letter.rendered-again', caseId: letter.caseId, object: `letter:${letter.id}`, detail: { number: letter.number } })
  await enqueue(tx, ctx, { topic: 'letter:render', caseId: letter.caseId, payload: { letterId: letter.id } })
  await serveOnPortal(tx, ctx, { ...letter, state: 'waiting' }, { flaggedBefore: true })
}
