/** What happens between a multi-instance body and its inner instances: items handed out, results gathered, the next made, the rest ended. */
import type { FeelValue } from '../feel/values.ts'
import { typeOf } from '../feel/values.ts'
import type { MultiInstanceNode } from '../model/types.ts'
import type { ElementInstance, Key, LoopState, Variables } from '../state.ts'
import { element, ElementFailure, nodeOf, type Work } from '../work.ts'
import { boolean, value, wrong } from './expressions.ts'
import { pathEnded } from './flows.ts'
import { define, lookup, setLocal, type Sight } from './variables.ts'

export function collectionOf(work: Work, node: MultiInstanceNode, scope: Key): readonly FeelValue[] {
  const result = value(work, node.id, node.loop.inputCollection, lookup(work.state, scope))
  if (!Array.isArray(result.value)) throw wrong(node.loop.inputCollection, `'ARRAY'`, result)
  return result.value
}

export function startResults(work: Work, { loop }: MultiInstanceNode, body: Key, length: number): void {
  if (loop.output) setLocal(work, body, { [loop.output.collection]: Array<null>(length).fill(null) })
}

export function activateInner(work: Work, node: MultiInstanceNode, body: Key): void {
  work.todo.push({ do: 'activate', node: node.inner, scope: body, byFlow: false })
}

/** One inner instance of a parallel body, and the request for the one after it. */
export function nextInner(work: Work, key: Key): void {
  const body = work.state.elements.get(key)
  if (!body || body.phase !== 'activated' || bodyLoop(body).items.length === 0) return
  activateInner(work, nodeOf(work, body) as MultiInstanceNode, key)
  if (bodyLoop(body).items.length > 1) work.todo.push({ do: 'next', key })
}

/** What the next inner instance is given: its number, its item, and a place of its own for its result. */
export function innerLoop(work: Work, body: ElementInstance): { state: LoopState; variables: Variables } {
  const { items, created } = bodyLoop(body)
  const [counter, item] = [created + 1, items[0] ?? null]
  return { state: { kind: 'inner', counter, item }, variables: innerVariables(nodeOf(work, body) as MultiInstanceNode, counter, item) }
}

/** An inner instance that could not begin is given all of it anew when it tries again, over what its input mappings have made of it (Zeebe). */
export function innerAgain(work: Work, inner: ElementInstance): void {
  const { loop } = inner
  if (loop?.kind === 'inner' && loop.item !== undefined) setLocal(work, inner.key, innerVariables(placeOf(work, inner).node, loop.counter, loop.item))
}

function innerVariables({ loop: { inputElement, output } }: MultiInstanceNode, counter: number, item: FeelValue): Variables {
  const variables: Record<string, FeelValue> = {}
  if (inputElement) define(variables, inputElement, item)
  if (output?.variable && output.variable !== inputElement && output.variable !== 'loopCounter') define(variables, output.variable, null)
  define(variables, 'loopCounter', counter)
  return variables
}

/**
 * Before an inner instance is gone: its result enters the collection. Tells whether the completion condition holds.
 * @throws ElementFailure, which leaves the inner instance where it is
 */
export function gatherResult(work: Work, inner: ElementInstance): boolean {
  const { node, body, counter } = placeOf(work, inner)
  const { output, completion } = node.loop
  const variables = lookup(work.state, inner.key)
  if (output) {
    const result = value(work, node.id, output.element, variables).value
    setLocal(work, body.key, { [output.collection]: replaced(work.state.variables.get(body.key)?.[output.collection] ?? null, output.collection, counter, result) })
  }
  return completion !== null && boolean(work, node.id, completion, counting(variables, body))
}

/** After an inner instance is gone by completion: the rest is ended, the next is made, or the body is through. */
export function nextOfLoop(work: Work, bodyKey: Key, satisfied: boolean): void {
  const body = element(work, bodyKey)
  const node = nodeOf(work, body) as MultiInstanceNode
  if (satisfied) work.todo.push({ do: 'terminateChildren', key: bodyKey })
  else if (bodyLoop(body).items.length > 0) return node.loop.sequential ? activateInner(work, node, bodyKey) : undefined // of a parallel one the next is on its way
  pathEnded(work, bodyKey)
}

function placeOf(work: Work, inner: ElementInstance): { node: MultiInstanceNode; body: ElementInstance; counter: number } {
  const body = element(work, inner.scope)
  return { body, node: nodeOf(work, body) as MultiInstanceNode, counter: inner.loop?.kind === 'inner' ? inner.loop.counter : 0 }
}

function bodyLoop(body: ElementInstance): Extract<LoopState, { kind: 'body' }> {
  if (body.loop?.kind !== 'body') throw new Error(`Element instance ${body.key} is no multi-instance body`)
  return body.loop
}

function replaced(collection: FeelValue, name: string, counter: number, result: FeelValue): FeelValue {
  const shared = 'This may happen when multiple BPMN elements write to the same variable.'
  if (!Array.isArray(collection)) throw new ElementFailure('EXTRACT_VALUE_ERROR', `Unable to update an item in output collection '${name}' because the type of the output collection is: ${MSGPACK[typeOf(collection)]}. ${shared}`)
  if (counter > collection.length) throw new ElementFailure('EXTRACT_VALUE_ERROR', `Unable to update an item in output collection '${name}' at position ${counter} because the size of the collection is: ${collection.length}. ${shared}`)
  return collection.with(counter - 1, result)
}

/** Zeebe speaks of the encoded types here. */
const MSGPACK = { NULL: 'NIL', BOOLEAN: 'BOOLEAN', NUMBER: 'INTEGER', STRING: 'STRING', ARRAY: 'ARRAY', OBJECT: 'MAP' } as const

/** What a completion condition may ask beside the variables; the instance that is completing counts as completed. */
function counting(variables: Sight, body: ElementInstance): Sight {
  const loop = bodyLoop(body)
  const numbers: Variables = {
    numberOfInstances: loop.created,
    numberOfActiveInstances: body.children - 1,
    numberOfCompletedInstances: loop.completed + 1,
    numberOfTerminatedInstances: loop.terminated,
  }
  return {
    scope: variables.scope,
    get: (name) => (Object.hasOwn(numbers, name) ? numbers[name] : variables.get(name)),
    all: () => ({ ...variables.all(), ...numbers }),
  }
}
