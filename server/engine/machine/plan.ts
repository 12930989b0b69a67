/** What a request will touch, found out beforehand: instances to bring into memory, and steps that must be taken in the sandbox. */
import { type Command, definitionsFor } from '../commands.ts'
import { emptyInstance, type Instance, type Key } from '../state.ts'
import { beginning, nextInLine, startsFor } from './begin.ts'
import { nextOf, reception } from './broadcast.ts'
import { fallback } from './deletion.ts'
import type { Due } from './due.ts'
import { decisionFor } from './evaluate.ts'
import { correlation, correlations, definitionFor, dueCommand } from './execute.ts'
import type { Machine } from './machine.ts'
import type { Request } from './requests.ts'

/** Commands that may evaluate expressions; the others are stepped inline even in a process that needs the sandbox. */
const EVALUATING = new Set<Command['type']>(['CreateInstance', 'ModifyInstance', 'MigrateInstance', 'ResumeCall', 'CompleteJob', 'ThrowError', 'TriggerTimer', 'CorrelateMessage', 'ReceiveSignal', 'ResolveIncident'])

export interface Plan {
  /** Instances that must be in memory. */
  instances: Key[]
  /** Definitions whose graph must be in memory though no instance names them yet. */
  definitions: Key[]
}

const NOTHING: Plan = { instances: [], definitions: [] }

export function plan(machine: Machine, request: Request): Plan {
  switch (request.type) {
    case 'Deploy': return NOTHING
    case 'Delete': {
      const next = fallback(machine, request.resource)
      return { instances: [], definitions: next ? [next.key] : [] }
    }
    case 'Evaluate': {
      const decision = decisionFor(machine, request)
      return { instances: [], definitions: 'reason' in decision ? [] : [decision.graph] }
    }
    case 'Create': {
      const definition = definitionFor(machine, request)
      return { instances: [], definitions: 'reason' in definition ? [] : [definition.key] }
    }
    case 'ActivateJobs': return owners(machine, machine.queues.first(request.jobType, request.max))
    case 'Publish': {
      const receivers = machine.messages.receivers(request.name, request.correlationKey)
      return { instances: receivers.map((each) => each.instance), definitions: startsFor(machine, request, receivers.map((each) => each.bpmnProcessId)).map((each) => each.definition) }
    }
    case 'Broadcast': return NOTHING
    case 'Deliver': {
      const next = nextOf(machine, request.signal)
      return { instances: [...(next?.instances ?? [])], definitions: next?.start ? [next.start.definition] : [] }
    }
    case 'NextInLine': return { instances: [], definitions: [nextInLine(machine, request.ended)?.start.definition].filter((key) => key !== undefined) }
    case 'PushJob': return owners(machine, [request.key])
    case 'Instance': {
      const { command } = request
      const target = command.type === 'MigrateInstance' && machine.definitions.byDefinitionKey(command.target) ? [command.target] : []
      return { ...owners(machine, [request.target]), definitions: target }
    }
    case 'Correlate': return { instances: [machine.messages.waitingFor(request.subscription)?.instance].filter((key) => key !== undefined), definitions: [] }
    case 'Due': return due(machine, request.due)
  }
}

function due(machine: Machine, { kind, key }: Due): Plan {
  if (kind === 'message' || kind === 'signal') return NOTHING
  if (kind === 'start') return { instances: [], definitions: [machine.starts.get(key)?.definition].filter((each) => each !== undefined) }
  return owners(machine, [key])
}

function owners(machine: Machine, keys: readonly Key[]): Plan {
  return { instances: [...new Set(keys.map((key) => machine.ownerOf(key)).filter((key) => key !== undefined))], definitions: [] }
}

export interface PlannedStep { instance: Instance; command: Command }

/** The steps of a request that have to be taken in the sandbox. Everything it touches is in memory by now. */
export function sandboxedSteps(machine: Machine, request: Request): PlannedStep[] {
  return steps(machine, request).filter(({ instance, command }) =>
    EVALUATING.has(command.type) && definitionsFor(instance, command).some((key) => machine.graph(key)?.needsSandbox))
}

function steps(machine: Machine, request: Request): PlannedStep[] {
  const on = (key: Key | undefined, command: (instance: Instance) => Command | null): PlannedStep[] => {
    const instance = key === undefined ? undefined : machine.instances.get(key)
    const planned = instance && command(instance)
    return instance && planned ? [{ instance, command: planned }] : []
  }
  switch (request.type) {
    case 'Create': {
      const definition = definitionFor(machine, request)
      if ('reason' in definition) return []
      request.key ??= machine.nextKey()
      const instance = emptyInstance(request.key, definition.key, definition.bpmnProcessId, definition.version)
      return [{ instance, command: { type: 'CreateInstance', variables: request.variables, at: request.at ?? [] } }]
    }
    case 'Instance': return on(machine.ownerOf(request.target), () => request.command)
    case 'Publish': {
      const message = { key: (request.key ??= machine.nextKey()), variables: request.variables }
      const receivers = machine.messages.receivers(request.name, request.correlationKey)
      const begun = (request.begun ??= new Map<Key, Key>())
      const starts = startsFor(machine, request, receivers.map((each) => each.bpmnProcessId))
      for (const { key } of starts) if (!begun.has(key)) begun.set(key, machine.nextKey())
      return [
        ...[...correlations(receivers, message)].flatMap(([receiver, command]) => on(receiver, () => command)),
        ...starts.map((start) => beginning(machine, start, begun.get(start.key)!, request.variables)),
      ]
    }
    case 'Deliver': {
      const next = nextOf(machine, request.signal)
      if (!next) return []
      if (next.start) return [beginning(machine, next.start, (request.key ??= machine.nextKey()), next.broadcast.variables)]
      return [...next.instances].flatMap((instance) => on(instance, () => reception(next.broadcast, next.upTo)))
    }
    case 'NextInLine': {
      const next = nextInLine(machine, request.ended)
      return next ? [beginning(machine, next.start, (request.key ??= machine.nextKey()), next.message.variables)] : []
    }
    case 'Correlate': {
      const message = machine.messages.get(request.message)
      return message ? on(machine.messages.waitingFor(request.subscription)?.instance, () => correlation([request.subscription], message)) : []
    }
    case 'Due': {
      if (request.due.kind === 'message' || request.due.kind === 'signal') return []
      const start = request.due.kind === 'start' ? machine.starts.get(request.due.key) : undefined
      if (start) return [beginning(machine, start, (request.key ??= machine.nextKey()), {})]
      return on(machine.ownerOf(request.due.key), (instance) => dueCommand(instance, request.due.key))
    }
    case 'Broadcast':
    case 'Evaluate':
    case 'Deploy':
    case 'Delete':
    case 'PushJob':
    case 'ActivateJobs': return []
  }
}
