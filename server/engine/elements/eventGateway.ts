/** Event-based gateway: waits for the events behind it; the first that happens goes on, without its flow being taken (BPMN 10.6.6). */
import { closeWaits, openWaits } from '../behaviors/subscriptions.ts'
import { occur } from '../behaviors/triggers.ts'
import type { EventGatewayNode } from '../model/types.ts'
import { emit, processOf } from '../work.ts'
import type { ElementType } from './element.ts'

export const eventGateway: ElementType<EventGatewayNode> = {
  activate(work, node, element) {
    openWaits(work, node, element)
    emit(work, { type: 'ElementActivated', key: element.key })
  },
  complete(work, node, element) {
    closeWaits(work, element.key)
    emit(work, { type: 'ElementCompleted', key: element.key, elementId: node.id })
    const event = processOf(work, element).nodes.get(element.trigger?.eventId ?? '')
    if (event) occur(work, event, element.scope, element.trigger!.variables)
  },
  terminate(work, _node, element) {
    closeWaits(work, element.key)
  },
}
