/**
 * Taking a permit back (撤销): the job type result:revoke, after a check has shown that what was promised is not so. The decision, its
 * reasons and its law are those of the step that the header `from` names; 注销 at the holder's own wish is service.ts.
 */
import { record, SYSTEM } from '../audit/service.ts'
import { letterFacts } from '../cases/letterFacts.ts'
import * as cases from '../cases/service.ts'
import * as letters from '../letters/service.ts'
import * as library from '../library/service.ts'
import * as matters from '../matters/service.ts'
import * as tasks from '../tasks/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import * as store from './store.ts'

export const revoke: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const permit = await store.permitOfCase(tx, file.id)
  const decision = (await tasks.ofCase(tx, file.id)).filter(({ elementId, state }) => elementId === job.headers.from && state === 'done').at(-1)
  if (!permit || !decision) return { kind: 'fail', message: `Step "${job.elementId}" takes a permit back, but ${permit ? `nothing was decided at "${job.headers.from ?? ''}"` : 'none was issued'}. Set the header from to the deciding step, and draw result:issue before it.` }
  const version = await matters.version(tx, file.versionId)
  const reasons = String(decision.data?.reasons ?? '')
  if ((await store.revokePermit(tx, permit.id, ctx.now(), reasons)) > 0) {
    await library.cancel(tx, permit.kind, permit.number)
    await record(tx, ctx, { actor: SYSTEM, action: 'permit.revoked', caseId: file.id, object: `permit:${permit.id}`, detail: { number: permit.number, why: reasons } })
    await cases.amend(tx, ctx, file, { actor: SYSTEM, action: 'case.revoked', detail: { permit: permit.number } }, { outcome: 'revoked' })
  }
  await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'revocation', bodyId: file.bodyId, facts: letterFacts(file, version), occurrence: `task:${decision.id}`,
    details: { permit: `${permit.title}（${permit.number}）`, reasons, law: String(decision.data?.law ?? ''), decidedAt: decision.decidedAt ?? ctx.now() },
  })
  return { kind: 'complete' }
}
