/**
 * Going back for new cases: an earlier, signed version takes cases again from now on; running cases keep theirs. Also taking back a
 * publication whose day has not come. The published branch follows (turning.ts).
 */
import { record } from '../audit/service.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import { dayOf } from '../deadlines/shanghai.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import { actorOf, hasRole, type Officer } from '../people/service.ts'
import { remarksOf } from './says.ts'
import { holdMatter } from './store.ts'
import { followBranch } from './turning.ts'

/** @throws Refusal forbidden, remarks-missing, not-found, rollback-here, rollback-unsigned, rollback-coming */
export async function rollBack(tx: Tx, ctx: Context, officer: Officer, wish: { matter: string; versionId: string; reason: string }): Promise<void> {
  if (!hasRole(officer, 'publisher')) throw refuse('forbidden')
  const reason = remarksOf(wish.reason, 1000)
  await holdMatter(tx, wish.matter)
  const version = await matters.version(tx, wish.versionId)
  if (version.code !== wish.matter) throw refuse('not-found')
  if (!(await matters.signatureOf(tx, version.code, version.hash))) throw refuse('rollback-unsigned')
  const now = await matters.effective(tx, version.code, ctx.now())
  if (now?.id === version.id) throw refuse('rollback-here')
  const coming = (await matters.historyOf(tx, version.code)).find(({ effectiveFrom, withdrawnAt }) => effectiveFrom > ctx.now() && withdrawnAt === null)
  if (coming) throw refuse('rollback-coming', { day: dayOf(coming.effectiveFrom) })
  const publicationId = await matters.putInForce(tx, { code: version.code, versionId: version.id, kind: 'rolled-back', effectiveFrom: ctx.now(), by: officer, at: ctx.now(), reason })
  await record(tx, ctx, { actor: actorOf(officer), action: 'matter.rolled-back', object: `matter:${version.code}`, detail: { publicationId, to: version.id, from: now?.id ?? null, reason } })
  await followBranch(tx, ctx, { code: version.code, publicationId, kind: 'Rollback', by: officer.name, reason })
}

/** @throws Refusal forbidden, remarks-missing, not-found, publication-begun */
export async function withdrawPublication(tx: Tx, ctx: Context, officer: Officer, wish: { matter: string; publicationId: string; reason: string }): Promise<void> {
  if (!hasRole(officer, 'publisher')) throw refuse('forbidden')
  const reason = remarksOf(wish.reason, 1000)
  await holdMatter(tx, wish.matter)
  const found = (await matters.historyOf(tx, wish.matter)).find(({ id }) => id === wish.publicationId)
  if (!found) throw refuse('not-found')
  if (!(await matters.withdraw(tx, found.id, officer.name, ctx.now()))) throw refuse('publication-begun')
  await record(tx, ctx, { actor: actorOf(officer), action: 'matter.publication-withdrawn', object: `matter:${wish.matter}`, detail: { publicationId: found.id, versionId: found.versionId, reason } })
  await followBranch(tx, ctx, { code: wish.matter, publicationId: found.id, kind: 'Withdrawal', by: officer.name, reason })
}
