/** Intermediate throw events: none, link, signal, escalation, compensation. Message events are jobs (jobTask.ts). */
import { compensate } from '../behaviors/compensation.ts'
import { escalate } from '../behaviors/errors.ts'
import { text } from '../behaviors/expressions.ts'
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import { throwSignal } from '../behaviors/signals.ts'
import { lookup } from '../behaviors/variables.ts'
import { linkTarget } from '../model/check.ts'
import type { EndNode, Thrown, ThrowNode } from '../model/types.ts'
import type { ElementInstance } from '../state.ts'
import { emit, processOf, type Work } from '../work.ts'
import type { ElementType } from './element.ts'
import { goOn, pass } from './passing.ts'

export const throwEvent: ElementType<ThrowNode> = {
  activate(work, node, element) {
    if (node.throws.kind === 'none' || node.throws.kind === 'link') pass(work, element)
    else raiseEvent(work, node, element, node.throws)
  },
  complete(work, node, element) {
    if (node.throws.kind === 'compensation') return leave(work, node, element) // mappings have no effect there (Zeebe)
    applyOutputs(work, node, element)
    if (node.throws.kind !== 'link') return leave(work, node, element)
    const target = linkTarget(processOf(work, element), node, node.throws.name)!
    emit(work, { type: 'ElementCompleted', key: element.key, elementId: node.id })
    work.todo.push({ do: 'activate', node: target, scope: element.scope, byFlow: false })
  },
  terminate() {},
}

/** Of end events too. The event goes on, unless an escalation was caught by something that interrupts, or something is undone first. */
export function raiseEvent(work: Work, node: ThrowNode | EndNode, element: ElementInstance, thrown: Exclude<Thrown, { kind: 'error' }>): void {
  if (thrown.kind === 'compensation') {
    emit(work, { type: 'ElementActivated', key: element.key })
    if (!compensate(work, node, element, thrown.activity)) goOn(work, element)
    return
  }
  if (thrown.kind === 'signal') {
    applyInputs(work, node, element)
    throwSignal(work, element, text(work, node.id, thrown.name, lookup(work.state, element.key)))
    return pass(work, element)
  }
  const code = text(work, node.id, thrown.code, lookup(work.state, element.key))
  emit(work, { type: 'ElementActivated', key: element.key })
  if (escalate(work, element, code)) work.todo.push({ do: 'complete', key: element.key })
}
