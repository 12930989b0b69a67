/**
 * A change of law (法释〔2009〕20号 art. 9, domain H9): running cases keep their diagram and are decided under the norm in force when they were
 * accepted, unless delay or fairness says otherwise. So each open case that stands on the law is listed, and a person decides, case by case.
 */
import { record } from '../audit/service.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { isDate } from '../forms/formats.ts'
import * as matters from '../matters/service.ts'
import { actorOf, hasRole, type Officer } from '../people/service.ts'
import { citationsOf, type Citation } from './citations.ts'
import * as store from './lawStore.ts'
import type { LawChange, LawDecision } from './lawStore.ts'
import { remarksOf } from './says.ts'

export interface LawWish { law: string; article: string; summary: string; inForceOn: string }

/** Opens the review and lists the open cases. @returns its id. @throws Refusal forbidden, remarks-missing, law-change-wrong */
export async function openLawChange(tx: Tx, ctx: Context, officer: Officer, wish: LawWish): Promise<string> {
  if (!hasRole(officer, 'legal-reviewer')) throw refuse('forbidden')
  const law = wish.law.replace(/[《》]/g, '').trim()
  if ([...law].length < 3 || law.length > 100) throw refuse('law-change-wrong', { detail: `“${law.slice(0, 20)}”` })
  if (!isDay(wish.inForceOn, ctx.now())) throw refuse('law-change-wrong', { detail: wish.inForceOn.slice(0, 20) })
  const made = { law, article: wish.article.trim() || null, summary: remarksOf(wish.summary, 1000), inForceOn: wish.inForceOn }
  const id = await store.insert(tx, { ...made, by: officer, at: ctx.now() })
  const listed = await listOpenCases(tx, ctx, { id, ...made })
  await record(tx, ctx, { actor: actorOf(officer), action: 'law-change.opened', object: `law-change:${id}`, detail: { ...made, listed } })
  return id
}

/** A day of the calendar, no earlier than the republic and no farther ahead than a law is made known. */
function isDay(text: string, now: Date): boolean {
  return isDate(text) && text >= '1949-10-01' && matters.startOfDay(text).getTime() < now.getTime() + 10 * 366 * 86_400_000
}

/** Lists what came to stand open since: cases received before the day under a version that stands on the law. @returns how many were added */
export async function relist(tx: Tx, ctx: Context, officer: Officer, id: string): Promise<number> {
  if (!hasRole(officer, 'legal-reviewer')) throw refuse('forbidden')
  const found = await lawChange(tx, id)
  return listOpenCases(tx, ctx, found)
}

async function listOpenCases(tx: Tx, ctx: Context, { id, law, article, inForceOn }: Pick<LawChange, 'id' | 'law' | 'article' | 'inForceOn'>): Promise<number> {
  const before = matters.startOfDay(inForceOn)
  const concerned: string[] = []
  for (const versionId of await store.versionsOfOpenCases(tx, before)) if (citationsOf((await matters.version(tx, versionId)).bundle, law, article).length > 0) concerned.push(versionId)
  return store.listCases(tx, id, concerned, before, ctx.now())
}

/**
 * A person's word on one case; it changes nothing in the case by itself and stands on the case's own trace.
 * @throws Refusal forbidden, not-found, remarks-missing, law-case-decided (409 with who and when)
 */
export async function decideCase(tx: Tx, ctx: Context, officer: Officer, wish: { lawChange: string; caseId: string; decision: LawDecision; remarks: string }): Promise<void> {
  if (!hasRole(officer, 'legal-reviewer')) throw refuse('forbidden')
  const remarks = remarksOf(wish.remarks, 1000)
  const { law, article } = await lawChange(tx, wish.lawChange)
  const file = await cases.lockAny(tx, wish.caseId)
  if (!file) throw refuse('not-found')
  if (!(await store.decide(tx, { lawChangeId: wish.lawChange, caseId: file.id, decision: wish.decision, remarks, by: officer, at: ctx.now() }))) {
    const earlier = await store.decidedBy(tx, wish.lawChange, file.id)
    throw earlier ? refuse('law-case-decided', { who: earlier.who, when: earlier.when.toISOString() }) : refuse('not-found')
  }
  await record(tx, ctx, { actor: actorOf(officer), action: 'case.law-change-reviewed', caseId: file.id, object: `law-change:${wish.lawChange}`, detail: { law, article, decision: wish.decision, remarks } })
}

async function lawChange(tx: Tx, id: string): Promise<LawChange> {
  const found = await store.byId(tx, id)
  if (!found) throw refuse('not-found')
  return found
}

export interface Concerned { code: string; name: string; citations: Citation[] }

/** The matters in force that stand on the law, each with the places: what must be looked at besides the cases. */
export async function concernedMatters(ctx: Context, { law, article }: Pick<LawChange, 'law' | 'article'>): Promise<Concerned[]> {
  const found: Concerned[] = []
  for (const { id, code, name } of await matters.list(ctx.db, ctx.now())) {
    const citations = citationsOf((await matters.version(ctx.db, id)).bundle, law, article)
    if (citations.length > 0) found.push({ code, name, citations })
  }
  return found
}
