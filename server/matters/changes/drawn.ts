/**
 * A BPMN tree -> every element with all its facts, so that no attribute or extension can change unseen; the layout apart.
 * Reading only. Names of facts are BPMN's and Zeebe's own: `header.limit`, `formKey`, `conditionExpression`, `output.x`.
 */
import type { Thing, Things } from './change.ts'

interface Moddle {
  $type: string
  $attrs?: Record<string, string>
  id?: string
  name?: string
  [property: string]: unknown
}

/** Moddle keeps references out of an element's keys. */
const REFERENCES = ['sourceRef', 'targetRef', 'attachedToRef', 'default', 'messageRef', 'errorRef', 'signalRef', 'escalationRef']
/** Named at the roots of a file and told where they are referred to. */
const TOLD_ELSEWHERE = ['Message', 'Error', 'Signal', 'Escalation']
/** Extensions whose attributes have speaking names of their own. */
const PLAIN = ['FormDefinition', 'AssignmentDefinition', 'TaskDefinition']
const NOT_FACTS = ['$type', 'id', 'flowElements', 'artifacts', 'extensionElements']

export interface Drawing { elements: Things; layout: string }

/** @param tree what readTree gave. */
export function drawingOf(tree: object): Drawing {
  const { rootElements, diagrams } = tree as { rootElements?: Moddle[]; diagrams?: unknown }
  const elements: Things = new Map()
  for (const root of rootElements ?? []) if (!TOLD_ELSEWHERE.includes(typeOf(root))) collect(root, undefined, elements)
  return { elements, layout: JSON.stringify(diagrams ?? [], (key, value: unknown) => (key === 'id' ? undefined : value)) }
}

function collect(element: Moddle, scope: string | undefined, elements: Things): void {
  const facts = new Map([['elementType', typeOf(element)]])
  if (scope !== undefined) facts.set('scope', scope)
  flatten(element, '', facts)
  elements.set(element.id ?? typeOf(element), { thing: typeOf(element), subject: subjectOf(element), facts })
  const within = element.$type === 'bpmn:Process' ? undefined : element.id
  for (const child of [...list(element.flowElements), ...list(element.artifacts)]) collect(child, within, elements)
}

function subjectOf(element: Moddle): string {
  const [from, to] = [element.sourceRef, element.targetRef] as (Moddle | undefined)[]
  if (!from || !to) return element.name || element.id || ''
  return `${from.name || from.id} → ${to.name || to.id}${element.name ? ` (${element.name})` : ''}`
}

/** Facts of an element and of what it holds; `body` and `text` are the value of what holds them. */
function flatten(element: Moddle, prefix: string, facts: Thing['facts']): void {
  for (const key of Object.keys(element)) if (!NOT_FACTS.includes(key)) put(element[key], join(prefix, ['body', 'text'].includes(key) ? '' : key), facts)
  for (const [key, value] of Object.entries(element.$attrs ?? {})) if (!key.startsWith('xmlns')) facts.set(join(prefix, key), String(value))
  for (const name of REFERENCES) {
    const target = element[name] as Moddle | undefined
    if (target && typeof target === 'object' && '$type' in target) refer(target, join(prefix, name), facts)
  }
  for (const extension of list((element.extensionElements as Moddle | undefined)?.values)) extend(extension, prefix, facts)
}

function put(value: unknown, name: string, facts: Thing['facts']): void {
  if (Array.isArray(value)) value.forEach((one, index) => put(one, value.length === 1 ? name : join(name, String(index + 1)), facts))
  else if (typeof value === 'object' && value !== null) holder(value as Moddle, name, facts)
  else if (value !== undefined) facts.set(name, String(value))
}

/** An event definition is a fact by being there, even where it says nothing more. */
function holder(element: Moddle, name: string, facts: Thing['facts']): void {
  if (element.$type?.endsWith('EventDefinition')) facts.set(name, typeOf(element))
  flatten(element, name, facts)
}

/** What is a message or an error by name is told by its content; any other element by its id. */
function refer(target: Moddle, name: string, facts: Thing['facts']): void {
  if (TOLD_ELSEWHERE.includes(typeOf(target))) flatten(target, name, facts)
  else facts.set(name, String(target.id))
}

function extend(extension: Moddle, prefix: string, facts: Thing['facts']): void {
  const type = typeOf(extension)
  if (type === 'TaskHeaders') for (const { key, value } of list(extension.values)) facts.set(join(prefix, `header.${String(key)}`), String(value ?? ''))
  else if (type === 'IoMapping') {
    for (const [way, side] of [['input', 'inputParameters'], ['output', 'outputParameters']] as const) {
      for (const { source, target } of list(extension[side])) facts.set(join(prefix, `${way}.${String(target)}`), String(source))
    }
  } else if (type === 'Properties') for (const { name, value } of list(extension.properties)) facts.set(join(prefix, `property.${String(name)}`), String(value))
  else {
    const name = PLAIN.includes(type) ? prefix : join(prefix, type)
    if (name !== prefix) facts.set(name, 'true')
    flatten(extension, name, facts)
  }
}

function join(...parts: string[]): string {
  return parts.filter(Boolean).join('.')
}

function typeOf(element: Moddle): string {
  return element.$type.replace(/^\w+:/, '')
}

function list(value: unknown): Moddle[] {
  return Array.isArray(value) ? (value as Moddle[]) : []
}
