/** What officers do in memory: decide the task at a step, or act on the case beside it. The rules are the rooms'. Pure and browser-safe. */
import { rolesFor } from '../../server/cases/authority.ts'
import { refuseGreen } from '../../server/cases/green.ts'
import { earlierNotices, guideReached, owedBy, refuseAfterSilence, refuseIncomplete, refuseNewPoints, refuseWrongPromises, shiftsForCorrections, CORRECTION } from '../../server/intake/accepting.ts'
import { judgeHearing } from '../../server/hearings/rule.ts'
import { refuse } from '../../server/errors.ts'
import type { Step } from '../../server/matters/types.ts'
import { actedAt, examinedAlone, keptApartFrom, outcomeIn, waitsForSecond } from '../../server/tasks/answer.ts'
import { outcomesOf } from '../../server/tasks/outcomes.ts'
import type { Signature, Task } from '../../server/tasks/task.ts'
import { amend, issue } from './cases.ts'
import { extend, grantGreen, pause, removeGreen } from './limits.ts'
import { recuse, refuseApart } from './recusal.ts'
import { say, Unable } from './said.ts'
import type { Act } from './scenario.ts'
import { checkLead, leadDecided, rowDone } from './sheets.ts'
import type { Done } from './story.ts'
import { end, finish, latestDone } from './tasks.ts'
import { formAt, formOf, groupsOf, rolesIn, stepOf, theCase, withFixed, type Colleague, type World } from './world.ts'

/** @throws Error who has no such task; Refusal as the task room's decide. */
export function decide(world: World, act: Act): Done {
  const officer = colleague(world, act.by)
  const task = taskFor(world, act, officer)
  const step = stepOf(world, task.elementId)
  refuseApart(world, officer)
  if (task.formKey === null) throw refuse('task-without-form', { step: task.name })
  const apart = keptApartFrom(step).map((id) => latestDone(world, id)).find((earlier) => actedAt(earlier, officer.login))
    ?? examinedAlone(step, world.steps, world.tasks.filter(({ state }) => state === 'done'), officer.login)
  if (apart) throw refuse('four-eyes', { earlier: apart.name })
  const data = withFixed(world, task, act.data ?? {})
  const form = formAt(world, task)
  const outcome = outcomeIn(form, step, data)
  check(world, task, step, data)
  const signature: Signature = { officerId: officer.login, name: officer.name, at: world.now.toISOString(), outcome, data }
  const told = { task: task.name, outcome: outcomesOf(form).find(({ value }) => value === outcome)?.title ?? '' }
  const signatures = [...task.signatures, signature]
  if (waitsForSecond(step, task.signatures, signature)) {
    task.signatures = signatures
    return told
  }
  finish(world, task, { decidedBy: officer.login, outcome, data, signatures })
  if (task.origin?.startsWith('sheet-row:')) world.outbox.push(() => rowDone(world, task))
  after(world, task, step, data)
  return told
}

function colleague(world: World, login: string): Colleague {
  const found = world.organisation.find((one) => one.login === login)
  if (!found) throw new Unable(say`The organisation has no officer "${login}". Correct \`by\`, or add the officer to the organisation.`)
  return found
}

/** The open task at the step that one of the officer's groups may do; of several, that of the department named, then one of a department's own. */
function taskFor(world: World, act: Act, officer: Colleague): Task {
  const groups = groupsOf(officer)
  const open = world.tasks.filter(({ state }) => state === 'open')
  const mine = open.filter(({ elementId, groups: named }) => elementId === act.step && named.some((group) => groups.includes(group)))
  const found = mine.find(({ bodyId, origin }) => origin !== null && bodyId === act.body) ?? mine.find(({ kind }) => kind !== 'sheet') ?? mine[0]
  if (found) return found
  const there = open.map(({ elementId, groups: named, kind }) => `${elementId} (${kind === 'applicant' ? 'applicant' : named.join(', ')})`)
  throw new Unable(say`${act.by} has no task at "${act.step}" at ${act.at}; open are: ${there.join('; ') || say`none`}. ${act.by} is ${groups.join(', ')}.`)
}

/** What the rooms above watch before a decision: acceptance, sheets, hearings. */
function check(world: World, task: Task, step: Step, data: Record<string, unknown>): void {
  if (step.headers.clock === 'acceptance') checkAcceptance(world, task, step, data)
  if (task.kind === 'sheet') checkLead(world, task, String(data.outcome))
  if (step.headers.hearing !== undefined) judgeHearing(step, data, world.tasks, world.now, world.calendar)
}

function checkAcceptance(world: World, task: Task, step: Step, data: Record<string, unknown>): void {
  const { matter } = world.bundle
  const file = theCase(world)
  refuseAfterSilence(matter, step, world.limits.find(({ taskId }) => taskId === task.id)?.deadlineAt, world.now)
  const guide = guideReached(matter, file.data, world.tasks)
  const papers = { files: world.materials, shared: world.shared }
  if (data.outcome === 'accept') return refuseIncomplete(guide, papers)
  if (data.outcome === 'tolerant') return refuseWrongPromises(guide, papers, data, world.now, world.calendar)
  if (data.outcome !== 'gaps') return
  const earlier = earlierNotices(world.tasks, step.elementId)
  const since = world.handIns.filter(({ at }) => at > (earlier.at(-1)?.decidedAt ?? world.now))
  refuseNewPoints(matter, formOf(world, matter.form), earlier, since, data)
}

/** What they add to it afterwards: the one notice of gaps with its pause, owed items, the sheet that the lead has decided. */
function after(world: World, task: Task, step: Step, data: Record<string, unknown>): void {
  if (task.kind === 'sheet') leadDecided(world, task)
  if (step.headers.clock !== 'acceptance') return
  const { matter } = world.bundle
  if (data.outcome === 'tolerant') {
    const items = owedBy(matter, formOf(world, matter.form), data).filter(({ itemCode }) => !world.owed.some((one) => one.itemCode === itemCode))
    world.owed.push(...items.map(({ itemCode, promisedOn }) => ({ itemCode, promisedOn, fulfilledAt: null })))
  }
  if (data.outcome !== 'gaps') return
  issue(world, 'correction')
  if (shiftsForCorrections(matter)) pause(world, CORRECTION)
}

/** The acts an officer has on the case itself, by the word after `do`. */
const acts: Record<string, (world: World, officer: Colleague, data: Record<string, unknown>, act: Act) => void> = {
  recusal: (world, officer, { reason }, act) => recuse(world, officer, taskFor(world, act, officer), reason),
  payment: (world, officer) => {
    const { fee } = world
    if (!rolesIn(officer, theCase(world).bodyId).includes('window')) throw refuse('not-found')
    if (!fee || fee.paid) throw refuse('fee-paid')
    fee.paid = true
    for (const task of world.tasks) if (task.origin === 'fee') end(world, task, 'paid')
    world.outbox.push(() => world.engine.complete(fee.jobKey, {}))
  },
  extension: (world, officer, { amount, reason }) => {
    extend(world, { amount: Number(amount), reason: String(reason ?? ''), by: officer.name, roles: ownRoles(world, officer) })
    issue(world, 'extension')
  },
  'green-channel': (world, officer, { reason }) => {
    refuseGreen(world.bundle.matter, ownRoles(world, officer), theCase(world))
    grantGreen(world, officer.name, String(reason ?? ''))
    amend(world, { green: true })
  },
  'green-channel-removal': (world, officer, { reason }) => {
    refuseGreen(world.bundle.matter, ownRoles(world, officer), theCase(world))
    removeGreen(world, officer.name, String(reason ?? ''))
    amend(world, { green: false })
  },
}

/** @throws Refusal not-found for anybody whom neither the case's body nor the matter knows. */
function ownRoles(world: World, officer: Colleague): string[] {
  const roles = rolesFor(officer.posts, theCase(world).bodyId, world.bundle.matter)
  if (roles.length === 0) throw refuse('not-found')
  return roles
}

export function actBeside(world: World, act: Act): Done {
  const name = act.do!
  if (!Object.hasOwn(acts, name)) throw new Unable(say`Nobody can do "${name}" to a case. Choose one of ${Object.keys(acts).join(', ')}.`)
  const task = world.tasks.find(({ elementId, state, jobKey }) => elementId === act.step && state === 'open' && jobKey !== null)?.name ?? act.step
  acts[name]!(world, colleague(world, act.by), act.data ?? {}, act)
  return { task, outcome: name }
}
