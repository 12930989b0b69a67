/**
 * Our groups in the properties panel, in the order people think in; what only the engine cares for (job types, mappings, listeners) is
 * hidden until it is asked for. A step that becomes a concept gets the form and the candidates that go with it.
 */
import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor'
import type { Shape } from '../drawing/drawing.ts'
import { Signal } from '../signal.ts'
import { stepDefaults } from '../templates/defaults.ts'
import { conceptOfElement } from '../templates/facts.ts'
import { dropEmptyHeaders, extensionOf, put, type Writers } from './extensions.ts'
import { conditionGroup, feelAsked, isConditional, showsExpression, type Commands } from './condition.tsx'
import { decisionGroup } from './decision.tsx'
import { returnsGroup, sheetGroups, stepGroup, stepPicks, type PanelGroup, type Surroundings } from './groups.tsx'

/** After the templates' own provider (300): it has put its groups in by then. */
const AFTER_TEMPLATES = 200

/** Shown of a concept while the engine's matters are hidden. */
const PLAIN = /^(general|documentation|multiInstance|condition|message|signal|error|escalation|timer|ElementTemplates__Template$|ElementTemplates__CustomProperties)/
/** Said better by a group of ours. */
const REPLACED = new Set(['assignmentDefinition', 'form', 'ElementTemplates__CustomProperties-decision', 'ElementTemplates__CustomProperties-sheet', 'ElementTemplates__CustomProperties-return'])
const ORDER = [/^general/, /^tongban-when/, /^tongban-step/, /^tongban-decision/, /limit$/, /^tongban-sheet/, /^tongban-departments/, /-sign$/, /-decide$/, /^tongban-returns/, /CustomProperties/, /^(condition|message|error|timer)/, /^ElementTemplates__Template/, /^documentation/]

/** Whether the engine's own groups are shown. */
export const technical = new Signal(false)

class Panel {
  static $inject = ['propertiesPanel', 'bpmnFactory', 'modeling', 'eventBus', 'config.surroundings', 'commandStack']

  constructor(panel: { registerProvider(priority: number, provider: object): void }, readonly bpmnFactory: Writers['bpmnFactory'], readonly modeling: Writers['modeling'], eventBus: { fire(event: string): void }, private readonly surroundings: Surroundings, private readonly commands: Commands) {
    panel.registerProvider(AFTER_TEMPLATES, this)
    for (const asked of [technical, feelAsked]) asked.on(() => eventBus.fire('propertiesPanel.providersChanged'))
  }

  getGroups(element: Shape) {
    return (groups: PanelGroup[]): PanelGroup[] => {
      if (Array.isArray(element) || !element.businessObject) return groups
      const ours = this.ours(element, groups)
      const others = groups.filter(({ id }) => id !== 'condition' || !isConditional(element))
      const shown = technical.get() ? others : others.filter(({ id }) => PLAIN.test(id) && !(ours.length > 0 && REPLACED.has(id))).map((group) => this.picked(element, withoutReplaced(group))).filter(({ entries }) => entries === undefined || entries.length > 0)
      return [...shown, ...ours].sort((a, b) => rank(a.id) - rank(b.id))
    }
  }

  /** The engine's view keeps the text. */
  private picked(element: Shape, group: PanelGroup): PanelGroup {
    return group.entries ? { ...group, entries: group.entries.map(stepPicks(element, this, this.surroundings)) } : group
  }

  private ours(element: Shape, groups: PanelGroup[]): PanelGroup[] {
    if (isConditional(element)) {
      const made = conditionGroup(element, this, this.commands, this.surroundings)
      const written = technical.get() || showsExpression(element, this.surroundings) ? groups.find(({ id }) => id === 'condition')?.entries ?? [] : []
      return [{ ...made, entries: [...made.entries!, ...written] }]
    }
    const concept = element.labelTarget ? null : conceptOfElement(element.businessObject)
    if (concept === 'decision-table') return [decisionGroup(element, this, this.surroundings)]
    if (concept === null || !Object.hasOwn(stepDefaults, concept)) return []
    const sheet = concept === 'co-approval-sheet' ? sheetGroups(element, this, this.surroundings) : []
    const returns = concept === 'supplement' ? [] : [returnsGroup(element, this, this.surroundings)]
    return [stepGroup(element, this, this.surroundings), ...sheet, ...returns]
  }
}

/** What a group of ours says better is not said twice. */
function withoutReplaced(group: PanelGroup): PanelGroup {
  return group.entries ? { ...group, entries: group.entries.filter(({ property }) => (property as { binding?: { key?: string } } | undefined)?.binding?.key !== 'decides') } : group
}

function rank(id: string): number {
  const at = ORDER.findIndex((part) => part.test(id))
  return at < 0 ? ORDER.length : at
}

class StepDefaults extends CommandInterceptor {
  static override $inject = ['eventBus', 'bpmnFactory', 'modeling']

  constructor(eventBus: object, bpmnFactory: Writers['bpmnFactory'], modeling: Writers['modeling']) {
    super(eventBus as never)
    const writers = { bpmnFactory, modeling }
    this.postExecuted(['propertiesPanel.zeebe.changeTemplate', 'shape.create'], 100, (event: { context: { element?: Shape; shape?: Shape } }) => {
      const element = event.context.element ?? event.context.shape
      if (element?.businessObject?.get('zeebe:modelerTemplate')) dropEmptyHeaders(writers, element)
      if (element?.type === 'bpmn:UserTask' && element.businessObject.get('zeebe:modelerTemplate')) complete(element, writers)
    })
  }
}

function complete(element: Shape, writers: Writers): void {
  const defaults = stepDefaults[conceptOfElement(element.businessObject) ?? '']
  if (!defaults) return
  if (!extensionOf(element, 'zeebe:FormDefinition')) put(writers, element, 'zeebe:FormDefinition', { formKey: defaults.form })
  if (defaults.candidates && !extensionOf(element, 'zeebe:AssignmentDefinition')) put(writers, element, 'zeebe:AssignmentDefinition', { candidateGroups: defaults.candidates })
}

export const panelModule = { __init__: ['tongbanPanel', 'tongbanStepDefaults'], tongbanPanel: ['type', Panel], tongbanStepDefaults: ['type', StepDefaults] }
