/** Tasks of no kind, and those done by hand: passed at once, their mappings and boundary events without effect (Zeebe). */
import { leave } from '../behaviors/flows.ts'
import type { PlainTaskNode } from '../model/types.ts'
import type { ElementType } from './element.ts'
import { pass } from './passing.ts'

export const plainTask: ElementType<PlainTaskNode> = {
  activate: (work, _node, element) => pass(work, element),
  complete: (work, node, element) => leave(work, node, element),
  terminate() {},
}
