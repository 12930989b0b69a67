/** What the applicant does in memory: applies, and hands in what is asked. The rules are the intake room's. Pure and browser-safe. */
import { CORRECTION, limitsFrom } from '../../server/intake/accepting.ts'
import { applicantForm, applicantOf } from '../../server/intake/applicantForm.ts'
import { askedOf, asksForOwed, changedFields, correctionFrom, refuseOwed, refuseTooLittle, wasSentBackTo, type Asking } from '../../server/intake/asking.ts'
import { judgeApplication, judgeDeclaration } from '../../server/intake/judging.ts'
import { judgeOrder } from '../../server/intake/stageOrder.ts'
import { holderOf, standIns } from '../../server/intake/standIns.ts'
import { promiseLimit } from '../../server/intake/tolerant.ts'
import { refuse } from '../../server/errors.ts'
import { prune } from '../../server/forms/parse.ts'
import { routingOf } from '../../server/forms/routing.ts'
import { inSituation } from '../../server/matters/situation.ts'
import type { Task } from '../../server/tasks/task.ts'
import { amend, issue, move } from './cases.ts'
import type { OfferedJob } from './engine.ts'
import { applicantIn, handedWith, serviceOf } from './handed.ts'
import { offers } from './library.ts'
import { isPaused, resume, startLimit } from './limits.ts'
import { say, Unable } from './said.ts'
import type { Act, Scenario } from './scenario.ts'
import type { Done } from './story.ts'
import { finish, openFromJob, type Reply } from './tasks.ts'
import { formOf, newCase, stepOf, theCase, type World } from './world.ts'

/** @throws Refusal draft-incomplete with every issue; stage-too-early, stage-applied-for. */
export function apply(world: World, scenario: Scenario): void {
  const guide = world.bundle.matter
  const form = formOf(world, guide.form)
  const { files, wishes } = handedWith(guide, scenario)
  const current = files.map(({ code }) => ({ itemCode: code, state: 'current' as const }))
  const applicant = applicantIn(scenario)
  const declared = { truthful: true, at: world.now, ...serviceOf(scenario) }
  const holder = holderOf(applicant)
  const shared = [...standIns(inSituation(guide, scenario.application), holder === undefined ? [] : offers(world, holder)).keys()]
  const issues = [...judgeApplication(guide, form, { applicant, data: scenario.application, wishes, files: current, shared }, world, 'en'), ...judgeDeclaration(declared)]
  if (issues.length > 0) throw refuse('draft-incomplete', {}, issues)
  const who = applicantOf(prune(applicantForm(guide), applicant), declared)
  const project = world.house.worlds.flatMap((one) => (one !== world && one.case?.matterCode === guide.code && one.case.data.projectCode === scenario.application.projectCode && one.case.applicant.idNumber === who.idNumber ? [one.case] : []))
  judgeOrder(guide, form, scenario.application, project)
  world.case = newCase(world, { applicant: who, data: scenario.application, parentId: null })
  world.materials.push(...current)
  world.shared.push(...shared.filter((code) => !files.some((item) => item.code === code)))
  for (const limit of limitsFrom(guide, scenario.application, 'application')) startLimit(world, { ...limit, from: world.now })
  issue(world, 'receipt')
  const variables = { ...routingOf(form, scenario.application), caseId: world.id, round: 1 }
  world.outbox.push(() => world.engine.start(variables))
}

export function asked(world: World): Asking<Task> | undefined {
  return askedOf(world.bundle.matter, formOf(world, world.bundle.matter.form), theCase(world), world.tasks, world.owed.filter(({ fulfilledAt }) => fulfilledAt === null))
}

/** Everything that is asked is handed in, with the note of the act. @throws Refusal nothing-asked, nothing-handed-in, step-items-left, invalid-input. */
export function handIn(world: World, act: Act, scenario: Scenario): Done {
  const wanted = asked(world)
  if (!wanted || (wanted.kind === 'gaps' && !wanted.task)) throw new Unable(say`Nothing is asked of the applicant at ${act.at}, but the scenario hands something in at "${act.step}".`)
  const guide = world.bundle.matter
  const { note = '' } = (act.data ?? {}) as { note?: string }
  const said = note.trim() === '' ? null : note.trim()
  const { items } = wanted
  const { data, fields } = changedFields(formOf(world, guide.form), theCase(world), wanted, scenario.application)
  refuseTooLittle(guide, wanted, { items, fields, note: said })
  for (const one of world.materials) if (items.includes(one.itemCode)) one.state = 'replaced'
  world.materials.push(...items.map((itemCode) => ({ itemCode, state: 'current' as const })))
  if (wanted.kind === 'step') refuseOwed(guide, world.materials, wanted)
  world.handIns.push({ items, fields, at: world.now })
  if (wanted.kind === 'gaps') handedIn(world, fields.length > 0 ? { data } : {})
  else if (wanted.kind === 'step' && theCase(world).state === 'supplement') handedIn(world, {})
  else amend(world, { revision: theCase(world).revision + 1 })
  if (wanted.kind === 'tolerant') for (const one of world.owed) if (items.includes(one.itemCode)) one.fulfilledAt ??= world.now
  if (wanted.task && !world.owed.some(({ fulfilledAt }) => wanted.kind === 'tolerant' && fulfilledAt === null)) fulfil(world, wanted.task)
  if (items.length > 0) issue(world, 'receipt')
  return { task: wanted.task?.name ?? act.step, outcome: note }
}

/** Back to the window: the five days run anew, a shifted limit runs on. */
function handedIn(world: World, changes: { data?: Record<string, unknown> }): void {
  if (isPaused(world, CORRECTION)) resume(world, CORRECTION)
  move(world, 'received', { ...changes, revision: theCase(world).revision + 1, submittedAt: world.now })
}

function fulfil(world: World, task: Task): void {
  finish(world, task, { decidedBy: null, outcome: 'submitted', data: { outcome: 'submitted' }, signatures: [] })
}

/** The applicant's task as the engine offers it (see the intake room's openApplicantTask). */
export function openApplicantTask(world: World, job: OfferedJob): Reply {
  const file = theCase(world)
  if (!asksForOwed(world.bundle.matter, file, job.elementId)) return openFromJob(world, job, correctionFrom(stepOf(world, job.elementId), file, world.letters, world.tasks))
  if (wasSentBackTo(world.tasks, job.elementId)) {
    for (const one of world.owed) one.fulfilledAt = null
    return openFromJob(world, job)
  }
  const left = world.owed.filter(({ fulfilledAt }) => fulfilledAt === null)
  const reply = openFromJob(world, job, promiseLimit(file.acceptedAt!, left.map(({ promisedOn }) => promisedOn)))
  const task = world.tasks.find(({ elementId, state }) => elementId === job.elementId && state === 'open')
  if (task && left.length === 0) fulfil(world, task)
  return reply
}

