/**
 * Input and output mappings. A later mapping sees the results of the earlier ones, as in the one FEEL context Zeebe makes of them;
 * a target with dots builds a context, on the way out merged into the one that exists.
 */
import type { FeelValue, Lookup } from '../feel/values.ts'
import type { Mapping, Node } from '../model/types.ts'
import type { ElementInstance, Variables } from '../state.ts'
import { ElementFailure, emit, type Work } from '../work.ts'
import { value } from './expressions.ts'
import { define, lookup, propagate, setLocal, type Sight } from './variables.ts'

export function applyInputs(work: Work, node: Node, element: ElementInstance): void {
  if (node.inputs.length === 0) return
  setLocal(work, element.key, evaluateAll(work, node, node.inputs, element, false))
}

/**
 * What the element leaves behind. With output mappings its trigger's variables stay local and only the mapped ones leave;
 * without, they propagate by themselves. They come once (Zeebe): an element that fails after this and is tried again finds
 * what was mended meanwhile, not what came over it a second time.
 */
export function applyOutputs(work: Work, node: Node, element: ElementInstance): void {
  const came = element.trigger?.variables ?? {}
  if (element.trigger) emit(work, { type: 'Triggered', key: element.key, trigger: null })
  if (node.outputs.length > 0) {
    setLocal(work, element.key, came)
    // an instance of a multi-instance activity keeps its results to itself; the body gathers what is wanted of them
    propagate(work, element.loop?.kind === 'inner' ? element.key : element.scope, evaluateAll(work, node, node.outputs, element, true))
  } else if (Object.keys(came).length > 0) {
    propagate(work, element.key, came)
  } else if (bringsVariables(node)) {
    propagate(work, element.scope, work.state.variables.get(element.key) ?? {})
  }
}

/** Events that have happened hold what they brought as their own. An error's variables stay with the event that caught it. */
function bringsVariables(node: Node): boolean {
  if (node.type === 'boundaryEvent') return node.trigger !== 'error'
  return node.type === 'startEvent' || (node.type === 'intermediateCatchEvent' && node.awaitedBy !== null)
}

function evaluateAll(work: Work, node: Node, mappings: readonly Mapping[], element: ElementInstance, merge: boolean): Variables {
  const results: Record<string, FeelValue> = {}
  const variables = lookup(work.state, element.key, results)
  for (const mapping of mappings) {
    const { value: found } = evaluated(work, node, mapping, variables)
    put(results, mapping.target, found, merge ? variables : null)
  }
  return results
}

function evaluated(work: Work, node: Node, mapping: Mapping, variables: Sight) {
  try {
    return value(work, node.id, mapping.source, variables)
  } catch (error) {
    if (error instanceof ElementFailure) throw new ElementFailure('IO_MAPPING_ERROR', error.message)
    throw error
  }
}

function put(results: Record<string, FeelValue>, [name, ...path]: readonly string[], found: FeelValue, existing: Lookup | null): void {
  if (name === undefined) return
  if (path.length === 0) return define(results, name, found)
  const before = Object.hasOwn(results, name) ? results[name] : existing?.get(name)
  define(results, name, within(before ?? null, path, found))
}

/** A copy of `before` (or a fresh context, when there is none) with the value at the path; what is no context becomes null, as in Zeebe. */
function within(before: FeelValue, [name, ...path]: readonly string[], found: FeelValue): FeelValue {
  if (name === undefined) return found
  if (before !== null && (typeof before !== 'object' || Array.isArray(before))) return null
  const copy: Record<string, FeelValue> = { ...before }
  define(copy, name, within(Object.hasOwn(copy, name) ? copy[name]! : null, path, found))
  return copy
}
