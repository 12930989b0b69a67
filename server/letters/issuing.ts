/** Issuing a letter: its number, its words, whether it can be set, and its arrival on the portal, in the caller's transaction. */
import { record, SYSTEM, type Actor } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../db/outbox.ts'
import type { Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { findBody } from '../people/service.ts'
import { textsOf, type LetterDocument } from './blocks.ts'
import type { DetailsOf, Envelope, Facts } from './facts.ts'
import { fontsOf, missingGlyphs } from './pdf/fonts.ts'
import { rulesOf, type LetterKind } from './kinds.ts'
import { nextNumber } from './numbers.ts'
import { serveOnPortal } from './serving.ts'
import * as store from './store.ts'
import type { Letter } from './store.ts'
import { TemplateError } from './template.ts'
import { makeDocument } from './templates.ts'

export interface Order<K extends LetterKind> {
  caseId: string
  kind: K
  bodyId: string
  facts: Facts
  details: DetailsOf[K]
  /** For kinds without a number of their own (permit, filing-certificate): the number of the paper. */
  number?: string
  /** What it is issued for, for instance `task:17`: a second order for the same returns the first letter. */
  occurrence?: string
  by?: Actor
}

/**
 * Issues a letter in the caller's transaction; the case row is locked. Its PDF is sealed after the commit, within seconds.
 * A character no font has flags the letter: it keeps number and words, but is neither sealed nor served until a font is there.
 * @throws Refusal letter-broken when template and facts do not make a lawful letter of this kind.
 */
export async function issue<K extends LetterKind>(tx: Tx, ctx: Context, order: Order<K>): Promise<Letter> {
  const known = order.occurrence === undefined ? undefined : await store.byOccurrence(tx, order.caseId, order.kind, order.occurrence)
  if (known) return known
  const body = await findBody(tx, order.bodyId)
  if (!body) throw new Error(`A letter is issued by a body of the organisation, but there is none "${order.bodyId}".`)
  const issuedAt = ctx.now()
  const number = await numberOf(tx, order, body, issuedAt)
  const title = titleOf(order)
  const document = documentOf(order, { number, title, issuedAt, bodyName: body.name })
  const missing = missingGlyphs(fontsOf(ctx), textsOf(document))
  const letter = await store.insert(tx, {
    key: ctx.random(16).toString('hex'), caseId: order.caseId, kind: order.kind, bodyId: order.bodyId, number, occurrence: order.occurrence ?? null,
    title, document, recipient: order.facts.applicant.name, electronicConsent: order.facts.applicant.consentElectronicService ?? false, postalAddress: order.facts.applicant.postalAddress ?? null,
    issuedAt, state: missing.length > 0 ? 'flagged' : 'waiting', missing,
  })
  await record(tx, ctx, {
    actor: order.by ?? SYSTEM, action: 'letter.issued', caseId: order.caseId, object: `letter:${letter.id}`,
    detail: { kind: order.kind, title, number, ...(missing.length > 0 ? { missing: missing.map(({ codePoint }) => codePoint) } : {}) },
  })
  if (missing.length > 0) {
    ctx.log.warn({ letter: number, missing }, 'A letter has characters that no font has; it waits, flagged, for a font.')
    return letter
  }
  await enqueue(tx, ctx, { topic: 'letter:render', caseId: order.caseId, payload: { letterId: letter.id } })
  await serveOnPortal(tx, ctx, letter)
  return letter
}

async function numberOf(tx: Tx, order: Order<LetterKind>, body: { id: string; shortName: string }, at: Date): Promise<string> {
  const { nature } = rulesOf(order.kind)
  if (nature !== null) return nextNumber(tx, body, `${(order.facts.matter.type ?? '01') === '01' ? '许' : '政'}${nature}`, at)
  if (order.number === undefined) throw new Error(`A letter "${order.kind}" carries the number of its paper. Hand it in as number.`)
  return order.number
}

function titleOf(order: Order<LetterKind>): string {
  return 'title' in order.details && order.details.title ? order.details.title : rulesOf(order.kind).title
}

function documentOf<K extends LetterKind>(order: Order<K>, envelope: Envelope): LetterDocument {
  try {
    return makeDocument(order.kind, envelope, order.facts, order.details, order.facts.matter.letters?.[order.kind])
  } catch (error) {
    if (error instanceof TemplateError) throw refuse('letter-broken', { title: envelope.title, detail: error.message })
    throw error
  }
}
