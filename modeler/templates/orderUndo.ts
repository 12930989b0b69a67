/**
 * Whenever a step of a template is changed, bpmn-js-element-templates puts its headers and mappings into the template's order, by a command that it
 * hands the past of the change it follows (UpdateTemplatePropertiesOrder spreads that one's context): undone, a step's old name or version was
 * written onto its headers. Here each such command is left to note its own past.
 */
interface Command { context?: { oldProperties?: object; changed?: object[] } }
interface EventBus { on(event: string, listener: (event: { context: Command[] }) => void): void }

class OrderUndo {
  static $inject = ['eventBus']

  constructor(eventBus: EventBus) {
    eventBus.on('commandStack.element-templates.multi-command-executor.preExecute', ({ context: commands }) => {
      for (const { context } of commands) {
        delete context?.oldProperties
        delete context?.changed
      }
    })
  }
}

export const orderUndoModule = { __init__: ['templateOrderUndo'], templateOrderUndo: ['type', OrderUndo] }
