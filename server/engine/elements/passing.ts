/** Elements a token only passes: boundary events once they have happened. */
import { leave } from '../behaviors/flows.ts'
import { applyOutputs } from '../behaviors/mappings.ts'
import type { BoundaryNode } from '../model/types.ts'
import type { ElementInstance } from '../state.ts'
import { emit, type Work } from '../work.ts'
import type { ElementType } from './element.ts'

/** Activated and at once on its way to completion. */
export function pass(work: Work, element: ElementInstance): void {
  emit(work, { type: 'ElementActivated', key: element.key })
  work.todo.push({ do: 'complete', key: element.key })
}

/** Nothing is waited for: it completes in its turn, after what was set going before it; in 8.5 in the turn that has activated it. */
export function goOn(work: Work, { key }: ElementInstance): void {
  const completion = { do: 'complete', key } as const
  if (work.env.line === '8.5') work.todo.unshift(completion)
  else work.todo.push(completion)
}

export const passing: ElementType<BoundaryNode> = {
  activate: (work, _node, element) => pass(work, element),
  complete(work, node, element) {
    applyOutputs(work, node, element)
    leave(work, node, element)
  },
  terminate() {},
}
