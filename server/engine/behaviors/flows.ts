/** Tokens: leaving an element, arriving at the next, joining, and noticing that a scope has nothing left to do. */
import type { Flow, JoinNode, Node } from '../model/types.ts'
import { type ElementInstance, type Key, NONE, type Variables } from '../state.ts'
import { handled, note } from './compensation.ts'
import { gatherResult, nextOfLoop } from './loops.ts'
import { element, emit, nodeOf, type Work } from '../work.ts'
import { beginEventSubProcess } from './eventSubProcesses.ts'
import { othersMayArrive } from './paths.ts'

/** The element is done: it disappears, and its token goes on or its path ends. */
export function leave(work: Work, node: Node, instance: ElementInstance, flows: readonly Flow[] = node.outgoing): void {
  const variables = instance.called ? work.state.variables.get(instance.key) : undefined
  const satisfied = instance.loop?.kind === 'inner' && gatherResult(work, instance)
  const result = instance.scope === NONE ? { variables: work.state.variables.get(instance.key) ?? {} } : {}
  note(work, node, instance)
  emit(work, { type: 'ElementCompleted', key: instance.key, elementId: node.id, ...result })
  if (instance.scope === NONE) return
  if (instance.called) return calledEnded(work, instance.scope, variables)
  if (instance.loop?.kind === 'inner') return nextOfLoop(work, instance.scope, satisfied)
  if (instance.undoes !== NONE) handled(work, instance)
  for (const flow of flows) take(work, flow, instance.scope)
  if (flows.length === 0) pathEnded(work, instance.scope)
}

/** A called process has completed: so does its call activity, with its variables where they are wanted. */
function calledEnded(work: Work, key: Key, variables: Variables = {}): void {
  const caller = element(work, key)
  const node = nodeOf(work, caller)
  const wanted = node.type === 'callActivity' && (node.allOut || node.outputs.length > 0)
  if (wanted && Object.keys(variables).length > 0) emit(work, { type: 'Triggered', key, trigger: { eventId: null, variables } })
  pathEnded(work, key)
}

function take(work: Work, flow: Flow, scope: Key): void {
  const { target } = flow
  emit(work, { type: 'SequenceFlowTaken', flowId: flow.id, scope, joinId: isJoin(target) ? target.id : null })
  work.todo.push({ do: 'activate', node: target, scope, byFlow: true })
}

export function isJoin(node: Node): node is JoinNode {
  return node.type === 'parallelGateway' || node.type === 'inclusiveGateway'
}

/** The incoming flows of the gateway on which a token waits. */
export function arrived(work: Work, gateway: JoinNode, scope: Key): string[] {
  const waiting = work.state.elements.get(scope)?.joins[gateway.id] ?? {}
  return gateway.incoming.map((flow) => flow.id).filter((id) => (waiting[id] ?? 0) > 0)
}

/** A parallel gateway wants a token on each incoming flow; an inclusive one is content when no other can still come. */
export function joins(work: Work, gateway: JoinNode, scope: Key): boolean {
  const taken = arrived(work, gateway, scope)
  if (taken.length === gateway.incoming.length) return true
  return gateway.type === 'inclusiveGateway' && taken.length > 0 && !othersMayArrive(work, gateway, scope, new Set(taken))
}

/** A path in the scope has come to its end: the scope completes when nothing moves in it any more. */
export function pathEnded(work: Work, key: Key): void {
  const scope = element(work, key)
  if (scope.phase !== 'activated' || scope.children > 0 || scope.tokens > 0) return
  work.todo.push({ do: 'complete', key })
}

/** Something inside a scope was terminated: the scope may be at its own end, or its event sub-process may begin. */
export function childTerminated(work: Work, key: Key, finishTermination: (scope: ElementInstance, node: Node) => void): void {
  const scope = work.state.elements.get(key)
  if (!scope || scope.children > 0) return
  if (scope.phase === 'terminating') finishTermination(scope, nodeOf(work, scope))
  else if (scope.loop?.kind === 'body') pathEnded(work, key)
  else if (scope.interrupted && scope.trigger?.eventId) beginEventSubProcess(work, scope)
  else if (scope.interrupted && scope.tokens === 0) pathEnded(work, key)
}
