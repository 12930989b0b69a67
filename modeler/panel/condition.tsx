/**
 * When a case takes a line: chosen from the outcomes of the steps before it, in words. The expression itself is hidden until it is asked for, or
 * where it says more than one outcome.
 */
import { Group } from '@bpmn-io/properties-panel'
import type { Moddle, Shape } from '../drawing/drawing.ts'
import { variablesAt } from '../feel/variables.ts'
import { Signal } from '../signal.ts'
import { choice } from './entries.tsx'
import type { Writers } from './extensions.ts'
import type { PanelGroup, Surroundings } from './groups.tsx'
import type { Choice } from './picking.ts'

const NONE = ''
const DEFAULT = '-default'
const FEEL = '-feel'

/** Flows whose expression was asked for. */
const asked = new Set<string>()
/** Tells that something was asked for: the panel is made anew. */
export const feelAsked = new Signal(0)

export interface Commands { execute(command: string, context: object): void }

/** Whether a line out of here carries a condition. */
export function isConditional(element: Shape): boolean {
  const source = (element.businessObject.sourceRef as Moddle | undefined)?.$type
  return element.type === 'bpmn:SequenceFlow' && (source === 'bpmn:ExclusiveGateway' || source === 'bpmn:InclusiveGateway')
}

/** Whether the expression is to be shown. */
export function showsExpression(element: Shape, surroundings: Surroundings): boolean {
  return !isConditional(element) || read(element, outcomeChoices(element, surroundings)) === FEEL
}

export function conditionGroup(element: Shape, writers: Writers, commands: Commands, surroundings: Surroundings): PanelGroup {
  const { words } = surroundings
  const known = outcomeChoices(element, surroundings)
  const entry = choice({
    id: 'tongban-when', label: words('panel.when'), description: words('panel.whenHelp'),
    get: () => read(element, known),
    set: (value) => write(element, value, known, writers, commands),
    choices: () => [{ value: NONE, label: words('panel.when.none') }, ...known, { value: DEFAULT, label: words('panel.when.default') }, { value: FEEL, label: words('panel.when.feel') }],
  })
  return { id: 'tongban-when', label: words('panel.condition'), component: Group, entries: [entry] }
}

/** `=acceptance = "accept"`: 窗口受理：受理. Nearest step first. */
function outcomeChoices(element: Shape, surroundings: Surroundings): Choice[] {
  const place = surroundings.place()
  if (!place || !isConditional(element)) return []
  return variablesAt(place, element.id).flatMap(({ name, title, outcomes }) => (outcomes ?? []).map((outcome) => ({ value: `=${name} = ${JSON.stringify(outcome.value)}`, label: `${title ?? name}：${outcome.title}` })))
}

function read(element: Shape, known: Choice[]): string {
  const flow = element.businessObject
  if (asked.has(element.id)) return FEEL
  if ((flow.sourceRef as Moddle).default === flow) return DEFAULT
  const body = String((flow.conditionExpression as Moddle | undefined)?.body ?? '')
  if (body.trim() === '' || body.trim() === '=') return NONE
  return known.find(({ value }) => squeezed(value) === squeezed(body))?.value ?? FEEL
}

function squeezed(text: string): string {
  return text.replace(/\s*=\s*/g, '=').trim()
}

/** One command, so that one undo takes it back. A line without words is named by the outcome it stands for. */
function write(element: Shape, value: string, known: Choice[], { bpmnFactory }: Writers, commands: Commands): void {
  if (value === FEEL) asked.add(element.id)
  else asked.delete(element.id)
  if (value === FEEL) return feelAsked.set(feelAsked.get() + 1)
  const flow = element.businessObject
  const source = (element as unknown as { source: Shape }).source
  const wasDefault = source.businessObject.default === flow
  const titleOf = (choice: Choice | undefined): string | undefined => choice?.label.split('：').at(-1)
  const named = known.map(titleOf)
  const title = titleOf(known.find((one) => one.value === value))
  const ofFlow = {
    conditionExpression: value === NONE || value === DEFAULT ? undefined : bpmnFactory.create('bpmn:FormalExpression', { body: value }),
    ...(title !== undefined && (!flow.name || named.includes(flow.name)) ? { name: title } : {}),
  }
  commands.execute('properties-panel.multi-command-executor', [
    { cmd: 'element.updateProperties', context: { element, properties: ofFlow } },
    ...(value === DEFAULT || wasDefault ? [{ cmd: 'element.updateProperties', context: { element: source, properties: { default: value === DEFAULT ? flow : undefined } } }] : []),
  ])
}
