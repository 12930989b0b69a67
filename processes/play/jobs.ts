/**
 * The job types the platform answers, in memory: the same list as the server's rooms register, each by their rules. Messages to people and the
 * archive change nothing in a case and are not kept here. Pure and browser-safe.
 */
import { acceptanceOf, latestAcceptance, limitsFrom } from '../../server/intake/accepting.ts'
import type { Outcome } from '../../server/cases/case.ts'
import { dayOf } from '../../server/deadlines/shanghai.ts'
import { USER_TASK } from '../../server/matters/facts.ts'
import { isOrdered } from '../../server/matters/orderedLetters.ts'
import { resolveGroup } from '../../server/people/officer.ts'
import { feesFor } from '../../server/results/fee.ts'
import { deliveryLimit, lettersOfResult, PAPERS, signedFor } from '../../server/results/papers.ts'
import { permitNumber, validityOf } from '../../server/results/permit.ts'
import { openApplicantTask } from './applicant.ts'
import { ask } from './asking.ts'
import { amend, issue, move } from './cases.ts'
import type { OfferedJob } from './engine.ts'
import { cancel, keep, offers } from './library.ts'
import { meetOwn, pause, resume, startLimit } from './limits.ts'
import { openOfficerTask } from './parts.ts'
import { say, Unable } from './said.ts'
import * as sheets from './sheets.ts'
import { open, type Reply } from './tasks.ts'
import { stepOf, theCase, type World } from './world.ts'

export type JobHandler = (world: World, job: OfferedJob) => Reply

const DONE: Reply = { kind: 'complete' }

export const handlers: Record<string, JobHandler> = {
  [USER_TASK]: (world, job) => {
    if (job.headers.signing === 'sheet') return sheets.openFromJob(world, job)
    return job.headers.party === 'applicant' ? openApplicantTask(world, job) : openOfficerTask(world, job)
  },
  'case:accept': accept,
  'case:refuse': (world) => {
    move(world, 'refused', { outcome: 'refused', decidedAt: latestAcceptance(world.steps, world.tasks)?.decidedAt ?? world.now })
    issue(world, 'refuse-acceptance')
    return DONE
  },
  'case:close': (world, { headers }) => {
    if (headers.outcome === 'withdrawn') move(world, 'withdrawn', { outcome: 'withdrawn' })
    else move(world, 'closed')
    return DONE
  },
  'case:open': (world, job) => {
    const { matter } = job.headers
    if (!world.bundle.matter.children?.some((child) => child.matter === matter)) throw new Unable(say`Step "${job.elementId}" opens a case of "${matter ?? ''}", but the guide lists no such child. Set the header matter, and add it to children in matter.json.`)
    ask(world, { elementId: job.elementId, matter: matter!, asker: { jobKey: job.key } })
    return { kind: 'hold' }
  },
  'clock:pause': (world, job) => {
    const kind = job.headers.kind ?? ''
    if (!world.bundle.matter.pauses.some((one) => one.kind === kind)) throw new Unable(say`The matter lists no pause of kind "${kind}". Add it to pauses in matter.json with its article.`)
    issue(world, 'special-procedure')
    pause(world, kind)
    if (theCase(world).state === 'accepted') move(world, 'paused')
    return DONE
  },
  'clock:resume': (world, { headers }) => {
    resume(world, headers.kind ?? '')
    if (theCase(world).state === 'paused' && !world.facts.pauses.some(({ to }) => to === null)) move(world, 'accepted')
    return DONE
  },
  'notice:send': (_, { elementId, headers }) => {
    if (!headers.notice || !headers.to) throw new Unable(say`Step "${elementId}" sends a notice but names no template or nobody. Set the headers notice and to.`)
    return DONE
  },
  'fee:charge': charge,
  'result:issue': issueResult,
  'result:deliver': deliver,
  'result:revoke': revoke,
  'letter:issue': (world, job) => {
    const { letter: kind = '', from = '' } = job.headers
    if (!isOrdered(kind)) throw new Unable(say`Step "${job.elementId}" issues the letter "${kind}", which no step can tell. Correct the header letter.`)
    issue(world, kind, `task:${decidedAt(world, job.elementId, from)}`)
    return DONE
  },
  'case:archive': () => DONE,
  'library:check': lookUp,
}

function accept(world: World, job: OfferedJob): Reply {
  const { matter } = world.bundle
  const acceptance = acceptanceOf(job, matter, theCase(world), latestAcceptance(world.steps, world.tasks), world.now)
  if (typeof acceptance === 'string') throw new Unable(say`${acceptance}`)
  const { acceptedAt, bySilence, tolerantItems } = acceptance
  move(world, 'accepted', { acceptedAt, acceptedBySilence: bySilence, tolerant: tolerantItems.length > 0 })
  for (const limit of limitsFrom(matter, theCase(world).data, 'acceptance')) startLimit(world, { ...limit, from: acceptedAt })
  if (job.headers.letter) issue(world, tolerantItems.length > 0 ? 'tolerant' : 'acceptance')
  return DONE
}

/** Nothing is asked where nothing is owed; otherwise what follows waits for the payment. */
function charge(world: World, job: OfferedJob): Reply {
  const file = theCase(world)
  if (feesFor(world.bundle.matter.fees, file.data).length === 0) return DONE
  issue(world, 'fee-notice', `job:${job.key}`)
  world.fee = { jobKey: job.key, paid: false }
  waitAtWindow(world, job, 'fee')
  return { kind: 'hold' }
}

function waitAtWindow(world: World, job: OfferedJob, origin: string): void {
  const { bodyId } = theCase(world)
  open(world, { origin, elementId: job.elementId, name: stepOf(world, job.elementId).name, formKey: null, groups: [resolveGroup('window', bodyId)], bodyId })
}

function issueResult(world: World, job: OfferedJob): Reply {
  if (theCase(world).outcome === 'granted-tolerant' && (job.headers.outcome ?? 'granted') === 'granted') amend(world, { outcome: 'granted' })
  // where no step decides (备案: complete = filed), issuing is the decision
  if (theCase(world).state === 'accepted') {
    for (const kind of ['promised', 'statutory'] as const) meetOwn(world, 'met', kind)
    move(world, 'decided', { outcome: (job.headers.outcome ?? 'granted') as Outcome, decidedAt: world.now })
  }
  const papers = lettersOfResult(job.headers.letter)
  if (!papers.includes('decision-deny')) makePermit(world)
  for (const kind of papers) issue(world, kind)
  const delivery = deliveryLimit(world.bundle.matter, world.steps)
  if (delivery) startLimit(world, { kind: 'delivery', amount: delivery.amount, unit: delivery.unit, source: delivery.law, from: theCase(world).decidedAt! })
  return DONE
}

function makePermit(world: World): void {
  const { result, division } = world.bundle.matter
  const { decidedAt: at, data } = theCase(world)
  const serial = world.library.filter(({ kind }) => kind === result.kind).length + 1
  world.permit = { kind: result.kind, number: permitNumber(result.numberPattern, { division, day: dayOf(world.now), serial }), ...validityOf(result.validity, at!, data) }
  keep(world, world.permit)
}

/** Online, and where nobody signed at the window, a paper has arrived only with the applicant's consent; without it the window's record of service is waited for. */
function deliver(world: World, job: OfferedJob): Reply {
  const papers = world.letters.filter(({ kind }) => PAPERS.has(kind))
  if (job.headers.way !== 'window' || signedFor(world.tasks) === undefined) {
    if (papers.length === 0) throw new Unable(say`Step "${job.elementId}" delivers a result, but none was issued. Draw result:issue before it.`)
    if (papers.some(({ servedAt }) => servedAt === null)) {
      waitAtWindow(world, job, 'delivery')
      return { kind: 'hold' }
    }
  }
  issue(world, 'delivery')
  meetOwn(world, 'met', 'delivery')
  for (const paper of papers) paper.servedAt ??= world.now
  return DONE
}

function revoke(world: World, job: OfferedJob): Reply {
  if (!world.permit) throw new Unable(say`Step "${job.elementId}" takes a permit back, but none was issued. Draw result:issue before it.`)
  const decision = decidedAt(world, job.elementId, job.headers.from ?? '')
  cancel(world, world.permit)
  amend(world, { outcome: 'revoked' })
  issue(world, 'revocation', `task:${decision}`)
  return DONE
}

/** Whether the holder has a valid item of every kind the step names. */
function lookUp(world: World, { elementId, headers }: OfferedJob): Reply {
  const kinds = (headers.kinds ?? '').split(',').map((kind) => kind.trim()).filter(Boolean)
  if (kinds.length === 0) throw new Unable(say`Step "${elementId}" checks the library but names no kinds. Set the header kinds, for instance "construction-permit".`)
  const found = offers(world, theCase(world).applicant.idNumber)
  return { kind: 'complete', variables: { [elementId]: kinds.every((kind) => found.some((item) => item.kind === kind)) ? 'found' : 'missing' } }
}

/** The task at which what this step tells was decided. */
function decidedAt(world: World, elementId: string, from: string): string {
  const decided = world.tasks.filter((task) => task.elementId === from && task.state === 'done').at(-1)
  if (!decided) throw new Unable(say`Step "${elementId}" tells what was decided at "${from}", but nothing was decided there. Set the header from to a step before it.`)
  return decided.id
}
