/**
 * Compensation. What is done and can be undone is noted at its process instance; an event that asks for it starts the handlers beside
 * itself, all at once and the first done first (Zeebe), and goes on when the last is through.
 */
import { isCompensable } from '../model/compensation.ts'
import type { EndNode, Node, ThrowNode } from '../model/types.ts'
import { type Compensation, type ElementInstance, type Key, NONE, rootOf } from '../state.ts'
import { element, emit, processOf, type Work } from '../work.ts'
import { fresh } from './triggers.ts'

/** The activity is done. A sub-process or loop is noted for what was done inside it, too. */
export function note(work: Work, node: Node, done: ElementInstance): void {
  const handled = isCompensable(node)
  if (!handled && node.type !== 'subProcess' && node.type !== 'multiInstanceBody') return
  const root = rootOf(work.state, done.key)
  if (!handled && !root.compensations.some((each) => each.scope === done.key)) return
  emit(work, { type: 'CompensationNoted', root: root.key, compensation: { key: work.env.nextKey(), element: done.key, elementId: node.id, scope: done.scope, handled, thrownBy: NONE } })
}

/** An event asks for it. False when there is nothing to undo: it goes on at once. */
export function compensate(work: Work, node: ThrowNode | EndNode, thrower: ElementInstance, activity: string | null): boolean {
  const open = rootOf(work.state, thrower.key).compensations.filter((each) => each.thrownBy === NONE)
  const scopes = [thrower.scope]
  if (node.parent?.type === 'eventSubProcess') scopes.push(element(work, thrower.scope).scope)
  const wanted = open.filter((each) => scopes.includes(each.scope) && (activity === null || each.elementId === activity))
  for (const each of wanted) undo(work, each, thrower, open)
  return wanted.length > 0
}

/** Its handler, then what was done inside it: handlers run where the event stands and see its variables, not those of scopes that are gone. */
function undo(work: Work, compensation: Compensation, thrower: ElementInstance, open: readonly Compensation[]): void {
  if (compensation.handled) startHandler(work, compensation, thrower)
  emit(work, { type: 'CompensationThrown', root: rootOf(work.state, thrower.key).key, key: compensation.key, by: thrower.key })
  for (const each of open) if (each.scope === compensation.element) undo(work, each, thrower, open)
}

function startHandler(work: Work, { key: undoes, elementId }: Compensation, { key: thrower, scope }: ElementInstance): void {
  const { nodes } = processOf(work, element(work, thrower))
  const event = nodes.get(elementId)?.boundary.find((each) => each.trigger === 'compensation')
  if (event?.trigger !== 'compensation') throw new Error(`Element ${elementId} has no compensation boundary event`)
  const key = work.env.nextKey()
  emit(work, { type: 'ElementActivating', element: fresh(key, event, scope), joined: [], byFlow: false })
  emit(work, { type: 'ElementActivated', key })
  emit(work, { type: 'ElementCompleting', key })
  emit(work, { type: 'ElementCompleted', key, elementId: event.id })
  work.activations++
  work.todo.push({ do: 'activate', node: nodes.get(event.handler)!, scope, byFlow: false, placed: true, undoes })
}

/** A handler is through, and with the last one of a sub-process that too; with the last of all, the event goes on that asked. */
export function handled(work: Work, handler: ElementInstance): void {
  const root = rootOf(work.state, handler.scope)
  const done = root.compensations.find((each) => each.key === handler.undoes)
  if (!done) return
  const ended = [done, ...emptied(root.compensations.filter((each) => each !== done), done.scope)]
  emit(work, { type: 'CompensationsEnded', root: root.key, keys: ended.map((each) => each.key) })
  if (!element(work, root.key).compensations.some((each) => each.thrownBy === done.thrownBy)) work.todo.push({ do: 'complete', key: done.thrownBy })
}

/** Scopes without a handler of their own in which nothing is left to undo, from the inside out. */
function emptied(left: readonly Compensation[], scope: Key): Compensation[] {
  if (left.some((each) => each.scope === scope)) return []
  const around = left.find((each) => each.element === scope && !each.handled)
  return around ? [around, ...emptied(left.filter((each) => each !== around), around.scope)] : []
}

/** The scope is gone without being done: nothing in it will ever be undone. */
export function forget(work: Work, scope: ElementInstance): void {
  const root = rootOf(work.state, scope.key)
  const keys = inside(root.compensations, scope.key)
  if (keys.length > 0) emit(work, { type: 'CompensationsEnded', root: root.key, keys })
}

function inside(all: readonly Compensation[], scope: Key): Key[] {
  return all.filter((each) => each.scope === scope).flatMap((each) => [each.key, ...inside(all, each.element)])
}
