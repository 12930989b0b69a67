/** Parallel gateway: it joins (flows.ts waits for all) and forks; as in Zeebe it is activated and completed in one go. */
import { leave } from '../behaviors/flows.ts'
import type { ParallelNode } from '../model/types.ts'
import { emit } from '../work.ts'
import type { ElementType } from './element.ts'

export const parallelGateway: ElementType<ParallelNode> = {
  activate(work, node, element) {
    emit(work, { type: 'ElementActivated', key: element.key })
    emit(work, { type: 'ElementCompleting', key: element.key })
    leave(work, node, element)
  },
  complete() {},
  terminate() {},
}
