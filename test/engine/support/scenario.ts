/**
 * Scenarios as data: a diagram, steps, and what is observed after each. The same scenario is played on the pure engine in memory,
 * on the durable one over the wire and on a real Zeebe, from which the expected observations were recorded.
 */
import { bpmn, type Shape } from './diagram.ts'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type Variables = Record<string, Json>

/** Tasks are named by element id; `instance` is the number of the create step, from 0. */
export type Step =
  | { create: Variables }
  | { complete: string; with?: Variables }
  | { fail: string; retries: number; backoff?: number; message?: string }
  | { throw: string; code: string; message?: string; with?: Variables }
  | { publish: string; key: string; with?: Variables; ttl?: number; id?: string }
  | { advance: string }
  | { cancel: number }
  | { set: Variables; on: string | number; local?: boolean }
  | { retries: string; to: number }
  | { timeout: string; to: number }
  | { resolve: string }

export interface Scenario {
  name: string
  shape: Shape
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
}

export interface Played {
  steps: Observed[]
  /** Of each instance: life-cycle events in the engine's order, `ACTIVATED a`, `COMPLETED a`, `TERMINATED a`, `TAKEN a_b`. */
  traces: string[][]
  /** Of each instance: last value of each variable by scope, `scope/name`. */
  variables: Variables[]
}

export interface OfferedJob { key: string; instance: string; elementId: string; elementInstanceKey: string; variables: Variables; headers: Variables; retries: number }
export interface OpenIncident { key: string; errorType: string; elementId: string; errorMessage: string; jobKey: string }

/** One engine, whichever. Refusals are thrown with the engine's sentence as message. */
export interface Driver {
  deploy(xml: string): Promise<void>
  create(processId: string, variables: Variables): Promise<string>
  activate(type: string): Promise<OfferedJob[]>
  complete(key: string, variables: Variables): Promise<void>
  fail(key: string, retries: number, backoff: number, message: string): Promise<void>
  throwError(key: string, code: string, message: string, variables: Variables): Promise<void>
  publish(message: { name: string; key: string; variables: Variables; ttl: number; id: string }): Promise<void>
  cancel(instance: string): Promise<void>
  setVariables(element: string, variables: Variables, local: boolean): Promise<void>
  updateRetries(key: string, retries: number): Promise<void>
  updateTimeout(key: string, timeout: number): Promise<void>
  resolve(incident: string): Promise<void>
  advance(duration: string): Promise<void>
  incidents(instance: string): Promise<OpenIncident[]>
  trace(instance: string): Promise<string[]>
  variables(instance: string): Promise<Variables>
}

const USER_TASK = 'io.camunda.zeebe:userTask'

/** Job types of a shape; a service task's type is its id unless it says otherwise. */
function jobTypes(shape: Shape): string[] {
  const types = Object.entries(shape.nodes).flatMap(([id, spec]) => {
    if (typeof spec === 'string') return []
    if ('service' in spec) return [spec.service === true ? id : spec.service.startsWith('=') ? 'computed' : spec.service]
    if ('user' in spec) return [USER_TASK]
    return 'sub' in spec ? jobTypes(spec.sub) : []
  })
  return [...new Set(types)]
}

export async function play(scenario: Scenario, driver: Driver): Promise<Played> {
  const id = scenario.name.replace(/[^A-Za-z0-9]+/g, '_')
  await driver.deploy(bpmn(id, scenario.shape))
  const stage: Stage = { scenario, driver, id, instances: [], held: [], types: jobTypes(scenario.shape) }
  const steps: Observed[] = []
  for (const each of scenario.steps) steps.push(await playStep(stage, each))
  return {
    steps,
    traces: await inOrder(stage.instances, (key) => driver.trace(key)),
    variables: await inOrder(stage.instances, (key) => driver.variables(key)),
  }
}

interface Stage { scenario: Scenario; driver: Driver; id: string; instances: string[]; held: OfferedJob[]; types: string[] }

async function playStep(stage: Stage, step: Step): Promise<Observed> {
  const refused = await act(stage, step).then(() => undefined, (error: Error) => masked(error.message))
  const offered = (await inOrder(stage.types, (type) => stage.driver.activate(type))).flat().filter((job) => stage.instances.includes(job.instance)) // others are left over from other scenarios
  stage.held = [...offered, ...stage.held.filter((job) => !offered.some((other) => other.key === job.key))]
  const incidents = (await inOrder(stage.instances, (key) => stage.driver.incidents(key))).flat()
  return {
    offered: sorted(offered.map(({ elementId, variables, headers, retries }) => ({ element: elementId, variables, headers, retries }))),
    incidents: sorted(incidents.map((each) => ({ type: each.errorType, element: each.elementId, message: each.errorMessage, onJob: Number(each.jobKey) > 0 }))),
    ...(refused === undefined ? {} : { refused }),
  }
}

async function act({ driver, id, instances, held }: Stage, step: Step): Promise<void> {
  const job = (element: string) => {
    const found = held.find((each) => each.elementId === element)
    if (!found) throw new Error(`The scenario has no job of ${element}`)
    return found
  }
  if ('create' in step) return void instances.push(await driver.create(id, step.create))
  if ('complete' in step) return driver.complete(job(step.complete).key, step.with ?? {})
  if ('fail' in step) return driver.fail(job(step.fail).key, step.retries, step.backoff ?? 0, step.message ?? '')
  if ('throw' in step) return driver.throwError(job(step.throw).key, step.code, step.message ?? '', step.with ?? {})
  if ('publish' in step) return driver.publish({ name: step.publish, key: step.key, variables: step.with ?? {}, ttl: step.ttl ?? 0, id: step.id ?? '' })
  if ('advance' in step) return driver.advance(step.advance)
  if ('cancel' in step) return driver.cancel(instances[step.cancel]!)
  if ('set' in step) return driver.setVariables(typeof step.on === 'number' ? instances[step.on]! : job(step.on).elementInstanceKey, step.set, step.local ?? false)
  if ('retries' in step) return driver.updateRetries(job(step.retries).key, step.to)
  if ('timeout' in step) return driver.updateTimeout(job(step.timeout).key, step.to)
  const open = (await inOrder(instances, (key) => driver.incidents(key))).flat().find((each) => each.elementId === step.resolve)
  if (!open) throw new Error(`The scenario has no incident at ${step.resolve}`)
  await driver.resolve(open.key)
}

/** Keys differ from engine to engine, and a gateway may put its own words before the command's. */
function masked(message: string): string {
  return message.replace(/^\d+ [A-Z_]+: /, '').replace(/\d{16}/g, '<key>').replace(/ For more detail, see: \S+/, '').replace(/\.$/, '')
}

async function inOrder<A, B>(items: readonly A[], ask: (item: A) => Promise<B>): Promise<B[]> {
  const answers: B[] = []
  for (const item of items) answers.push(await ask(item))
  return answers
}

function sorted<T>(items: T[]): T[] {
  return items.map((item) => [JSON.stringify(item), item] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}
