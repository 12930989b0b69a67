/**
 * A step made from a template begins with the template's name, told apart by a number (审批环节 2), so that lists, forms and problems have
 * something to call it; the name is selected when it is edited, and typing replaces it. A name that somebody gave is never touched.
 */
import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor'
import type { Shape } from '../drawing/drawing.ts'

interface Registry { getAll(): Shape[] }
interface Templates { get(element: Shape): { name: string } | null; getAll(): { name: string }[] }
interface Modeling { updateProperties(element: Shape, properties: object): void }
interface Editing { $textbox: HTMLElement; _active: { element: Shape } | null }

/** `审批环节`, or with the first number that nobody has: `审批环节 2`. */
export function uniqueName(base: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base} ${number}`
    if (!taken.has(name)) return name
  }
}

/** Whether nobody gave it: none, or a template's with or without its number. */
export function isDefaultName(name: string, templates: readonly string[]): boolean {
  return name.trim() === '' || templates.includes(name.replace(/ \d+$/, ''))
}

class DefaultNames extends CommandInterceptor {
  static override $inject = ['eventBus', 'modeling', 'elementRegistry', 'elementTemplates', 'directEditing']

  constructor(eventBus: { on(event: string, listener: () => void): void }, modeling: Modeling, registry: Registry, templates: Templates, editing: Editing) {
    super(eventBus as never)
    const defaults = (): string[] => templates.getAll().map(({ name }) => name)
    this.postExecuted(['propertiesPanel.zeebe.changeTemplate', 'shape.create'], 90, (event: { context: { element?: Shape; shape?: Shape; oldTemplate?: { id: string } | null; newTemplate?: { id: string } | null } }) => {
      const { oldTemplate, newTemplate } = event.context
      if (oldTemplate && oldTemplate.id === newTemplate?.id) return // the same in a newer version
      const element = event.context.element ?? event.context.shape
      if (!element || element.labelTarget || !element.businessObject.get('zeebe:modelerTemplate')) return
      const [base, name] = [templates.get(element)?.name, element.businessObject.name ?? '']
      if (base === undefined || name.replace(/ \d+$/, '') === base || !isDefaultName(name, defaults())) return
      const taken = new Set(registry.getAll().filter((one) => one !== element).map(({ businessObject }) => businessObject?.name ?? ''))
      modeling.updateProperties(element, { name: uniqueName(base, taken) })
    })
    eventBus.on('directEditing.activate', () => {
      const element = editing._active?.element
      if (!element || !isDefaultName(element.businessObject.name ?? '', defaults())) return
      const content = editing.$textbox.querySelector('[contenteditable]')
      if (content) getSelection()?.selectAllChildren(content)
    })
  }
}

export const defaultNamesModule = { __init__: ['tongbanDefaultNames'], tongbanDefaultNames: ['type', DefaultNames] }
