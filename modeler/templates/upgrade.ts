/**
 * Steps made with an older version of their template are brought up to date when their file is opened, all as one command that one undo
 * takes back. A step of a newer version than is known here is left as it is.
 */
import type { Drawing, Moddle, Shape } from '../drawing/drawing.ts'
import { extensionOf, headersOf, setHeader, type Writers } from '../panel/extensions.ts'
import type { Template } from './index.ts'
import { planOf, type Gone } from './upgradePlan.ts'

export interface Step { element: string; name: string }

export interface Upgraded {
  steps: Step[]
  /** What the person had set and the template has no more. */
  gone: (Step & Gone)[]
  /** Made with a version that is not known here. */
  newer: (Step & { version: number })[]
}

interface Outdated { element: Shape; template: Template }

/** One command for all steps: preExecute makes others of it, so undo takes them back together. */
class UpgradeSteps {
  static $inject = ['bpmnFactory', 'modeling']

  constructor(readonly bpmnFactory: Writers['bpmnFactory'], readonly modeling: Writers['modeling']) {}

  preExecute({ steps, gone }: { steps: Outdated[]; gone: (Step & Gone)[] }): void {
    for (const { element, template } of steps) {
      const plan = planOf(headersOf(element), template)
      for (const [key, value] of plan.changes) setHeader(this, element, key, value ?? undefined)
      this.fix(element, template)
      this.modeling.updateProperties(element, { 'zeebe:modelerTemplateVersion': template.version })
      gone.push(...plan.gone.map((one) => ({ ...stepOf(element), ...one })))
    }
  }

  /** What a template fixes beside headers: the job type, the key of its message. */
  private fix(element: Shape, { properties }: Template): void {
    for (const { type, value, binding } of properties) {
      if (type !== 'Hidden') continue
      const holder = binding.type === 'zeebe:taskDefinition' ? extensionOf(element, 'zeebe:TaskDefinition') : binding.type === 'bpmn:Message#zeebe:subscription#property' ? subscriptionOf(element) : undefined
      const name = binding.property ?? binding.name ?? ''
      if (holder && holder.get(name) !== value) this.modeling.updateModdleProperties(element, holder, { [name]: value })
    }
  }
}

export const upgradeModule = {
  __init__: [['commandStack', (commandStack: { registerHandler(name: string, handler: unknown): void }) => commandStack.registerHandler('tongban.upgradeSteps', UpgradeSteps)]],
}

export function upgrade(drawing: Drawing): Upgraded {
  const [registry, templates] = [drawing.get('elementRegistry'), drawing.get('elementTemplates')]
  const told: Upgraded = { steps: [], gone: [], newer: [] }
  const outdated: Outdated[] = []
  for (const element of registry.getAll().filter((shape) => !shape.labelTarget && isOurs(shape.businessObject))) {
    const template = templates.getLatest(element.businessObject.get('zeebe:modelerTemplate') as string)[0] as Template | undefined
    const version = Number(element.businessObject.get('zeebe:modelerTemplateVersion') ?? 0)
    if (template && version < template.version) outdated.push({ element, template })
    if (template && version > template.version) told.newer.push({ ...stepOf(element), version })
  }
  if (outdated.length > 0) drawing.get('commandStack').execute('tongban.upgradeSteps', { steps: outdated, gone: told.gone })
  return { ...told, steps: outdated.map(({ element }) => stepOf(element)) }
}

function subscriptionOf(element: Shape): Moddle | undefined {
  const message = (element.businessObject.eventDefinitions as { messageRef?: Moddle }[] | undefined)?.[0]?.messageRef
  return (message?.get('extensionElements') as { values?: Moddle[] } | undefined)?.values?.find(({ $type }) => $type === 'zeebe:Subscription')
}

function stepOf({ id, businessObject }: Shape): Step {
  return { element: id, name: businessObject.name || id }
}

function isOurs(element: Moddle | undefined): boolean {
  return typeof element?.get === 'function' && String(element.get('zeebe:modelerTemplate') ?? '').startsWith('tongban:')
}
