/** Reads and writes what an element carries under extensionElements, each change as one command that one undo takes back. */
import type { Moddle, Shape } from '../drawing/drawing.ts'

export interface Writers {
  bpmnFactory: { create(type: string, properties: object): Moddle }
  modeling: { updateProperties(element: Shape, properties: object): void; updateModdleProperties(element: Shape, moddle: Moddle, properties: object): void }
}

export interface Header { key: string; value: string }

export function extensionOf(element: Shape, type: string): Moddle | undefined {
  return valuesOf(element).find(({ $type }) => $type === type)
}

export function headersOf(element: Shape): Header[] {
  const headers = extensionOf(element, 'zeebe:TaskHeaders')?.get('values') as { key?: string; value?: string }[] | undefined
  return (headers ?? []).map(({ key = '', value = '' }) => ({ key, value }))
}

export function headerOf(element: Shape, key: string): string | undefined {
  return headersOf(element).find((header) => header.key === key)?.value
}

/**
 * The other headers stay the very same, with what a foreign tool wrote into them.
 * @param value empty or undefined takes the header away
 */
export function setHeader(writers: Writers, element: Shape, key: string, value: string | undefined): void {
  const holder = extensionOf(element, 'zeebe:TaskHeaders')
  const headers = (holder?.get('values') as Moddle[] | undefined) ?? []
  const there = headers.find((header) => header.key === key)
  if (value && there) return writers.modeling.updateModdleProperties(element, there, { value })
  const fresh = value ? [writers.bpmnFactory.create('zeebe:Header', { key, value })] : []
  if (!value && !there) return
  const values = [...headers.filter((header) => header !== there), ...fresh]
  if (!holder) return put(writers, element, 'zeebe:TaskHeaders', { values })
  if (values.length === 0) return put(writers, element, 'zeebe:TaskHeaders', null)
  for (const one of fresh) one.$parent = holder
  writers.modeling.updateModdleProperties(element, holder, { values })
}

/** Headers without a value: templates leave one for each property that may stay empty, and an empty one says nothing. */
export function dropEmptyHeaders(writers: Writers, element: Shape): void {
  const headers = headersOf(element)
  const told = headers.filter(({ value }) => value !== '')
  if (told.length < headers.length) put(writers, element, 'zeebe:TaskHeaders', told.length === 0 ? null : { values: told.map((header) => writers.bpmnFactory.create('zeebe:Header', header)) })
}

/** Puts an extension of a type in the place of the one there is, or takes it away (null). */
export function put({ bpmnFactory, modeling }: Writers, element: Shape, type: string, properties: object | null): void {
  const holder = element.businessObject.get('extensionElements') as Moddle | undefined
  const made = properties === null ? [] : [adopt(bpmnFactory.create(type, properties))]
  const values = [...valuesOf(element).filter(({ $type }) => $type !== type), ...made]
  if (holder) {
    for (const one of made) one.$parent = holder
    return modeling.updateModdleProperties(element, holder, { values })
  }
  const fresh = bpmnFactory.create('bpmn:ExtensionElements', { values })
  fresh.$parent = element.businessObject
  for (const one of made) one.$parent = fresh
  modeling.updateProperties(element, { extensionElements: fresh })
}

function adopt(made: Moddle): Moddle {
  for (const child of (made.values as Moddle[] | undefined) ?? []) child.$parent = made
  return made
}

function valuesOf(element: Shape): Moddle[] {
  return (element.businessObject.get('extensionElements') as { values?: Moddle[] } | undefined)?.values ?? []
}
