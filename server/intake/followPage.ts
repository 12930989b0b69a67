/** The followed case for its applicant: where it stands in words, a line of steps with dates, working days left, what is asked now. */
import type { FastifyRequest } from 'fastify'
import { agentOf } from '../cases/agent.ts'
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import type { MatterVersion } from '../matters/types.ts'
import { findBody } from '../people/service.ts'
import { clocksOf, stepClock } from '../tasks/clocks.ts'
import * as tasks from '../tasks/service.ts'
import type { Task } from '../tasks/service.ts'
import { durationText } from '../web/dates.ts'
import type { Tone } from '../web/models.ts'
import { say } from '../web/reader.ts'
import { familyOf } from './family.ts'
import { asked } from './handIn.ts'
import { itemOf } from './materials.ts'
import { isAdverse, stateKey, stepLine } from './stepLine.ts'
import * as store from './store.ts'

const TONES: Record<Case['state'], Tone> = {
  received: 'info', supplement: 'warn', accepted: 'info', paused: 'paused', decided: 'ok', closed: 'done', refused: 'danger', withdrawn: 'muted',
}

/** Of the message what comes next; a callout knows ok, info, warn and danger. */
const NEXT_TONES: Record<Case['state'], 'ok' | 'info' | 'warn'> = {
  received: 'info', supplement: 'warn', accepted: 'info', paused: 'info', decided: 'ok', closed: 'ok', refused: 'warn', withdrawn: 'info',
}

export async function followPage(ctx: Context, request: FastifyRequest, file: Case, version: MatterVersion): Promise<Record<string, unknown>> {
  const { matter } = version.bundle
  const wanted = await asked(ctx.db, file, version)
  const clock = wanted?.task ? await stepClock(ctx, file, wanted.task.id) : undefined
  const all = await tasks.ofCase(ctx.db, file.id)
  const owed = wanted?.owed.map((item) => ({ ...item, name: itemOf(matter, item.itemCode)?.name ?? item.itemCode }))
  return {
    title: matter.name, case: file, matter, bodyName: (await findBody(ctx.db, file.bodyId))?.name ?? '',
    badge: { tone: isAdverse(file) ? 'danger' : TONES[file.state], text: say(request, `intake.state.${stateKey(file)}`) },
    next: say(request, `intake.next.${stateKey(file)}`, { phone: matter.consultation.phone }),
    nextTone: isAdverse(file) ? 'warn' : NEXT_TONES[file.state],
    clocks: await clocksOf(ctx, file),
    steps: await stepLine(request, file, version, all),
    handedIn: (request.query as { 'handed-in'?: unknown })['handed-in'] === '1',
    asked: wanted ? { ...wanted, owed, clock, step: wanted.kind === 'step' ? wanted.task?.name : undefined, fromService: wanted.task && !clock ? timeToCorrect(request, version, wanted.task) : undefined } : null,
    agent: agentOf(file.applicant),
    mayWithdraw: file.decidedAt === null && file.closedAt === null,
    handIns: await store.handIns(ctx.db, file.id),
    // by itself in a moment; where a person looks at it, there is nothing to wait for in front of the page
    waiting: matter.kind === 'instant' && file.decidedAt === null && file.closedAt === null && !all.some(({ state }) => state === 'open'),
    family: await familyOf(ctx, { case: file, version, officer: null }),
    done: file.decidedAt !== null && (file.outcome === 'granted' || file.outcome === 'filed'),
  }
}

/** While the notice of gaps has not been served, its time has not begun (domain H8): how long it will be, instead of a date. */
function timeToCorrect(request: FastifyRequest, version: MatterVersion, task: Task): string | undefined {
  const limit = version.steps.find(({ elementId }) => elementId === task.elementId)?.limit
  return limit && durationText(limit.amount, limit.unit, request.reader.locale)
}
