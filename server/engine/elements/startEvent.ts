/** Start events. Once one is left, its scope begins to wait for what is drawn at it: boundary events and event sub-processes (Zeebe). */
import { leave } from '../behaviors/flows.ts'
import { applyOutputs } from '../behaviors/mappings.ts'
import { openWaits } from '../behaviors/subscriptions.ts'
import type { StartNode } from '../model/types.ts'
import { element as current, nodeOf } from '../work.ts'
import type { ElementType } from './element.ts'
import { pass } from './passing.ts'

export const startEvent: ElementType<StartNode> = {
  activate: (work, _node, element) => pass(work, element),
  complete(work, node, element) {
    applyOutputs(work, node, element)
    const scope = current(work, element.scope)
    openWaits(work, nodeOf(work, scope), scope)
    leave(work, node, element)
  },
  terminate() {},
}
