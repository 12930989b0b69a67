/** The engine in memory, without database or wire: a scenario takes about a millisecond. */
import { execute } from '../../../server/engine/machine/execute.ts'
import { Machine } from '../../../server/engine/machine/machine.ts'
import type { Answer, Request } from '../../../server/engine/machine/requests.ts'
import { compileDecisions } from '../../../server/engine/decisions/compile.ts'
import { compile } from '../../../server/engine/model/compile.ts'
import { addInterval, parseDuration } from '../../../server/engine/model/time.ts'
import type { Command } from '../../../server/engine/commands.ts'
import type { Event } from '../../../server/engine/events.ts'
import { noElement, noInstance } from '../../../server/engine/handlers/instance.ts'
import { notMigratable } from '../../../server/engine/handlers/migrate.ts'
import { notModifiable } from '../../../server/engine/handlers/modify.ts'
import { noIncident } from '../../../server/engine/handlers/incidents.ts'
import { noJob } from '../../../server/engine/handlers/jobs.ts'
import type { Line } from '../../../server/engine/work.ts'
import { placeOf, type Instance } from '../../../server/engine/state.ts'
import type { Rejection } from '../../../server/engine/commands.ts'
import { Latest } from './latest.ts'
import type { Driver, Json, OpenIncident, Variables } from './scenario.ts'

const DAY = 86_400_000

export interface MemoryEngine extends Driver {
  machine: Machine
  now(): number
  /** Of every instance. */
  openIncidents(): (OpenIncident & { bpmnProcessId: string; elementInstanceKey: string; processInstanceKey: string })[]
}

/** @param line whose turns it takes where the lines of Zeebe differ in that */
export function memoryEngine(line: Line = '8.8', start = Date.parse('2026-03-02T00:00:00Z')): MemoryEngine {
  let now = start
  const machine = new Machine(() => now, line)
  const traces = new Map<number, string[]>()
  /** By scope in the order of their making: of several scopes with one name, the last made is told, as the real one's records do. */
  const variables = new Map<number, Map<string, Json>>()
  /** Process instances by key, whose they are: the finished ones too. */
  const born = new Map<number, string>()
  const names = new Map<number, Named>()
  machine.onEvents = (instance, events) => {
    for (const event of events) {
      const of = belongsTo(event, instance, names)
      if (!traces.has(of.key)) {
        traces.set(of.key, [])
        variables.set(of.key, new Map())
        born.set(of.key, of.bpmnProcessId)
      }
      record(event, traces.get(of.key)!, variables.get(of.key)!, names)
    }
  }

  const ask: Ask = async (request) => {
    const answer = execute(machine, request)
    settle()
    return answer
  }
  const results = new Map<number, Variables>()
  const resultOf = (instance: number): Variables | null => {
    for (const each of machine.results.take()) results.set(each.instance, each.variables as Variables)
    return results.get(instance) ?? null
  }
  const settle = () => {
    for (let next = machine.followUps.shift(); next; next = machine.followUps.shift()) execute(machine, next)
    for (let due = machine.due.take(now); due; due = machine.due.take(now)) {
      execute(machine, { type: 'Due', due })
      settle()
    }
  }
  const whole = (instance: string) => machine.instances.get(machine.ownerOf(Number(instance)) ?? 0)
  const isIn = (instance: string, element: number) => placeOf(whole(instance)!, element).key === Number(instance)
  const incidentsOf = (instance: string): (OpenIncident & { elementInstanceKey: string })[] => [...(whole(instance)?.incidents.values() ?? [])].filter((each) => isIn(instance, each.element)).map((each) => ({
    key: String(each.key), errorType: each.errorType, elementId: each.elementId, errorMessage: each.errorMessage, jobKey: String(each.job || -1), elementInstanceKey: String(each.element),
  }))
  return {
    machine,
    now: () => now,
    ...commandsOf(ask, resultOf),
    advance: async (duration) => {
      now = addInterval(now, parseDuration(duration)!)
      settle()
    },
    instances: async (processId) => [...born].filter(([, id]) => id === processId).map(([key]) => String(key)),
    elements: async (instance, elementId) =>
      [...(whole(instance)?.elements.values() ?? [])].filter((each) => each.elementId === elementId && isIn(instance, each.key)).map((each) => String(each.key)),
    incidents: async (instance) => incidentsOf(instance).map(({ elementInstanceKey: _, ...each }) => each),
    openIncidents: () => [...born].flatMap(([key, bpmnProcessId]) => incidentsOf(String(key)).map((each) => ({ ...each, bpmnProcessId, processInstanceKey: String(key) }))),
    trace: async (instance) => traces.get(Number(instance)) ?? [],
    variables: async (instance) => Object.fromEntries([...(variables.get(Number(instance)) ?? [])].map(([at, value]) => [at.replace(/^(\d+) [^/]*/, (_, scope: string) => names.get(Number(scope))?.id ?? ''), value])),
  }
}

/** A request put to an engine without a wire; resolves once nothing is left to follow from it. */
export type Ask = (request: Request) => Promise<Answer>

/**
 * What a driver asks of any engine that takes the machine's requests: in memory, or behind a runner on a database.
 * @param resultOf the variables an awaited instance has ended with; null: it has not, or who waits went with an engine that was dropped
 */
export function commandsOf(put: Ask, resultOf: (instance: number) => Variables | null = () => null): Omit<Driver, 'advance' | 'instances' | 'elements' | 'incidents' | 'trace' | 'variables'> {
  const ask = async (request: Request, named?: string): Promise<Extract<Answer, { ok: true }>> => {
    const answer = await put(request)
    if (!answer.ok) throw new Error(`Command '${named ?? answer.rejection.command}' rejected with code '${answer.rejection.code}': ${answer.rejection.reason}`)
    return answer
  }
  const latest = new Latest()
  const command = async (target: string, make: (key: number) => Command, missing: (key: number) => Rejection) => {
    await ask({ type: 'Instance', target: Number(target), command: make(Number(target)), missing: missing(Number(target)) })
  }
  return {
    deploy: async (xml, name = 'scenario.bpmn') => {
      const compiled = name.endsWith('.dmn') ? { processes: [], decisions: await compileDecisions(xml) } : { processes: await compile(xml) }
      const { definitions, decisions } = (await ask({ type: 'Deploy', resources: [{ name, xml, checksum: xml, ...compiled }] })) as Extract<Answer, { answer: 'deployed' }>
      for (const { bpmnProcessId, key } of definitions) latest.deployed(bpmnProcessId, key)
      for (const { id, graph } of decisions) latest.deployed(id, graph)
    },
    create: async (bpmnProcessId, given, how = {}) => {
      const answer = await ask({ type: 'Create', definitionKey: 0, bpmnProcessId, version: how.version ?? -1, variables: given, at: how.at ?? [] })
      return String((answer as { key: number }).key)
    },
    createForResult: async (bpmnProcessId, given, fetch) => {
      const { key } = (await ask({ type: 'Create', definitionKey: 0, bpmnProcessId, version: -1, variables: given, awaited: true }, 'CREATE_WITH_AWAITING_RESULT')) as Extract<Answer, { answer: 'created' }>
      return async () => {
        const all = resultOf(key)
        return all && fetch.length > 0 ? Object.fromEntries(Object.entries(all).filter(([name]) => fetch.includes(name))) : all
      }
    },
    activate: async (jobType) => {
      const answer = await ask({ type: 'ActivateJobs', jobType, worker: 'scenario', timeout: 300 * DAY, max: 100, fetch: [] })
      return (answer as Extract<Answer, { answer: 'jobs' }>).jobs.map((job) => ({
        key: String(job.key), instance: String(job.instance), processId: job.bpmnProcessId, elementId: job.elementId, elementInstanceKey: String(job.element), retries: job.retries,
        variables: job.variables as Variables, headers: JSON.parse(job.headers) as Variables,
      }))
    },
    complete: (target, given) => command(target, (key) => ({ type: 'CompleteJob', key, variables: given }), (key) => noJob('CompleteJob', key)),
    fail: (target, retries, backoff, errorMessage, given = {}) => command(target, (key) => ({ type: 'FailJob', key, retries, backoff, errorMessage, variables: given }), (key) => noJob('FailJob', key)),
    throwError: (target, errorCode, errorMessage, given) => command(target, (key) => ({ type: 'ThrowError', key, errorCode, errorMessage, variables: given }), (key) => noJob('ThrowError', key)),
    publish: async ({ name, key: correlationKey, variables: given, ttl: timeToLive, id: messageId }) => void (await ask({ type: 'Publish', name, correlationKey, messageId, timeToLive, variables: given })),
    broadcast: async (name, given) => void (await ask({ type: 'Broadcast', name, variables: given })),
    cancel: (target) => command(target, (key) => ({ type: 'CancelInstance', key }), noInstance),
    setVariables: (target, given, local) => command(target, (element) => ({ type: 'SetVariables', element, variables: given, local }), noElement),
    updateRetries: (target, retries) => command(target, (key) => ({ type: 'UpdateJobRetries', key, retries }), (key) => noJob('UpdateJobRetries', key)),
    updateTimeout: (target, timeout) => command(target, (key) => ({ type: 'UpdateJobTimeout', key, timeout }), (key) => noJob('UpdateJobTimeout', key)),
    resolve: (target) => command(target, (key) => ({ type: 'ResolveIncident', key }), noIncident),
    modify: (target, { start, stop }) => command(target, (key) => ({
      type: 'ModifyInstance', key, terminate: stop.map(Number),
      activate: start.map((each) => ({ elementId: each.element, ancestor: Number(each.ancestor), variables: each.with.map(({ scope, variables: values }) => ({ scopeId: scope, variables: values })) })),
    }), notModifiable),
    migrate: async (target, processId, map) => command(target, (key) => ({
      type: 'MigrateInstance', key, target: latest.of(processId), mappings: Object.entries(map).map(([source, to]) => ({ source, target: to })),
    }), notMigratable),
    deleteResource: async (id) => {
      await ask({ type: 'Delete', resource: latest.of(id) })
      latest.deleted(id)
    },
    evaluate: async (decisionId, given) => {
      const { evaluation } = (await ask({ type: 'Evaluate', decisionKey: 0, decisionId, variables: given })) as Extract<Answer, { answer: 'evaluated' }>
      return evaluation.failure ? { failed: evaluation.failure.decisionId, why: evaluation.failure.message } : (evaluation.output as Json)
    },
  }
}

/** An element instance's id, and the process instance it is in: a called process is one of its own. */
interface Named { id: string; of: { key: number; bpmnProcessId: string } }

function belongsTo(event: Event, instance: Instance, names: Map<number, Named>): Named['of'] {
  if (event.type === 'ElementActivating') {
    const { key, elementId, scope, called } = event.element
    const of = called ? { key, bpmnProcessId: called.bpmnProcessId } : (names.get(scope)?.of ?? instance)
    names.set(key, { id: elementId, of })
    return of
  }
  if (event.type === 'ElementMigrated') names.set(event.key, { ...names.get(event.key)!, id: event.elementId })
  const key = 'scope' in event ? event.scope : 'key' in event ? event.key : 0
  return names.get(key)?.of ?? instance
}

function record(event: Event, trace: string[], variables: Map<string, Json>, names: Map<number, Named>): void {
  switch (event.type) {
    case 'ElementActivated': return void trace.push(`ACTIVATED ${names.get(event.key)?.id}`)
    case 'ElementCompleted': return void trace.push(`COMPLETED ${event.elementId}`)
    case 'ElementTerminated': return void trace.push(`TERMINATED ${event.elementId}`)
    case 'SequenceFlowTaken': return void trace.push(`TAKEN ${event.flowId}`)
    case 'VariablesSet':
      for (const [name, value] of Object.entries(event.variables)) variables.set(`${event.scope} ${names.get(event.scope)?.id}/${name}`, value)
      return
    default: return
  }
}
