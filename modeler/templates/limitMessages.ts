/** The message of a limit is named after the step it stands on (`limit-<step>`); the platform sends it by that name, so it follows the step. */
import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor'
import type { Moddle, Shape } from '../drawing/drawing.ts'
import { conceptOfElement } from './facts.ts'

interface Modeling { updateModdleProperties(element: Shape, moddle: Moddle, properties: object): void }

export class limitMessages extends CommandInterceptor {
  static override $inject = ['eventBus', 'modeling', 'elementRegistry']

  constructor(eventBus: object, modeling: Modeling, registry: { getAll(): Shape[] }) {
    super(eventBus as never)
    const changes = ['shape.create', 'element.updateAttachment', 'element.updateProperties', 'propertiesPanel.zeebe.changeTemplate', 'shape.replace']
    this.postExecuted(changes, 200, () => {
      for (const event of registry.getAll().filter((shape) => shape.type === 'bpmn:BoundaryEvent' && !shape.labelTarget)) rename(event, modeling)
    })
  }
}

function rename(event: Shape, modeling: Modeling): void {
  if (conceptOfElement(event.businessObject) !== 'limit-reached') return
  const host = event.businessObject.attachedToRef as { id: string } | undefined
  const message = (event.businessObject.eventDefinitions as { messageRef?: Moddle }[] | undefined)?.[0]?.messageRef
  if (!host || !message || message.name === `limit-${host.id}`) return
  modeling.updateModdleProperties(event, message, { name: `limit-${host.id}` })
}
