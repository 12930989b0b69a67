/**
 * The co-approval sheet in memory: rows opened as the rule allows, signed inside their departments, silence counted, the task settled with
 * the verdict. The rules are the co-approval room's. Pure and browser-safe.
 */
import { mayAnswer, mayLeadDecide, verdictOf, type Ballot, type Verdict } from '../../server/coapproval/rule.ts'
import { afterSignature } from '../../server/coapproval/signing.ts'
import { stands } from '../../server/coapproval/standing.ts'
import { refuse } from '../../server/errors.ts'
import { DEFAULT_ROLE, readSheet, type SheetDepartment } from '../../server/matters/sheet.ts'
import { applies } from '../../server/matters/situation.ts'
import { mustLookAgain } from '../../server/tasks/offered.ts'
import type { Task } from '../../server/tasks/task.ts'
import { ask } from './asking.ts'
import type { OfferedJob } from './engine.ts'
import { isOver, startLimit } from './limits.ts'
import { say, Unable } from './said.ts'
import { end, finish, open as openTask, openFromJob as openTaskFromJob, type Reply } from './tasks.ts'
import { stepOf, theCase, type PlayedLimit, type PlayedRow, type PlayedSheet, type World } from './world.ts'

export function openFromJob(world: World, job: OfferedJob): Reply {
  const reply = openTaskFromJob(world, job)
  const task = world.tasks.at(-1)!
  if (reply.kind !== 'hold') return reply
  const step = stepOf(world, job.elementId)
  const plan = readSheet(step.headers.sheet)
  if (typeof plan === 'string') throw new Unable(say`Step "${step.elementId}" has a broken sheet: ${plan}`)
  const standing = standingRows(world, task)
  const { data } = theCase(world)
  const asked = plan.departments.filter(({ when }) => when === undefined || applies(when, data))
  const rows = asked.map((department) => ({ ...rowOf(department), ...standing.get(department.body) }))
  const sheet: PlayedSheet = { taskId: task.id, elementId: task.elementId, name: step.name, plan, rows, state: 'open' }
  world.sheets.push(sheet)
  advance(world, sheet)
  return { kind: 'hold' }
}

function rowOf({ body, name, inner, limit, case: matter }: SheetDepartment): PlayedRow {
  return { bodyId: body, name, innerRoles: inner ?? [DEFAULT_ROLE], matterCode: matter ?? null, limitAmount: limit?.amount ?? null, limitUnit: limit?.unit ?? null, state: 'waiting', opinion: null, byLaw: null, openedAt: null, silentAt: null, signing: null }
}

/** Answers that stand of the sheet before, unless the applicant has handed in something new since, or a return asks for all of it again. */
function standingRows(world: World, task: Task): Map<string, Partial<PlayedRow>> {
  const earlier = world.sheets.filter(({ elementId }) => elementId === task.elementId).at(-1)
  const before = earlier && world.tasks.find(({ id }) => id === earlier.taskId)
  if (!earlier || before?.revision !== task.revision || mustLookAgain(world.tasks, task.elementId, before.round)) return new Map()
  return new Map(earlier.rows.filter(stands).map((row) => [row.bodyId, { state: 'answered', opinion: row.opinion }]))
}

/** Removed departments do not count; nobody removes one in a scenario. */
function ballotsOf({ rows }: PlayedSheet): Ballot[] {
  return rows.map(({ bodyId, opinion }) => ({ body: bodyId, opinion }))
}

export function advance(world: World, sheet: PlayedSheet): void {
  const ballots = ballotsOf(sheet)
  const verdict = verdictOf(sheet.plan.rule, ballots)
  if (verdict !== null) return settle(world, sheet, verdict)
  const next = mayAnswer(sheet.plan.rule, ballots)
  for (const row of sheet.rows) {
    if (row.state !== 'waiting' || !next.includes(row.bodyId)) continue
    Object.assign(row, { state: 'open', openedAt: world.now })
    if (row.matterCode === null) openSignature(world, sheet, row, 0)
    else ask(world, { elementId: sheet.elementId, matter: row.matterCode, asker: { sheet, row } })
  }
}

function settle(world: World, sheet: PlayedSheet, verdict: Verdict): void {
  sheet.state = 'settled'
  endRows(world, sheet, 'sheet-settled')
  finish(world, world.tasks.find(({ id }) => id === sheet.taskId)!, { decidedBy: null, outcome: verdict, data: { outcome: verdict }, signatures: [] })
}

function endRows(world: World, sheet: PlayedSheet, why: string): void {
  for (const row of sheet.rows) {
    endSignature(world, row, why)
    if (row.state === 'open' || row.state === 'waiting') row.state = 'ended'
  }
}

function endSignature(world: World, row: PlayedRow, why: string): void {
  const task = world.tasks.find(({ id }) => id === row.signing?.taskId)
  if (task) end(world, task, why)
  row.signing = null
}

/** A task for one signer. The department's limit runs on from the day its row was opened, whoever signs. */
function openSignature(world: World, sheet: PlayedSheet, row: PlayedRow, step: number): void {
  const task = openTask(world, {
    origin: `sheet-row:${row.bodyId}`, elementId: sheet.elementId, name: `${sheet.name} · ${row.name}`,
    formKey: step === 0 ? sheet.plan.form : sheet.plan.innerForm ?? sheet.plan.form, groups: [`${row.bodyId}/${row.innerRoles[step]!}`], bodyId: row.bodyId,
  })
  row.signing = { taskId: task.id, step }
  if (row.limitAmount === null || row.limitUnit === null) return
  startLimit(world, { taskId: task.id, kind: 'co-body', amount: row.limitAmount, unit: row.limitUnit, source: `${sheet.name}：${row.name}`, from: row.openedAt ?? world.now })
}

/** News of a signature: the row and the sheet follow. */
export function rowDone(world: World, task: Task): void {
  const sheet = world.sheets.find(({ state, rows }) => state === 'open' && rows.some(({ signing }) => signing?.taskId === task.id))
  const row = sheet?.rows.find(({ signing }) => signing?.taskId === task.id)
  if (!sheet || !row?.signing) return
  const next = afterSignature(row.signing.step, row.innerRoles.length, task.outcome!)
  if (next.kind === 'sign') return openSignature(world, sheet, row, next.step)
  Object.assign(row, { state: 'answered', opinion: next.opinion, signing: null })
  advance(world, sheet)
}

/** Only the lead's word under the rule `lead` decides a sheet by hand. @throws Refusal sheet-joins, sheet-unheard. */
export function checkLead(world: World, task: Task, outcome: string): void {
  const sheet = sheetOf(world, task)
  if (sheet.plan.rule.kind !== 'lead' || (outcome !== 'agree' && outcome !== 'disagree')) throw refuse('sheet-joins')
  const ballots = sheet.rows.map((row) => ({ body: row.bodyId, opinion: row.opinion, late: isLate(world, row) }))
  const unheard = ballots.filter(({ opinion, late }) => opinion === null && !late)
  if (!mayLeadDecide(sheet.plan.rule, ballots)) throw refuse('sheet-unheard', { departments: unheard.map(({ body }) => body).join('、') })
}

/** The lead has decided: the sheet is over. */
export function leadDecided(world: World, task: Task): void {
  const sheet = sheetOf(world, task)
  sheet.state = 'settled'
  endRows(world, sheet, 'sheet-settled')
}

function sheetOf(world: World, task: Task): PlayedSheet {
  const sheet = world.sheets.find(({ taskId, state }) => taskId === task.id && state === 'open')
  if (!sheet) throw refuse('sheet-over')
  return sheet
}

function limitOf(world: World, { signing }: PlayedRow): PlayedLimit | undefined {
  return world.limits.find((limit) => limit.taskId === signing?.taskId && limit.state === 'running')
}

function isLate(world: World, row: PlayedRow): boolean {
  const limit = limitOf(world, row)
  return limit !== undefined && isOver(limit, world.now)
}

/** What a department's silence past its limit does; reminders and escalations change nothing in the case. Sheets whose task was ended are over. */
export function hearSilence(world: World): void {
  for (const sheet of world.sheets) {
    if (sheet.state !== 'open') continue
    if (world.tasks.find(({ id }) => id === sheet.taskId)!.state !== 'open') {
      endRows(world, sheet, 'sheet-ended')
      sheet.state = 'ended'
      continue
    }
    for (const row of sheet.rows) if (row.state === 'open' && row.silentAt === null && isLate(world, row)) silent(world, sheet, row)
  }
}

function silent(world: World, sheet: PlayedSheet, row: PlayedRow): void {
  row.silentAt = world.now
  const { silence } = sheet.plan
  if (silence.kind !== 'default') return
  endSignature(world, row, 'sheet-silence')
  Object.assign(row, { state: 'answered', opinion: silence.opinion, byLaw: silence.law })
  advance(world, sheet)
}
