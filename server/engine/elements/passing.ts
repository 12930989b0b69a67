/** Elements a token only passes: start events, none end events, boundary events once triggered. */
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import type { BoundaryNode, Node, StartNode } from '../model/types.ts'
import type { ElementInstance } from '../state.ts'
import { emit, type Work } from '../work.ts'
import type { ElementType } from './element.ts'

/** Activated and at once on its way to completion. */
export function pass(work: Work, node: Node, element: ElementInstance): void {
  applyInputs(work, node, element)
  emit(work, { type: 'ElementActivated', key: element.key })
  work.todo.push({ do: 'complete', key: element.key })
}

export const passing: ElementType<StartNode | BoundaryNode> = {
  activate: pass,
  complete(work, node, element) {
    applyOutputs(work, node, element)
    leave(work, node, element)
  },
  terminate() {},
}
