/**
 * The pure engine with one process instance: jobs taken, completed and failed by name, messages, time, and the way the tokens went.
 * It knows nothing of cases. Pure and browser-safe.
 */
import type { Command } from '../../server/engine/commands.ts'
import { execute } from '../../server/engine/machine/execute.ts'
import { Machine } from '../../server/engine/machine/machine.ts'
import type { ActivatedJob, Answer, CompiledResource, Request } from '../../server/engine/machine/requests.ts'
import { noJob } from '../../server/engine/handlers/jobs.ts'
import { noElement, noInstance } from '../../server/engine/handlers/instance.ts'
import type { Process } from '../../server/engine/model/types.ts'
import type { Key, Variables } from '../../server/engine/state.ts'
import { say, Unable } from './said.ts'
import type { Trace } from './trace.ts'

export interface OfferedJob { key: string; type: string; elementId: string; headers: Record<string, string> }

export interface Engine {
  start(variables: Record<string, unknown>): void
  /** The jobs of a type that are on offer, each once. */
  take(type: string): OfferedJob[]
  /** A job that is gone meanwhile is no fault: whoever ended it came first. */
  complete(jobKey: string, variables: Record<string, unknown>): void
  throwError(jobKey: string, code: string, message: string): void
  setVariables(variables: Record<string, unknown>): void
  publish(name: string, correlationKey: string): void
  cancel(): void
  has(jobKey: string): boolean
  /** Everything due by the engine's clock happens. */
  settle(): void
  /** When its own timers wake next, in milliseconds; null: never. */
  nextDue(): number | null
  /** Where it stands still, a sentence each. */
  incidents(): { elementId: string; message: string }[]
  /** Jobs that nobody here takes: of a department's own worker. */
  unanswered(): { elementId: string; type: string }[]
}

/** Locks last longer than any story. */
const FOR_EVER = 100 * 365 * 86_400_000

/** @param processes as `compile` read them from the diagram. @param tables what it is deployed with. @throws Error for expressions that only the server's sandbox evaluates. */
export function startEngine(processes: readonly Process[], tables: readonly CompiledResource[], processId: string, xml: string, now: () => number, trace: Trace): Engine {
  const sandboxed = [...processes, ...tables.flatMap(({ decisions }) => decisions ?? [])].find(({ needsSandbox }) => needsSandbox)
  if (sandboxed) throw new Unable(say`"${sandboxed.id}" has expressions that only the server's sandbox evaluates. Write them simpler, or play its scenarios on a server.`)
  const machine = new Machine(now)
  machine.onEvents = (_, events) => trace.note(events)
  put(machine, { type: 'Deploy', resources: [...tables, { name: 'process.bpmn', xml, checksum: xml, processes }] })
  let instance: Key = 0
  const told = (request: Request): void => {
    put(machine, request)
    settle(machine, now)
  }
  const forJob = (key: string, command: Extract<Command, { type: 'CompleteJob' | 'ThrowError' }>): void => {
    if (machine.ownerOf(Number(key)) !== undefined) told({ type: 'Instance', target: Number(key), command, missing: noJob(command.type, Number(key)) })
  }
  const state = () => machine.instances.get(instance)
  return {
    start: (variables) => {
      const answer = put(machine, { type: 'Create', definitionKey: 0, bpmnProcessId: processId, version: -1, variables: variables as Variables })
      instance = (answer as Extract<Answer, { answer: 'created' }>).key
      settle(machine, now)
    },
    take: (type) => {
      const { jobs } = put(machine, { type: 'ActivateJobs', jobType: type, worker: 'play', timeout: FOR_EVER, max: 100, fetch: ['caseId'] }) as { jobs: readonly ActivatedJob[] }
      return jobs.map((job) => ({ key: String(job.key), type: job.type, elementId: job.elementId, headers: JSON.parse(job.headers || '{}') as Record<string, string> }))
    },
    complete: (key, variables) => forJob(key, { type: 'CompleteJob', key: Number(key), variables: variables as Variables }),
    throwError: (key, errorCode, errorMessage) => forJob(key, { type: 'ThrowError', key: Number(key), errorCode, errorMessage, variables: {} }),
    setVariables: (variables) => told({ type: 'Instance', target: instance, command: { type: 'SetVariables', element: instance, variables: variables as Variables, local: false }, missing: noElement(instance) }),
    publish: (name, correlationKey) => told({ type: 'Publish', name, correlationKey, messageId: '', timeToLive: 0, variables: {} }),
    cancel: () => { if (state()) told({ type: 'Instance', target: instance, command: { type: 'CancelInstance', key: instance }, missing: noInstance(instance) }) },
    has: (key) => machine.ownerOf(Number(key)) !== undefined,
    settle: () => settle(machine, now),
    nextDue: () => {
      const at = machine.due.next()
      return at === null || at > now() + FOR_EVER / 2 ? null : at
    },
    incidents: () => [...(state()?.incidents.values() ?? [])].map(({ elementId, errorMessage }) => ({ elementId, message: errorMessage })),
    unanswered: () => [...(state()?.jobs.values() ?? [])].filter((job) => job.state === 'activatable').map(({ elementId, type }) => ({ elementId, type })),
  }
}

function put(machine: Machine, request: Request): Answer {
  const answer = execute(machine, request)
  if (!answer.ok) throw new Unable(say`The engine refused ${answer.rejection.command}: ${answer.rejection.reason}`)
  return answer
}

function settle(machine: Machine, now: () => number): void {
  for (let next = machine.followUps.shift(); next; next = machine.followUps.shift()) execute(machine, next)
  for (let due = machine.due.take(now()); due; due = machine.due.take(now())) {
    execute(machine, { type: 'Due', due })
    settle(machine, now)
  }
  machine.takeChanges() // what a store would write
}
