/** Multi-instance body: it makes an inner instance an item, all at once or one after the other, and ends when the last has. */
import { leave } from '../behaviors/flows.ts'
import { activateInner, collectionOf, startResults } from '../behaviors/loops.ts'
import { closeWaits, openWaits } from '../behaviors/subscriptions.ts'
import { propagate } from '../behaviors/variables.ts'
import type { MultiInstanceNode } from '../model/types.ts'
import { emit } from '../work.ts'
import type { ElementType } from './element.ts'
import { scope } from './scope.ts'

export const multiInstanceBody: ElementType<MultiInstanceNode> = {
  activate(work, node, element) {
    const items = collectionOf(work, node, element.key)
    const { length } = items
    openWaits(work, node, element)
    emit(work, { type: 'LoopStarted', key: element.key, items })
    emit(work, { type: 'ElementActivated', key: element.key })
    startResults(work, node, element.key, length)
    if (length === 0) work.todo.push({ do: 'complete', key: element.key })
    else if (node.loop.sequential) activateInner(work, node, element.key)
    else work.todo.push({ do: 'next', key: element.key })
  },
  complete(work, node, element) {
    closeWaits(work, element.key)
    const { output } = node.loop
    const results = output && work.state.variables.get(element.key)?.[output.collection]
    if (output && results !== undefined) propagate(work, element.scope, { [output.collection]: results! })
    leave(work, node, element)
  },
  terminate: (work, node, element) => scope.terminate(work, node as never, element),
}
