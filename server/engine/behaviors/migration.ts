/** What of one element can be migrated and how: the checks before it, the waits that go along, and the tokens that wait at its joins. Words and order are Zeebe's (8.8). */
import type { RejectionCode } from '../commands.ts'
import { eventName, typeName } from '../model/names.ts'
import type { JoinNode, Node, Process } from '../model/types.ts'
import type { Compensation, ElementInstance, Key } from '../state.ts'
import { element as current, ElementFailure, emit, type Work } from '../work.ts'
import { isJoin } from './flows.ts'
import { awaited, closeWaits, openWaits, waitsOf } from './subscriptions.ts'

/** Why the instance cannot be migrated: the part of the sentence after `Expected to migrate process instance '…' but`; of compensation Zeebe speaks a little otherwise. */
export class Immovable extends Error {
  constructor(message: string, readonly code: RejectionCode = 'INVALID_STATE', readonly before = 'process instance') {
    super(message)
  }
}

/** An element and what it is to become. */
export interface Move { instance: ElementInstance; source: Node; target: Node }

/** Which element becomes which, by id; `targets`: those that something becomes. */
export interface Plan { map: Mapped; targets: ReadonlySet<string> }
type Mapped = ReadonlyMap<string, string>

const MOVABLE = new Set([
  'PROCESS', 'SERVICE_TASK', 'USER_TASK', 'SUB_PROCESS', 'CALL_ACTIVITY', 'INTERMEDIATE_CATCH_EVENT', 'RECEIVE_TASK', 'EVENT_SUB_PROCESS', 'EXCLUSIVE_GATEWAY', 'EVENT_BASED_GATEWAY',
  'BUSINESS_RULE_TASK', 'SCRIPT_TASK', 'SEND_TASK', 'MULTI_INSTANCE_BODY', 'PARALLEL_GATEWAY', 'INCLUSIVE_GATEWAY',
])
const RETRY = 'a concurrent command was executed on the process instance. Please retry the migration.'

/** @throws Immovable */
export function checkElement(work: Work, instance: ElementInstance, from: Process, to: Process, { map }: Plan): Move {
  const id = instance.elementId
  const source = within(from.nodes.get(id)!, instance)
  checkKind(id, source)
  const targetId = map.get(id)
  if (targetId === undefined) throw new Immovable(`no mapping instruction defined for active element with id '${id}'. Elements cannot be migrated without a mapping.`)
  const whole = to.nodes.get(targetId)
  const target = whole && within(whole, instance)
  const [is, becomes] = [typeName(source), target ? typeName(target) : 'SEQUENCE_FLOW']
  if (!whole || !target || is !== becomes) throw new Immovable(`active element with id '${id}' and type '${is}' is mapped to an element with id '${targetId}' and different type '${becomes}'. Elements must be mapped to elements of the same type.`)
  checkScope(work, instance, target)
  const move = { instance, source, target }
  checkEvents(move, map)
  if (source.type === 'multiInstanceBody' && target.type === 'multiInstanceBody' && source.loop.sequential !== target.loop.sequential) {
    throw new Immovable(`active element with id '${id}' has a different loop characteristics than the target element with id '${targetId}'. Both elements must have either sequential or parallel loop characteristics.`)
  }
  if (instance.trigger || instance.tokens > waitingTokens(instance)) throw new Immovable(RETRY)
  return move
}

/** Of a multi-instance activity the body, or what it repeats. */
function within(node: Node, instance: ElementInstance): Node {
  return node.type === 'multiInstanceBody' && instance.loop?.kind === 'inner' ? node.inner : node
}

function checkKind(id: string, source: Node): void {
  if (!MOVABLE.has(typeName(source))) throw new Immovable(`active element with id '${id}' has an unsupported type. The migration of a ${typeName(source)} is not supported.`)
  if (source.type === 'intermediateCatchEvent' && source.awaitedBy) {
    throw new Immovable(`active element with id '${id}' is an intermediate catch event attached to an event-based gateway. Migrating active events attached to an event-based gateway is not possible yet.`)
  }
}

/** The scope around it was migrated before: it must have become the scope the target is drawn in. */
function checkScope(work: Work, instance: ElementInstance, target: Node): void {
  const scope = work.state.elements.get(instance.scope)
  if (!scope || instance.called) return
  const drawn = instance.loop?.kind === 'inner' ? target.id : (target.parent?.id ?? '')
  if (scope.elementId !== drawn) throw new Immovable(`the flow scope of active element with id '${instance.elementId}' is changed. The flow scope of the active element is expected to be '${scope.elementId}' but was '${drawn}'. The flow scope of an element cannot be changed during migration yet.`)
}

/** Events drawn at an element that are mapped stay at it, each to one of its kind. */
function checkEvents({ instance: { elementId }, source, target }: Move, map: Mapped): void {
  const [here, there] = [events(source), events(target)]
  const mapped = here.flatMap((event) => (map.has(event.id) ? [[event, map.get(event.id)!] as const] : []))
  for (const [event, to] of mapped) {
    if (!there.some((each) => each.id === to)) {
      throw new Immovable(`active element with id '${elementId}' is mapped to an element with id '${target.id}' and has a catch event with id '${event.id}' that is mapped to a catch event with id '${to}'. These mappings detach the catch event from the element in the target process. Catch events must stay attached to the same element instance.`)
    }
  }
  for (const [, to] of mapped) {
    const sources = mapped.filter((each) => each[1] === to).map(([event]) => event.id)
    if (sources.length > 1) throw new Immovable(`active element with id '${elementId}' has a catch event attached that is mapped to a catch event with id '${to}'. There are multiple mapping instructions that target this catch event: '${sources.join("', '")}'. Catch events cannot be merged by process instance migration. Please ensure the mapping instructions target a catch event only once.`)
  }
  for (const [event, to] of mapped) {
    const [is, becomes] = [eventName(event), eventName(there.find((each) => each.id === to)!)]
    if (is !== becomes) throw new Immovable(`active element with id '${elementId}' has a catch event with id '${event.id}' that is mapped to a catch event with id '${to}'. These catch events have different event types: '${is}' and '${becomes}'. The event type of a catch event cannot be changed by process instance migration. Please ensure the event type of the catch event remains the same or remove the mapping instruction for these catch events.`)
  }
}

/** Every event an instance of the node may catch, those that are only thrown to it among them. */
function events(node: Node): Node[] {
  const starts = 'starts' in node ? node.eventSubProcesses.flatMap((each) => each.start ?? []) : []
  return [...new Set([...node.boundary, ...starts, ...awaited(node)])]
}

function waitingTokens({ joins }: ElementInstance): number {
  return Object.values(joins).flatMap((flows) => Object.values(flows)).reduce((sum, each) => sum + each, 0)
}

/** Tokens that wait at joining gateways of the scope wait on the flows they are mapped to. @throws Immovable */
export function arrivals(work: Work, scope: Key, from: Process, to: Process, map: Mapped): void {
  for (const [gatewayId, flows] of Object.entries(current(work, scope).joins)) {
    const gateway = from.nodes.get(gatewayId)
    if (!gateway || !isJoin(gateway)) continue
    const target = checkJoin(gateway, Object.keys(flows).length, to, map)
    for (const [flowId, count] of Object.entries(flows)) {
      const flow = map.get(flowId)
      if (flow === undefined) throw new Immovable(`joining gateway with id '${gatewayId}' has a taken sequence flow with id '${flowId}'. Taken sequence flows must be mapped to a sequence flow in the target process definition.`, 'INVALID_ARGUMENT')
      for (let token = 0; token < count; token++) {
        emit(work, { type: 'JoinLeft', scope, joinId: gatewayId, flowId })
        emit(work, { type: 'SequenceFlowTaken', flowId: flow, scope, joinId: target.id })
      }
    }
  }
}

function checkJoin(gateway: JoinNode, taken: number, to: Process, map: Mapped): Node {
  if (taken === gateway.incoming.length) throw new Immovable(RETRY)
  const id = map.get(gateway.id)
  const target = id === undefined ? undefined : to.nodes.get(id)
  if (!target) throw new Immovable(`gateway '${gateway.id}' has at least one incoming sequence flow taken. Joining gateways with at least one incoming sequence flow taken must be mapped to a gateway of the same type in the target process definition.`, 'INVALID_ARGUMENT')
  if (typeName(target) !== typeName(gateway)) throw new Immovable(`active element with id '${gateway.id}' and type '${typeName(gateway)}' is mapped to an element with id '${target.id}' and different type '${typeName(target)}'. Elements must be mapped to elements of the same type.`, 'INVALID_ARGUMENT')
  if (target.incoming.length < gateway.incoming.length) throw new Immovable(`target gateway with id '${target.id}' has less incoming sequence flows than the source gateway with id '${gateway.id}'. Target gateway must have at least the same number of incoming sequence flows as the source gateway.`, 'INVALID_ARGUMENT')
  return target
}

/** Opens what only the new element waits for, closes what only the old one did; what is mapped stays as it was opened. @throws Immovable */
export function migratedWaits(work: Work, { instance: { key, elementId }, source, target }: Move, { map, targets }: Plan): void {
  const opened = (id: string) => !targets.has(id)
  const before = new Set([...work.state.timers.values(), ...work.state.subscriptions.values()].filter((each) => each.element === key).map((each) => each.key))
  try {
    checkMessages(work, key, elementId, target, opened)
    openWaits(work, target, current(work, key), opened)
    closeWaits(work, key, (id, wait) => before.has(wait) && !map.has(id))
  } catch (error) {
    if (error instanceof ElementFailure) throw new Immovable(`active element with id '${elementId}' is mapped to element with id '${target.id}' that must be subscribed to a catch event. ${error.message}`)
    throw error
  }
  const interrupting = new Map(events(target).map((event) => [event.id, 'interrupting' in event ? event.interrupting : true]))
  for (const event of awaited(source)) {
    const to = map.get(event.id)
    if (to === undefined) continue
    for (const timer of work.state.timers.values()) if (timer.element === key && timer.elementId === event.id) emit(work, { type: 'TimerMigrated', key: timer.key, elementId: to })
    for (const each of work.state.subscriptions.values()) if (each.element === key && each.elementId === event.id) emit(work, { type: 'SubscriptionMigrated', key: each.key, elementId: to, interrupting: interrupting.get(to) ?? true })
  }
}

/** Two subscriptions of one element to one message could not be told apart. */
function checkMessages(work: Work, key: Key, elementId: string, target: Node, opened: (id: string) => boolean): void {
  const names = waitsOf(work, target, current(work, key), opened).flatMap((wait) => (wait.kind === 'subscription' && wait.correlationKey !== null ? [wait.name] : []))
  for (const each of work.state.subscriptions.values()) {
    if (each.element === key && each.correlationKey !== null && names.includes(each.name)) {
      throw new Immovable(`active element with id '${elementId}' is already subscribed to the same message name '${each.name}'. Currently, migrating message subscriptions to the same message name isn't supported without a mapping. Please provide a mapping instruction between message catch event with id '${each.elementId}' and the target message catch event.`)
    }
  }
}

/** What is done stays undoable where its compensation event is mapped to another one; the rest is forgotten. @throws Immovable */
export function migratedCompensations(all: readonly Compensation[], from: Process, to: Process, map: Mapped): Compensation[] {
  const moved = all.flatMap((each) => {
    if (!each.handled) return [{ ...each, elementId: map.get(each.elementId) ?? each.elementId }]
    const event = from.nodes.get(each.elementId)?.boundary.find((one) => one.trigger === 'compensation')
    const target = event && to.nodes.get(map.get(event.id) ?? '')
    if (!event || !target) return []
    if (target.type !== 'boundaryEvent' || target.trigger !== 'compensation') {
      throw new Immovable(`compensation boundary event '${event.id}' is mapped to a target boundary event '${target.id}' that has event type '${eventName(target)}' different than compensation boundary event type.`, 'INVALID_STATE', 'process instance with id')
    }
    return [{ ...each, elementId: target.attachedTo }]
  })
  const used = (each: Compensation): boolean => each.handled || moved.some((one) => one.scope === each.element && used(one))
  return moved.filter(used)
}
