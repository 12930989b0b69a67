/** The job types of this room: `case:close` ends a case whose result is out; `clock:pause` and `clock:resume` stop and start its clock. */
import { SYSTEM } from '../audit/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import type { Outcome } from './case.ts'
import { pause, resume } from './clock.ts'
import * as cases from './service.ts'

const WITHDRAWN: Outcome = 'withdrawn'

/** Header `outcome` = "withdrawn": the applicant let the time for corrections pass; otherwise the decided case is closed. */
const close: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const withdrawn = job.headers.outcome === WITHDRAWN
  await cases.move(tx, ctx, file, withdrawn ? 'withdrawn' : 'closed', { actor: SYSTEM, action: withdrawn ? 'case.withdrawn' : 'case.closed' }, withdrawn ? { outcome: WITHDRAWN } : {})
  return { kind: 'complete' }
}

export const handlers: Record<string, JobHandler> = { 'case:close': close, 'clock:pause': pause, 'clock:resume': resume }
