/** Tokens: leaving an element, arriving at the next, joining, and noticing that a scope has nothing left to do. */
import type { Flow, Node, ParallelNode } from '../model/types.ts'
import { type ElementInstance, type Key, NONE } from '../state.ts'
import { gatherResult, nextOfLoop } from './loops.ts'
import { element, emit, nodeOf, type Work } from '../work.ts'

/** The element is done: it disappears, and its token goes on or its path ends. */
export function leave(work: Work, node: Node, instance: ElementInstance, flows: readonly Flow[] = node.outgoing): void {
  const satisfied = instance.loop?.kind === 'inner' && gatherResult(work, instance)
  emit(work, { type: 'ElementCompleted', key: instance.key, elementId: node.id })
  if (instance.scope === NONE) return
  if (instance.loop?.kind === 'inner') return nextOfLoop(work, instance.scope, satisfied)
  for (const flow of flows) take(work, flow, instance.scope)
  if (flows.length === 0) pathEnded(work, instance.scope)
}

function take(work: Work, flow: Flow, scope: Key): void {
  const { target } = flow
  emit(work, { type: 'SequenceFlowTaken', flowId: flow.id, scope, joinId: target.type === 'parallelGateway' ? target.id : null })
  if (target.type === 'parallelGateway' && !allArrived(work, target, scope)) return
  work.todo.push({ do: 'activate', node: target, scope, byFlow: true })
}

/** True when a token waits on each incoming flow of the gateway. */
export function allArrived(work: Work, gateway: ParallelNode, scope: Key): boolean {
  const waiting = work.state.elements.get(scope)?.joins[gateway.id] ?? {}
  return gateway.incoming.every((flow) => (waiting[flow.id] ?? 0) > 0)
}

/** A path in the scope has come to its end: the scope completes when nothing moves in it any more. */
export function pathEnded(work: Work, key: Key): void {
  const scope = element(work, key)
  if (scope.phase !== 'activated' || scope.children > 0 || scope.tokens > 0) return
  work.todo.push({ do: 'complete', key })
}

/** Something inside a scope was terminated: the scope may be at its own end, by termination or by a terminate end event. */
export function childTerminated(work: Work, key: Key, finishTermination: (scope: ElementInstance, node: Node) => void): void {
  const scope = work.state.elements.get(key)
  if (!scope || scope.children > 0) return
  if (scope.phase === 'terminating') finishTermination(scope, nodeOf(work, scope))
  else if (scope.loop?.kind === 'body' || (scope.interrupted && scope.tokens === 0)) pathEnded(work, key)
}
