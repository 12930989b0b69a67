/**
 * Scenarios as data: a diagram, steps, and what is observed after each. The same scenario is played on the pure engine in memory,
 * on the durable one over the wire and on a real Zeebe, from which the expected observations were recorded.
 */
import { bpmn } from './diagram.ts'
import { jobTypes, type Shape } from './shape.ts'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type Variables = Record<string, Json>

/**
 * Tasks and jobs are named by element id. An instance is a number: created ones in the order of their steps, then those that were
 * started by events and calls, by key, as they become known. `{scenario}` in any text is the id of the scenario's process.
 */
export type Step =
  /** `of`: a process of `also`; `at`: start instructions, element ids. */
  | { create: Variables; of?: string; version?: number; at?: readonly string[] }
  /** The answer comes when the instance ends: `{ result: 0 }` observes the first one asked for, 'unanswered' while there is none. */
  | { createForResult: Variables; of?: string; fetch?: readonly string[] }
  | { result: number }
  | { complete: string; with?: Variables }
  | { fail: string; retries: number; backoff?: number; message?: string; with?: Variables }
  | { throw: string; code: string; message?: string; with?: Variables }
  | { publish: string; key: string; with?: Variables; ttl?: number; id?: string }
  | { broadcast: string; with?: Variables }
  | { advance: string }
  | { cancel: number }
  | { set: Variables; on: string | number; local?: boolean }
  | { retries: string; to: number }
  | { timeout: string; to: number }
  | { resolve: string }
  /** `start`: `in` names the ancestor element to start in, `with` variables by scope ('' is the process). `stop`: every active instance of these elements. */
  | { modify: number; start?: readonly { element: string; in?: string; with?: readonly { scope: string; variables: Variables }[] }[]; stop?: readonly string[] }
  /** To the latest version of a process of `also` ('' is the scenario's own), element by element. */
  | { migrate: number; to: string; map: Readonly<Record<string, string>> }
  /** Deploys another version of the scenario's process, of `versions`. */
  | { deploy: string }
  /** Deletes the latest version of a process of `also` ('' is the scenario's own), or a decision by its id. */
  | { delete: string }
  | { evaluate: string; with?: Variables }

export interface Scenario {
  name: string
  shape: Shape
  /** Other processes, deployed first: `child` has the process id `{scenario}_child`. */
  also?: Readonly<Record<string, Shape>>
  /** Later shapes of the scenario's process, deployed by their step. */
  versions?: Readonly<Record<string, Shape>>
  /** DMN documents, deployed first. */
  decisions?: readonly string[]
  steps: readonly Step[]
  /** Lines of the real engine this is not compared with, and why. */
  except?: Partial<Record<'8.5' | '8.8', string>>
}

/** What the outside sees after a step. Keys are left out: they differ between engines. */
export interface Observed {
  /** Jobs offered for the first time, or again. */
  offered: { element: string; variables: Variables; headers: Variables; retries: number }[]
  incidents: { type: string; element: string; message: string; onJob: boolean }[]
  refused?: string
  /** Of steps that ask: `result`, `evaluate`. */
  answer?: Json
}

export interface Played {
  /** Set when the diagrams were refused; nothing else was played then. */
  undeployable?: string
  steps: Observed[]
  /** Of each instance: life-cycle events in the engine's order, `ACTIVATED a`, `COMPLETED a`, `TERMINATED a`, `TAKEN a_b`. */
  traces: string[][]
  /** Of each instance: last value of each variable by scope, `scope/name`. */
  variables: Variables[]
}

export interface OfferedJob { key: string; instance: string; processId: string; elementId: string; elementInstanceKey: string; variables: Variables; headers: Variables; retries: number }
export interface OpenIncident { key: string; errorType: string; elementId: string; errorMessage: string; jobKey: string }

/** A modification with element instance keys in place of names. */
export interface Modification {
  start: { element: string; ancestor: string; with: { scope: string; variables: Variables }[] }[]
  stop: string[]
}

export type AwaitedResult = () => Promise<Variables | null>

/** One engine, whichever. Refusals are thrown with the engine's sentence as message. */
export interface Driver {
  /** @param name ends in .bpmn or .dmn; scenario.bpmn unless given */
  deploy(content: string, name?: string): Promise<void>
  create(processId: string, variables: Variables, how?: { version?: number; at?: readonly string[] }): Promise<string>
  /** Resolves when the instance has begun. @returns tells, whenever asked, the variables the end was answered with, null while nothing is; throws what it was refused with. */
  createForResult(processId: string, variables: Variables, fetch: readonly string[]): Promise<AwaitedResult>
  activate(type: string): Promise<OfferedJob[]>
  complete(key: string, variables: Variables): Promise<void>
  fail(key: string, retries: number, backoff: number, message: string, variables?: Variables): Promise<void>
  throwError(key: string, code: string, message: string, variables: Variables): Promise<void>
  publish(message: { name: string; key: string; variables: Variables; ttl: number; id: string }): Promise<void>
  broadcast(signal: string, variables: Variables): Promise<void>
  cancel(instance: string): Promise<void>
  setVariables(element: string, variables: Variables, local: boolean): Promise<void>
  updateRetries(key: string, retries: number): Promise<void>
  updateTimeout(key: string, timeout: number): Promise<void>
  resolve(incident: string): Promise<void>
  modify(instance: string, modification: Modification): Promise<void>
  /** @param processId whose latest version is meant */
  migrate(instance: string, processId: string, map: Readonly<Record<string, string>>): Promise<void>
  /** @param id of a process or decision whose latest version is meant */
  deleteResource(id: string): Promise<void>
  evaluate(decisionId: string, variables: Variables): Promise<Json>
  advance(duration: string): Promise<void>
  /** All instances of a process that the engine can tell of, oldest first. */
  instances(processId: string): Promise<string[]>
  /** Active instances of an element, oldest first. */
  elements(instance: string, elementId: string): Promise<string[]>
  incidents(instance: string): Promise<OpenIncident[]>
  trace(instance: string): Promise<string[]>
  variables(instance: string): Promise<Variables>
}

export async function play(scenario: Scenario, driver: Driver): Promise<Played> {
  const stage = staged(scenario, driver)
  const refused = await deployAll(stage).then(() => undefined, (error: Error) => masked(error.message))
  if (refused !== undefined) return { undeployable: refused, steps: [], traces: [], variables: [] }
  const steps: Observed[] = []
  for (const each of scenario.steps) steps.push(await playStep(stage, JSON.parse(JSON.stringify(each).replaceAll('{scenario}', stage.id)) as Step))
  return {
    steps,
    traces: await inOrder(stage.instances, (key) => driver.trace(key)),
    variables: await inOrder(stage.instances, (key) => driver.variables(key)),
  }
}

/** What is on: `processes` are all ids that belong to the scenario. */
export interface Stage { scenario: Scenario; driver: Driver; id: string; processes: string[]; instances: string[]; results: AwaitedResult[]; held: OfferedJob[]; types: string[] }

export function staged(scenario: Scenario, driver: Driver): Stage {
  const id = scenario.name.replace(/[^A-Za-z0-9]+/g, '_')
  const shapes = [scenario.shape, ...Object.values(scenario.also ?? {}), ...Object.values(scenario.versions ?? {})]
  return {
    scenario, driver, id,
    processes: [id, ...Object.keys(scenario.also ?? {}).map((name) => `${id}_${name}`)],
    instances: [], results: [], held: [],
    types: [...new Set(shapes.flatMap(jobTypes))],
  }
}

export async function deployAll({ scenario, driver, id }: Stage): Promise<void> {
  for (const [i, dmn] of (scenario.decisions ?? []).entries()) await driver.deploy(dmn.replaceAll('{scenario}', id), `decision-${i}.dmn`)
  for (const [name, shape] of Object.entries(scenario.also ?? {})) await driver.deploy(bpmn(`${id}_${name}`, shape, '', id), `${name}.bpmn`)
  await driver.deploy(bpmn(id, scenario.shape), 'scenario.bpmn')
}

async function playStep(stage: Stage, step: Step): Promise<Observed> {
  let refused: string | undefined
  const answer = await act(stage, step).catch((error: Error) => void (refused = masked(error.message)))
  await discover(stage)
  const offered = (await inOrder(stage.types, (type) => stage.driver.activate(type))).flat().filter((job) => stage.processes.includes(job.processId)) // others are left over from other scenarios
  offered.sort((a, b) => Number(BigInt(a.key) - BigInt(b.key))) // a gateway may answer in any order
  stage.held = [...offered, ...stage.held.filter((job) => !offered.some((other) => other.key === job.key))]
  const incidents = (await inOrder(stage.instances, (key) => stage.driver.incidents(key))).flat()
  return {
    offered: sorted(offered.map(({ elementId, variables, headers, retries }) => ({ element: elementId, variables, headers, retries }))),
    incidents: sorted(incidents.map((each) => ({ type: each.errorType, element: each.elementId, message: keyless(each.errorMessage), onJob: Number(each.jobKey) > 0 }))),
    ...(refused === undefined ? {} : { refused }),
    ...(answer === undefined ? {} : { answer }),
  }
}

/** Instances that no step created: called ones, and those started by events. */
export async function discover({ driver, processes, instances }: Stage): Promise<void> {
  const all = (await inOrder(processes, (id) => driver.instances(id))).flat()
  instances.push(...all.filter((key) => !instances.includes(key)).sort((a, b) => Number(BigInt(a) - BigInt(b))))
}

async function act(stage: Stage, step: Step): Promise<Json | undefined | void> {
  const { driver, id, instances, held } = stage
  const processOf = (name: string | undefined) => (name ? `${id}_${name}` : id)
  const job = (element: string) => {
    const found = held.find((each) => each.elementId === element)
    if (!found) throw new Error(`The scenario has no job of ${element}`)
    return found
  }
  if ('create' in step) return void instances.push(await driver.create(processOf(step.of), step.create, step))
  if ('createForResult' in step) return void stage.results.push(await driver.createForResult(processOf(step.of), step.createForResult, step.fetch ?? []))
  if ('result' in step) return (await stage.results[step.result]!()) ?? 'unanswered'
  if ('complete' in step) return spend(stage, job(step.complete), (key) => driver.complete(key, step.with ?? {}))
  if ('fail' in step) return driver.fail(job(step.fail).key, step.retries, step.backoff ?? 0, step.message ?? '', step.with ?? {})
  if ('throw' in step) return spend(stage, job(step.throw), (key) => driver.throwError(key, step.code, step.message ?? '', step.with ?? {}))
  if ('publish' in step) return driver.publish({ name: step.publish, key: step.key, variables: step.with ?? {}, ttl: step.ttl ?? 0, id: step.id ?? '' })
  if ('broadcast' in step) return driver.broadcast(step.broadcast, step.with ?? {})
  if ('advance' in step) return driver.advance(step.advance)
  if ('cancel' in step) return driver.cancel(instances[step.cancel]!)
  if ('set' in step) return driver.setVariables(typeof step.on === 'number' ? instances[step.on]! : job(step.on).elementInstanceKey, step.set, step.local ?? false)
  if ('retries' in step) return driver.updateRetries(job(step.retries).key, step.to)
  if ('timeout' in step) return driver.updateTimeout(job(step.timeout).key, step.to)
  if ('modify' in step) return modify(stage, step)
  if ('migrate' in step) return driver.migrate(instances[step.migrate]!, processOf(step.to), step.map)
  if ('deploy' in step) return driver.deploy(bpmn(id, stage.scenario.versions![step.deploy]!), 'scenario.bpmn')
  if ('delete' in step) return driver.deleteResource(stage.processes.includes(processOf(step.delete)) ? processOf(step.delete) : step.delete)
  if ('evaluate' in step) return driver.evaluate(step.evaluate, step.with ?? {})
  const open = (await inOrder(instances, (key) => driver.incidents(key))).flat().find((each) => each.elementId === step.resolve)
  if (!open) throw new Error(`The scenario has no incident at ${step.resolve}`)
  await driver.resolve(open.key)
}

/** What was taken comes last from now on: of several jobs of one element the next step means another. */
async function spend(stage: Stage, job: OfferedJob, use: (key: string) => Promise<void>): Promise<void> {
  await use(job.key)
  stage.held = [...stage.held.filter((each) => each !== job), job]
}

async function modify({ driver, instances }: Stage, step: Extract<Step, { modify: number }>): Promise<void> {
  const instance = instances[step.modify]!
  const start = await inOrder(step.start ?? [], async (each) => ({
    element: each.element, ancestor: each.in === undefined ? '' : (await driver.elements(instance, each.in))[0] ?? '404', with: [...(each.with ?? [])],
  }))
  const stop = (await inOrder(step.stop ?? [], async (id) => {
    const keys = await driver.elements(instance, id)
    return keys.length > 0 ? keys : ['404']
  })).flat()
  await driver.modify(instance, { start, stop })
}

/** Keys differ from engine to engine, and a gateway may put its own words before the command's. */
function masked(message: string): string {
  return keyless(message).replace(/^\d+ [A-Z_]+: /, '').replace(/ For more detail, see: \S+/, '').replace(/\.$/, '')
}

const keyless = (text: string) => text.replace(/\d{16}/g, '<key>')

async function inOrder<A, B>(items: readonly A[], ask: (item: A) => Promise<B>): Promise<B[]> {
  const answers: B[] = []
  for (const item of items) answers.push(await ask(item))
  return answers
}

function sorted<T>(items: T[]): T[] {
  return items.map((item) => [JSON.stringify(item), item] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}
