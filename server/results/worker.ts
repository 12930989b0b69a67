/** The job types of this room: result:issue and case:archive here, each other one in a file of its own. Each runs once under the case's row lock. */
import { SYSTEM, timeline } from '../audit/service.ts'
import type { Case, Outcome } from '../cases/case.ts'
import { letterFacts } from '../cases/letterFacts.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { rows, type Tx } from '../db/pool.ts'
import * as deadlines from '../deadlines/service.ts'
import { dayOf } from '../deadlines/shanghai.ts'
import * as letters from '../letters/service.ts'
import * as library from '../library/service.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/types.ts'
import { findBody } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import { deliver } from './delivery.ts'
import { charge } from './fees.ts'
import { revoke } from './revocation.ts'
import { issueFromStep } from './stepLetters.ts'
import { deliveryLimit, lettersOfResult } from './papers.ts'
import { permitNumber, scopeOf, validityOf } from './permit.ts'
import * as store from './store.ts'

/** Header `outcome`: granted, denied or filed; header `letter`: which paper comes out. */
const issue: JobHandler = async (tx, ctx, job) => {
  const version = await matters.version(tx, (await cases.get(tx, job.caseId)).versionId)
  const file = await decided(tx, ctx, await cases.get(tx, job.caseId), (job.headers.outcome ?? 'granted') as Outcome)
  const paper = lettersOfResult(job.headers.letter).at(-1)!
  if (paper === 'decision-deny') await denial(tx, ctx, file, version, job.headers)
  else await permit(tx, ctx, file, version, paper === 'filing-certificate' ? 'filing-certificate' : 'permit')
  const delivery = deliveryLimit(version.bundle.matter, version.steps)
  if (delivery) {
    await deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'delivery', amount: delivery.amount, unit: delivery.unit, source: delivery.law, from: file.decidedAt! })
  }
  return { kind: 'complete' }
}

/** Where no step decides (备案: complete = filed), issuing is the decision. */
async function decided(tx: Tx, ctx: Context, file: Case, outcome: Outcome): Promise<Case> {
  if (file.outcome === 'granted-tolerant' && outcome === 'granted') return cases.amend(tx, ctx, file, { actor: SYSTEM, action: 'case.owed-complete' }, { outcome })
  if (file.state !== 'accepted') return file
  for (const kind of ['promised', 'statutory'] as const) await deadlines.meet(tx, ctx, { caseId: file.id, kind, how: 'met' })
  return cases.move(tx, ctx, file, 'decided', { actor: SYSTEM, action: 'case.decided', detail: { outcome } }, { outcome, decidedAt: ctx.now() })
}

async function permit(tx: Tx, ctx: Context, file: Case, version: MatterVersion, kind: 'permit' | 'filing-certificate'): Promise<void> {
  const guide = version.bundle.matter
  const day = dayOf(ctx.now())
  const serial = await store.nextSerial(tx, file.bodyId, guide.result.kind, Number(day.slice(0, 4)))
  const number = permitNumber(guide.result.numberPattern, { division: file.divisionCode, day, serial })
  const validity = validityOf(guide.result.validity, file.decidedAt!, file.data)
  const scope = scopeOf(guide, matters.form(version, guide.form), file.data)
  const made = await store.insertPermit(tx, {
    caseId: file.id, kind: guide.result.kind, number, title: guide.result.name, holderName: file.applicant.name, holderCode: file.applicant.idNumber,
    bodyId: file.bodyId, verifyCode: verifyCode(ctx), scope, ...validity, issuedAt: ctx.now(),
  })
  const facts = letterFacts(file, version)
  if (kind === 'permit') {
    await letters.issue(tx, ctx, { caseId: file.id, kind: 'decision-grant', bodyId: file.bodyId, facts, details: { resultName: guide.result.name, decidedAt: file.decidedAt!, conditions: guide.result.explain ? [guide.result.explain] : [] } })
  }
  const letter = await letters.issue(tx, ctx, {
    caseId: file.id, kind, bodyId: file.bodyId, number, facts,
    details: {
      title: guide.result.name, holder: file.applicant.name, holderCode: file.applicant.idNumber, scope, validFrom: validity.validFrom,
      ...(validity.validTo ? { validTo: validity.validTo } : {}), verifyUrl: `${ctx.config.publicUrl}/verify/${made.verifyCode}`, ...(guide.result.explain ? { statement: guide.result.explain } : {}),
    },
  })
  await store.setPermitLetter(tx, made.id, letter.id)
  await library.keep(tx, ctx, {
    holderCode: made.holderCode, holderName: made.holderName, kind: made.kind, title: made.title, number, issuedBy: (await findBody(tx, file.bodyId))!.name, caseId: file.id, ...validity,
  })
}

/** With the reasons of the officer who denied; where a comparison of data denies (即办), with those the diagram gives. */
async function denial(tx: Tx, ctx: Context, file: Case, version: MatterVersion, headers: Record<string, string>): Promise<void> {
  const deciding = (await tasks.ofCase(tx, file.id)).filter((task) => task.state === 'done' && task.outcome === 'deny').at(-1)
  await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'decision-deny', bodyId: file.bodyId, facts: letterFacts(file, version),
    details: { reasons: String(deciding?.data?.reasons ?? headers.reasons ?? ''), law: String(deciding?.data?.law ?? headers.law ?? ''), decidedAt: file.decidedAt! },
  })
}

/** Twenty characters without look-alikes, 100 bits: not to be guessed, easy to type. */
function verifyCode(ctx: Context): string {
  const letters32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
  return [...ctx.random(20)].map((byte) => letters32[byte % 32]).join('')
}

/** The list of what the case leaves behind; the package itself is built from it. */
const archive: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const trace = await timeline(tx, file.id)
  const manifest = {
    case: { number: file.number, matter: file.matterCode, versionId: file.versionId, applicant: file.applicant.name, outcome: file.outcome },
    letters: (await letters.ofCase(tx, file.id)).map(({ kind, number, pdfHash }) => ({ kind, number, pdfHash })),
    materials: await rows(tx, `select item_code as "item", name, hash from material where case_id = ? and state = 'current' order by id`, [file.id]),
    permit: (await store.permitOfCase(tx, file.id))?.number ?? null,
    trace: trace.length,
  }
  await store.insertArchive(tx, { caseId: file.id, at: ctx.now(), manifest, auditHead: trace.at(-1)!.hash })
  return { kind: 'complete' }
}

export const handlers: Record<string, JobHandler> = { 'result:issue': issue, 'fee:charge': charge, 'result:deliver': deliver, 'case:archive': archive, 'letter:issue': issueFromStep, 'result:revoke': revoke }
