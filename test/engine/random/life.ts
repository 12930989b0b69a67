/** What is done to an instance: one choice a turn, made from its dice and from what is seen of it, so that two engines that agree make the same choices. */
import type { Driver, Modification, OfferedJob, OpenIncident, Variables } from '../support/scenario.ts'
import { ERRORS, MESSAGES, type Plan } from './blocks.ts'
import { REST } from './shrink.ts'

/** An incident with the element instance and the process instance it stands at. */
export type Stuck = OpenIncident & { elementInstanceKey: string; processInstanceKey: string }

/** What one engine has shown of one instance. */
export interface Life {
  plan: Plan
  /** Process id, and the key of its messages: nobody else has it. */
  id: string
  driver: Driver
  /** The one that was created; '0' when that was refused. */
  instance: string
  /** What a modification may name. */
  elements: readonly string[]
  /** Ids of its process and of those it calls. */
  processes: readonly string[]
  held: OfferedJob[]
  done: OfferedJob[]
  incidents: Stuck[]
  /** One entry a turn, to be compared with the other engine's. */
  turns: Turn[]
  /** Why the first instance was not created. */
  refused: string | null
  /** The first command at which the engine itself failed. */
  fault: string | null
}

export interface Turn {
  did: string
  mark: string
  refused?: string
  offered: string[]
  incidents: string[]
}

/** `mark`: what it is, whatever the data it meets; a life that is made smaller is led by the marks. */
interface Choice { says: string; mark: string; act: () => Promise<void> }

const HOUR = 3_600_000

/** The choice of a turn; null when there is nothing to do but wait. */
export function choose(life: Life, turn: number): Choice | null {
  const roll = life.plan.dice[turn] ?? REST
  if (roll === REST) return null
  const all = choices(life, roll >> 8)
  if (life.plan.script) return all.find((each) => each.mark === life.plan.script![turn]) ?? null
  return all.length === 0 ? null : all[(roll & 0xff) % all.length]!
}

/** How likely a job is completed rather than failed. */
const THRICE = [1, 2, 3]

function choices(life: Life, data: number): Choice[] {
  const { driver, id, instance } = life
  const same = (says: string, act: Choice['act']): Choice => ({ says, mark: says, act })
  const at = (what: string, job: OfferedJob, more: string, act: Choice['act']): Choice => ({ says: `${what} ${job.elementId} ${told(job.variables)}${more}`, mark: `${what} ${job.elementId}`, act })
  const jobs = life.held.slice(0, 4).flatMap((job): Choice[] => [
    ...THRICE.map(() => at('complete', job, ` with ${text(data)}`, () => gone(life, job, driver.complete(job.key, variables(data))))),
    at('throw at', job, '', () => gone(life, job, driver.throwError(job.key, data % 5 === 4 ? 'E9' : ERRORS[data % 2]!, 'so it is', data % 3 === 0 ? variables(data >> 1) : {}))),
    at('fail', job, '', () => gone(life, job, driver.fail(job.key, data % 3, 0, 'not now'))),
  ])
  const messages = MESSAGES.map((name): Choice => same(`publish ${name}`, () => driver.publish({ name: `${name}-${id}`, key: id, variables: variables(data), ttl: data % 3 === 0 ? 2.5 * HOUR : 0, id: data % 7 === 0 ? 'once' : '' })))
  const signal = same('broadcast', () => driver.broadcast(`signal-${id}`, variables(data)))
  const rare: Choice[] = data % 8 !== 0 ? [] : [
    same('cancel', () => driver.cancel(instance)),
    same(`set ${text(data >> 3)}`, () => driver.setVariables(instance, variables(data >> 3), data % 16 === 0)),
    ...life.held.slice(0, 1).map((job) => at('set at', job, ` ${text(data >> 3)}`, () => driver.setVariables(job.elementInstanceKey, variables(data >> 3), data % 16 === 0))),
    ...life.held.slice(0, 1).flatMap((job) => modifications(life, job, data >> 3)),
    ...life.done.slice(0, 1).map((job) => at('complete again', job, '', () => driver.complete(job.key, {}))),
  ]
  const stuck = life.incidents.slice(0, 2).flatMap((each): Choice[] => [
    same(`mend and resolve ${each.elementId}`, () => mend(life, each)),
    same(`resolve ${each.elementId}`, () => driver.resolve(each.key)),
  ])
  const wait = same('wait', async () => {})
  return [...jobs, ...stuck, ...messages, ...(data % 3 === 0 ? [signal] : []), ...rare, wait]
}

/** One element begun, the job's ended, or both. */
function modifications({ driver, elements }: Life, job: OfferedJob, data: number): Choice[] {
  const element = elements[data % elements.length]!
  const start = [{ element, ancestor: '', with: [] }]
  const modify = (what: string, modification: Modification): Choice => ({ says: `modify: ${what}`, mark: `modify: ${what}`, act: () => driver.modify(job.instance, modification) })
  return [
    modify(`start ${element}, stop ${job.elementId}`, { start, stop: [job.elementInstanceKey] }),
    data % 2 === 0 ? modify(`start ${element}`, { start, stop: [] }) : modify(`stop ${job.elementId}`, { start: [], stop: [job.elementInstanceKey] }),
  ]
}

/** What a job or message may bring along. Mostly numbers; now and then something that does not fit. */
const VARIABLES: readonly ((n: number) => Record<string, unknown>)[] = [
  () => ({}), (n) => ({ x: n % 6 }), (n) => ({ r: n % 4 }), (n) => ({ again: n % 2 === 0 }), (n) => ({ again: false, x: n % 5 }), (n) => ({ o: { n: n % 3 } }),
  (n) => ({ r: n % 3, x: n % 7 }), (n) => (n % 8 === 0 ? { x: 'text' } : { a: 'text' }), () => ({ again: true }), (n) => (n % 8 === 1 ? { x: null } : { b: [1, 'two'] }),
]

function variables(data: number): Variables {
  return VARIABLES[data % VARIABLES.length]!(Math.floor(data / VARIABLES.length)) as Variables
}

const text = (data: number) => told(variables(data))

/** Engines give variables in orders of their own. */
export function told(variables: Variables): string {
  return JSON.stringify(Object.fromEntries(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** However it is answered, the job is not worked on a second time unless it is offered again. */
async function gone(life: Life, job: OfferedJob, answer: Promise<void>): Promise<void> {
  life.held = life.held.filter((each) => each !== job)
  life.done = [job, ...life.done]
  await answer
}

/** What the incident most likely lacks, then resolved. */
async function mend({ driver, done }: Life, incident: Stuck): Promise<void> {
  await driver.setVariables(incident.elementInstanceKey, { x: 3, r: 1, o: { n: 1 } }, false)
  if (Number(incident.jobKey) > 0 && done.some((job) => job.key === incident.jobKey)) await driver.updateRetries(incident.jobKey, 1)
  await driver.resolve(incident.key)
}
