/**
 * Putting a token somewhere by order, not by flow: start instructions and modification. Scopes around the target that are not active yet
 * are opened without their start events; which of several active ones is meant is said by an ancestor (Zeebe's rules).
 */
import { type Rejection, reject } from '../commands.ts'
import type { Node, Process } from '../model/types.ts'
import { type ElementInstance, type Key, NONE, type Variables } from '../state.ts'
import { element, ElementFailure, emit, type Work } from '../work.ts'
import { openWaits } from './subscriptions.ts'
import { fresh } from './triggers.ts'
import { setLocal } from './variables.ts'

export interface Placement {
  elementId: string
  /** The scope to activate in, or one around it; NONE or below: the one there is. */
  ancestor: Key
  /** scopeId '': the process instance's own. */
  variables: readonly { scopeId: string; variables: Variables }[]
}

/** Thrown inside a placement; the whole command is refused then, and its draft with it. */
export class Misplaced extends Error {}

/** Scopes around a node, outermost first, without the process; a multi-instance sub-process counts twice, body and instance. */
export function scopesAround(process: Process, node: Node): Node[] {
  const found: Node[] = []
  for (let scope = node.parent; scope && scope !== process.root; scope = scope.parent) {
    found.unshift(scope)
    const known = process.nodes.get(scope.id)
    if (known?.type === 'multiInstanceBody') found.unshift(known)
  }
  return found
}

/** The target will be activated; returns the keys of the scopes it needs. @throws Misplaced in Zeebe's words */
export function place(work: Work, process: Process, root: Key, { elementId, ancestor, variables }: Placement): Key[] {
  const given = (id: string) => variables.filter((each) => each.scopeId === id).reduce<Variables>((all, each) => ({ ...all, ...each.variables }), {})
  setLocal(work, root, { ...given(''), ...given(process.id) })
  const target = process.nodes.get(elementId)!
  const keys = [root]
  for (const scope of scopesAround(process, target)) {
    const around = keys.at(-1)!
    const known = reusable(work, process, scope, around, ancestor)
    if (known === NONE) keys.push(open(work, process, scope, around, given(scope.id)))
    else {
      setLocal(work, known, given(scope.id))
      keys.push(known)
    }
  }
  work.todo.push({ do: 'activate', node: target, scope: keys.at(-1)!, byFlow: false, given: given(elementId), placed: true })
  return keys
}

function reusable(work: Work, process: Process, scope: Node, around: Key, ancestor: Key): Key {
  const instances = [...work.state.elements.values()].filter((each) => each.scope === around && each.elementId === scope.id)
  const below = (instance: ElementInstance, key: Key) => ancestor > NONE && isBelow(work, instance, key)
  const [only, ...others] = instances
  if (!only) return NONE
  if (others.length === 0) return below(only, ancestor) ? NONE : only.key
  const chosen = instances.find((each) => each.key === ancestor)
  if (chosen) return chosen.key
  if (instances.some((each) => below(each, ancestor))) return NONE
  const selected = ancestor > NONE ? work.state.elements.get(ancestor) : undefined
  const outer = selected && instances.find((each) => isBelow(work, selected, each.key))
  if (outer) return outer.key
  throw new Misplaced(`Expected to modify instance of process '${process.id}' but it contains one or more activate instructions for an element that has a flow scope with more than one active instance: '${scope.id}'. Can't decide in which instance of the flow scope the element should be activated. Please specify an ancestor element instance key for this activate instruction.`)
}

function isBelow(work: Work, instance: ElementInstance, key: Key): boolean {
  for (let at: ElementInstance | undefined = work.state.elements.get(instance.scope); at; at = work.state.elements.get(at.scope)) if (at.key === key) return true
  return false
}

function open(work: Work, process: Process, scope: Node, around: Key, variables: Variables): Key {
  if (scope.type === 'multiInstanceBody' || element(work, around).loop?.kind === 'body') {
    throw new Misplaced(`Expected to modify instance of process '${process.id}' but it contains one or more activate instructions that would result in the activation of multi-instance element '${scope.id}', which is currently unsupported.`)
  }
  const key = work.env.nextKey()
  openScope(work, scope, fresh(key, scope, around), variables)
  return key
}

/** A scope becomes active with nothing in it. @throws Misplaced when what it waits for cannot be evaluated */
export function openScope(work: Work, node: Node, instance: ElementInstance, variables: Variables): void {
  emit(work, { type: 'ElementActivating', element: instance, joined: [], byFlow: false })
  setLocal(work, instance.key, variables)
  emit(work, { type: 'ElementActivated', key: instance.key })
  work.activations++
  try {
    openWaits(work, node, element(work, instance.key))
  } catch (error) {
    if (!(error instanceof ElementFailure)) throw error
    throw new Misplaced(`Expected to subscribe to catch event(s) of '${node.id}' but ${error.message}`)
  }
}

/** A misplaced target as the refusal of its command. */
export function orRefuse(command: string, act: () => void): Rejection | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof Misplaced) return reject(command, 'INVALID_ARGUMENT', error.message)
    throw error
  }
}

const UNSUPPORTED = new Map<Node['type'], string>([['startEvent', 'START_EVENT'], ['boundaryEvent', 'BOUNDARY_EVENT']])
/** As Zeebe 8.8 lists them. */
export const SUPPORTED = '[PROCESS, SUB_PROCESS, EVENT_SUB_PROCESS, AD_HOC_SUB_PROCESS, AD_HOC_SUB_PROCESS_INNER_INSTANCE, INTERMEDIATE_CATCH_EVENT, INTERMEDIATE_THROW_EVENT, END_EVENT, SERVICE_TASK, RECEIVE_TASK, USER_TASK, MANUAL_TASK, TASK, EXCLUSIVE_GATEWAY, PARALLEL_GATEWAY, EVENT_BASED_GATEWAY, INCLUSIVE_GATEWAY, MULTI_INSTANCE_BODY, CALL_ACTIVITY, BUSINESS_RULE_TASK, SCRIPT_TASK, SEND_TASK]'

/** Zeebe's name of a type that cannot be placed; null for the others. */
export function unplaceable(process: Process, id: string): string | null {
  const node = process.nodes.get(id)
  return node ? (UNSUPPORTED.get(node.type) ?? null) : process.flows.has(id) ? 'SEQUENCE_FLOW' : null
}

export function isRacing(process: Process, id: string): boolean {
  return process.nodes.get(id)?.incoming.some((flow) => flow.source.type === 'eventBasedGateway') ?? false
}
