/**
 * What an office may do to a case's clock: pause and resume where the diagram says so, extend once, grant and remove the green channel.
 * Each is a person's or the diagram's act with its letter or message; the arithmetic is in deadlines.
 */
import { SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { enqueue } from '../db/outbox.ts'
import type { Tx } from '../db/pool.ts'
import { wholePause } from '../deadlines/permission.ts'
import * as deadlines from '../deadlines/service.ts'
import { refuse } from '../errors.ts'
import * as letters from '../letters/service.ts'
import * as matters from '../matters/service.ts'
import * as notices from '../notices/service.ts'
import { actorOf, officersOf, type Officer } from '../people/service.ts'
import type { JobHandler } from '../zeebe/service.ts'
import { durationText } from '../web/dates.ts'
import { refuseApart } from './apart.ts'
import { rolesFor } from './authority.ts'
import type { Case } from './case.ts'
import { refuseGreen } from './green.ts'
import { letterFacts } from './letterFacts.ts'
import * as cases from './service.ts'

/** `clock:pause`: tells the applicant in writing (行政许可法 45) and stops the clock on the matter's own article. */
export const pause: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  const version = await matters.version(tx, file.versionId)
  const listed = version.bundle.matter.pauses.find((one) => one.kind === job.headers.kind)
  if (!listed) return { kind: 'fail', message: `The matter lists no pause of kind "${job.headers.kind}". Add it to pauses in matter.json with its article.` }
  const whole = await wholeStopped(tx, file, listed.kind)
  const letter = await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'special-procedure', bodyId: file.bodyId, facts: letterFacts(file, version),
    details: { procedure: listed.name, reason: listed.name, days: durationText(listed.planned.amount, listed.planned.unit, 'zh-CN'), from: ctx.now(), law: listed.law, ...(whole ? { whole } : {}) },
  })
  await deadlines.pause(tx, ctx, { caseId: file.id, kind: listed.kind, listed: version.bundle.matter.pauses, notice: letter.number, by: SYSTEM })
  await tellWhole(tx, ctx, file)
  if (file.state === 'accepted') await cases.move(tx, ctx, file, 'paused', { actor: SYSTEM, action: 'case.paused', detail: { kind: listed.kind, letter: letter.number } })
  return { kind: 'complete' }
}

/** `clock:resume`: the day it ends is the last the pause takes. While another pause goes on the case is shown as paused. */
export const resume: JobHandler = async (tx, ctx, job) => {
  const file = await cases.get(tx, job.caseId)
  await deadlines.resume(tx, ctx, { caseId: file.id, kind: job.headers.kind ?? '', by: SYSTEM })
  await tellWhole(tx, ctx, file)
  if (file.state === 'paused' && !(await deadlines.isPaused(tx, file.id))) await cases.move(tx, ctx, file, 'accepted', { actor: SYSTEM, action: 'case.resumed', detail: { kind: job.headers.kind ?? '' } })
  return { kind: 'complete' }
}

/** The joint case whose clock this part's pause stops too, for the letter: its applicant must hear of both in writing (行政许可法 45). */
async function wholeStopped(tx: Tx, file: Case, kind: string): Promise<{ name: string; number: string; law: string } | undefined> {
  if (file.parentId === null) return undefined
  const parent = await cases.get(tx, file.parentId)
  const { matter } = (await matters.version(tx, parent.versionId)).bundle
  const listed = wholePause(matter.pauses, kind)
  return listed && { name: matter.name, number: parent.number, law: listed.law }
}

/** The whole is another case with a lock of its own, so it hears by the outbox (coapproval/partClock.ts). */
async function tellWhole(tx: Tx, ctx: Context, file: Case): Promise<void> {
  if (file.parentId !== null) await enqueue(tx, ctx, { topic: 'joint:part-clock', caseId: file.id, payload: { caseId: file.id } })
}

/**
 * Extends a case once, by the head the matter names, before expiry, with its letter (行政许可法 42).
 * @throws Refusal not-found for anybody of another body, extension-… as deadlines judges.
 */
export async function extend(tx: Tx, ctx: Context, by: { officer: Officer; caseId: string; amount: number; reason: string }): Promise<void> {
  const { file, version, roles } = await locked(tx, by)
  const { extension } = version.bundle.matter
  await deadlines.extend(tx, ctx, { caseId: file.id, amount: by.amount, reason: by.reason, listed: extension, by: actorOf(by.officer), roles })
  const statutory = (await deadlines.account(tx, ctx, file.id)).limits.find((limit) => limit.kind === 'statutory')
  await letters.issue(tx, ctx, {
    caseId: file.id, kind: 'extension', bodyId: file.bodyId, facts: letterFacts(file, version),
    details: {
      days: durationText(by.amount, extension!.unit, 'zh-CN'), reason: by.reason, until: statutory?.proof.end?.day ?? '', approvedBy: by.officer.name, law: extension!.law,
    },
  })
}

/**
 * Grants the green channel (绿色通道) by the person the matter names; the deputy head in charge gets a message when the case is accepted.
 * @throws Refusal green-not-listed, green-not-yours, green-too-late, green-held.
 */
export async function grantGreen(tx: Tx, ctx: Context, by: { officer: Officer; caseId: string; reason: string }): Promise<void> {
  const { file } = await lockedForGreen(tx, by)
  await deadlines.grantGreen(tx, ctx, { caseId: file.id, reason: by.reason, by: actorOf(by.officer) })
  const green = await cases.amend(tx, ctx, file, { actor: actorOf(by.officer), action: 'case.green-granted', detail: { reason: by.reason } }, { green: true })
  if (green.acceptedAt) await tellDeputyHead(tx, ctx, green)
}

/** The limits become again what they were. */
export async function removeGreen(tx: Tx, ctx: Context, by: { officer: Officer; caseId: string; reason: string }): Promise<void> {
  const { file } = await lockedForGreen(tx, by)
  await deadlines.removeGreen(tx, ctx, { caseId: file.id, reason: by.reason, by: actorOf(by.officer) })
  await cases.amend(tx, ctx, file, { actor: actorOf(by.officer), action: 'case.green-removed', detail: { reason: by.reason } }, { green: false })
}

/** On acceptance of a green case the department's deputy head in charge (分管领导) gets a message (domain H5). */
export async function tellDeputyHead(tx: Tx, ctx: Context, file: Case): Promise<void> {
  const { bundle } = await matters.version(tx, file.versionId)
  for (const { id, name, phone } of await officersOf(tx, `${file.bodyId}/deputy-head`)) {
    await notices.send(tx, ctx, { caseId: file.id, to: { officerId: id, name, ...(phone === null ? {} : { phone }) }, template: 'green-accepted', data: { number: file.number, matter: bundle.matter.name, applicant: file.applicant.name }, occurrence: 'accepted' })
  }
}

async function locked(tx: Tx, by: { officer: Officer; caseId: string }): Promise<{ file: Case; version: Awaited<ReturnType<typeof matters.version>>; roles: string[] }> {
  const file = await cases.lock(tx, by.caseId)
  const version = await matters.version(tx, file.versionId)
  const roles = rolesFor(by.officer.posts, file.bodyId, version.bundle.matter)
  if (roles.length === 0) throw refuse('not-found')
  await refuseApart(tx, file.id, by.officer.id)
  return { file, version, roles }
}

async function lockedForGreen(tx: Tx, by: { officer: Officer; caseId: string }): Promise<{ file: Case }> {
  const { file, version, roles } = await locked(tx, by)
  refuseGreen(version.bundle.matter, roles, file)
  return { file }
}
