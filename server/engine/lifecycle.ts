/**
 * The life cycle every element shares: activating -> activated -> completing -> gone, or terminating -> gone.
 * A failure on the way becomes an incident at the element, which stays in its phase until the incident is resolved.
 */
import { arrived, childTerminated, isJoin, joins } from './behaviors/flows.ts'
import { dropIncidents, raise } from './behaviors/incidents.ts'
import { innerAgain, innerLoop, nextInner } from './behaviors/loops.ts'
import { arrive, look, rejected } from './behaviors/messages.ts'
import { setLocal } from './behaviors/variables.ts'
import { deliverSignal } from './behaviors/signals.ts'
import { fresh, occur } from './behaviors/triggers.ts'
import { typeOf } from './elements/index.ts'
import type { Node } from './model/types.ts'
import { type ElementInstance, type Key, NONE } from './state.ts'
import { element, ElementFailure, emit, nodeOf, processOf, type Todo, type Work } from './work.ts'

/** Works the queue off. Every handler appends to it, so branches advance in turns, as on Zeebe's log. */
export function drain(work: Work): void {
  for (let next = work.todo.shift(); next; next = work.todo.shift()) run(work, next)
}

function run(work: Work, todo: Todo): void {
  switch (todo.do) {
    case 'activate': return activate(work, todo)
    case 'next': return nextInner(work, todo.key)
    case 'terminateChildren': return terminateChildren(work, todo.key, todo.after ?? NONE)
    case 'look': return look(work, todo.subscription)
    case 'correlate': return arrive(work, todo.subscription, todo.wanted, todo.message)
    case 'reject': return rejected(work, todo.wanted, todo.message)
    case 'resume': return resume(work, todo.key)
    case 'complete': return complete(work, todo.key)
    case 'terminate': return terminate(work, todo.key)
    case 'signal': return deliverSignal(work, todo.name, todo.variables, NONE, Infinity)
  }
}

function activate(work: Work, { node, scope: scopeKey, byFlow, came, given, called, placed, undoes = NONE }: Extract<Todo, { do: 'activate' }>): void {
  const scope = work.state.elements.get(scopeKey)
  if (!scope || !isOpen(scope, node)) return
  const join = byFlow && isJoin(node) ? node : null
  if (join && !joins(work, join, scopeKey)) return
  const inner = scope.loop?.kind === 'body' ? innerLoop(work, scope) : null
  const created = { ...fresh(work.env.nextKey(), node, scopeKey, called ?? null), loop: inner?.state ?? null, undoes }
  emit(work, { type: 'ElementActivating', element: created, joined: join ? arrived(work, join, scopeKey) : [], byFlow: byFlow || (placed === true && scope.tokens > 0) })
  setLocal(work, created.key, { ...given, ...inner?.variables })
  if (came) emit(work, { type: 'Triggered', key: created.key, trigger: { eventId: null, variables: came } })
  work.activations++
  if (work.activations > work.env.budget) return raise(work, created, 'UNKNOWN', overBudget(work))
  guarded(work, created.key, () => typeOf(node).activate(work, node, element(work, created.key)))
}

/** Whether something may begin or complete in the scope: it is active, and not interrupted by anything but this; of a terminate end event another instance may have been. */
function isOpen(scope: ElementInstance | undefined, node: Node): boolean {
  return scope?.phase === 'activated' && (!scope.interrupted || scope.interrupted === node.id || (node.type === 'eventSubProcess' && node.start?.interrupting === true))
}

function overBudget(work: Work): string {
  return `One command may activate ${work.env.budget} elements, and this one wanted more: the diagram probably has a loop without a wait. Mend the diagram or the data, then resolve this incident to go on.`
}

/** The incident of an element was resolved: it tries again what it could not do. */
function resume(work: Work, key: Key): void {
  const found = work.state.elements.get(key)
  if (!found) return
  const node = nodeOf(work, found)
  if (found.phase === 'activating' && found.awaits === NONE) innerAgain(work, found)
  if (found.phase === 'activating') guarded(work, key, () => typeOf(node).activate(work, node, found))
  if (found.phase === 'completing') guarded(work, key, () => typeOf(node).complete(work, node, found))
}

function complete(work: Work, key: Key): void {
  const found = work.state.elements.get(key)
  if (!found || found.phase !== 'activated' || found.children > 0) return // a loop whose condition held may have got one more instance meanwhile: it ends when that has
  if (found.scope !== NONE && !isOpen(work.state.elements.get(found.scope), nodeOf(work, found))) return
  emit(work, { type: 'ElementCompleting', key })
  guarded(work, key, () => typeOf(nodeOf(work, found)).complete(work, nodeOf(work, found), element(work, key)))
}

function guarded(work: Work, key: Key, act: () => void): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof ElementFailure)) throw error
    raise(work, element(work, key), error.errorType, error.message)
  }
}

function terminateChildren(work: Work, key: Key, after: Key): void {
  for (const child of work.state.elements.values()) {
    if (child.scope !== key || child.key <= after) continue
    work.todo.push({ do: 'terminate', key: child.key }, { do: 'terminateChildren', key, after: child.key })
    return
  }
}

export function terminate(work: Work, key: Key): void {
  const found = work.state.elements.get(key)
  if (!found || found.phase === 'terminating') return
  const node = nodeOf(work, found)
  const trigger = found.trigger
  emit(work, { type: 'ElementTerminating', key })
  if (trigger?.eventId) emit(work, { type: 'Triggered', key, trigger })
  dropIncidents(work, key)
  typeOf(node).terminate(work, node, element(work, key))
  if (element(work, key).children === 0) finishTermination(work, element(work, key), node)
}

/** Gone for good: the boundary event that interrupted takes over, or the scope learns that a child is gone. */
function finishTermination(work: Work, gone: ElementInstance, node: Node): void {
  emit(work, { type: 'ElementTerminated', key: gone.key, elementId: node.id })
  if (gone.scope === NONE) return
  const event = processOf(work, gone).nodes.get(gone.trigger?.eventId ?? '')
  const scope = element(work, gone.scope)
  if (event?.type === 'boundaryEvent' && scope.phase === 'activated' && !scope.interrupted) occur(work, event, gone.scope, gone.trigger!.variables)
  else childTerminated(work, gone.scope, (parent, parentNode) => finishTermination(work, parent, parentNode))
}
