/**
 * Child cases in memory (联办件的分项): opened from the parent's application with its answers and papers, their decision worked into whoever
 * asked. The rules are the rooms'. Pure and browser-safe.
 */
import { opinionOf, type PartOpinion } from '../../server/coapproval/part.ts'
import { refuse, Refusal } from '../../server/errors.ts'
import { routingOf } from '../../server/forms/routing.ts'
import type { Sentence } from '../../server/forms/sentence.ts'
import { validate } from '../../server/forms/validate.ts'
import { limitsFrom } from '../../server/intake/accepting.ts'
import { missing } from '../../server/intake/materials.ts'
import { standIns } from '../../server/intake/standIns.ts'
import { childData, itemsFor } from '../../server/matters/children.ts'
import type { ChildMatter } from '../../server/matters/guide.ts'
import { inSituation } from '../../server/matters/situation.ts'
import type { PlayedPart } from './asking.ts'
import { issue, move } from './cases.ts'
import type { OfferedJob } from './engine.ts'
import { offers } from './library.ts'
import { followParts, startLimit } from './limits.ts'
import { say, Unable } from './said.ts'
import { advance } from './sheets.ts'
import { end, finish, openFromJob, type Reply } from './tasks.ts'
import { formOf, newCase, theCase, type World } from './world.ts'

function planOf(parent: World, matter: string): ChildMatter | undefined {
  return parent.bundle.matter.children?.find((child) => child.matter === matter)
}

/** @throws Error while the child matter does not accept the answers it is given. */
export function openPart(parent: World, part: PlayedPart): void {
  const waited = theCase(parent).closedAt === null && (!('row' in part.asker) || part.asker.row.state === 'open')
  if (part.state !== 'asked') return
  if (!waited) return void (part.state = 'ended')
  const plan = planOf(parent, part.matter)
  if (!plan) throw new Unable(say`The case waits for a case of "${part.matter}", which its guide does not list under children.`)
  refuseCircle(parent, part.matter)
  const child = parent.house.openWorld(part.matter, parent)
  const { matter } = child.bundle
  const data = childData(plan, theCase(parent).data)
  const form = formOf(child, matter.form)
  const [wrong] = validate(form, data)
  const said: Sentence | undefined = wrong && { en: validate(form, data, 'en')[0]!.message, zh: wrong.message }
  if (wrong) throw new Unable(say`The case gives "${part.matter}" an application that does not fit (${wrong.pointer}: ${said!}). Correct children in its guide.`)
  child.case = newCase(child, { applicant: theCase(parent).applicant, data, parentId: parent.id })
  takePapers(parent, child, plan)
  for (const limit of limitsFrom(matter, data, 'application')) startLimit(child, { ...limit, from: child.now })
  issue(child, 'receipt')
  Object.assign(part, { state: 'open', child })
  child.outbox.push(() => child.engine.start({ ...routingOf(form, data), caseId: child.id, round: 1 }))
}

/** A matter inside itself would open cases without end; publication refuses it too (rule children-are-fed). */
function refuseCircle(parent: World, matter: string): void {
  for (let above: World | null = parent; above; above = above.parent) {
    if (above.bundle.matter.code === matter) throw new Unable(say`A case of "${matter}" would be opened inside a case of "${matter}", and so on without end. Take it out of children.`)
  }
}

/** The parent's papers count for the child as they are; what the library has stands in for the rest. */
function takePapers(parent: World, child: World, plan: ChildMatter): void {
  const guide = inSituation(child.bundle.matter, theCase(child).data)
  const asked = new Set(guide.materials.map(({ code }) => code))
  const taken = parent.materials.filter(({ state }) => state === 'current').flatMap(({ itemCode }) => itemsFor(plan, itemCode)).filter((code) => asked.has(code))
  child.materials.push(...taken.map((itemCode) => ({ itemCode, state: 'current' as const })))
  child.shared.push(...[...standIns(guide, offers(child, theCase(child).applicant.idNumber)).keys()].filter((code) => !taken.includes(code)))
}

/** News of a child's end: it answers whoever asked, once. */
export function partOver(child: World): void {
  const part = child.parent?.parts.find((one) => one.child === child)
  const opinion = opinionOf(theCase(child))
  if (!part || opinion === null || part.state !== 'open') return
  part.state = 'over'
  answer(child.parent!, part, opinion)
  followParts(child.parent!)
}

function answer(parent: World, part: PlayedPart, opinion: PartOpinion): void {
  const { asker, elementId } = part
  if ('jobKey' in asker) {
    if (theCase(parent).closedAt === null) parent.outbox.push(() => parent.engine.complete(asker.jobKey, { [elementId]: opinion }))
    return
  }
  const { sheet, row } = asker
  if (sheet.state !== 'open' || row.state !== 'open') return
  Object.assign(row, { state: 'answered', opinion })
  advance(parent, sheet)
}

/** The engine has no such job any more: whoever asked is gone, the child goes its way. */
export function endGoneParts(world: World): void {
  for (const part of world.parts) if ('jobKey' in part.asker && (part.state === 'asked' || part.state === 'open') && !world.engine.has(part.asker.jobKey)) part.state = 'ended'
  if (world.parts.length > 0) followParts(world)
}

/** @throws Refusal withdraw-too-late once the case is decided or closed. */
export function refuseWithdrawal(world: World): void {
  const { decidedAt, closedAt } = theCase(world)
  if (decidedAt !== null || closedAt !== null) throw refuse('withdraw-too-late')
}

/** @throws Refusal as `refuseWithdrawal`. */
export function withdraw(world: World): void {
  refuseWithdrawal(world)
  move(world, 'withdrawn', { outcome: 'withdrawn' })
  for (const task of world.tasks) end(world, task, 'withdrawn')
  world.outbox.push(() => world.engine.cancel())
}

/** The applicant withdrew the whole: what is not decided yet goes with it. */
export function withdrawParts(parent: World): void {
  for (const { child } of parent.parts) {
    try {
      if (child) withdraw(child)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error // decided or over before: it stands
    }
  }
}

/** Where the parent's window has accepted for the child too (一窗受理), the child's acceptance is done as it opens, once and with nothing missing. */
export function openOfficerTask(world: World, job: OfferedJob): Reply {
  const reply = openFromJob(world, job)
  const { parent } = world
  if (job.headers.clock !== 'acceptance' || !parent || planOf(parent, world.bundle.matter.code)?.accepted !== 'together') return reply
  const visits = world.tasks.filter(({ elementId }) => elementId === job.elementId)
  const guide = inSituation(world.bundle.matter, theCase(world).data)
  if (visits.length !== 1 || visits[0]!.state !== 'open' || missing(guide, world.materials, new Set(), world.shared).length > 0) return reply
  finish(world, visits[0]!, { decidedBy: null, outcome: 'accept', data: { outcome: 'accept' }, signatures: [] })
  return reply
}
