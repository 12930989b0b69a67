/** What the elements on the canvas are called (unnamed.ts): the drawing is ahead of its text while somebody types. */
import type { Diagram } from '../server/matters/diagram.ts'
import type { Drawing, Moddle, Shape } from './drawing/drawing.ts'
import { conceptOfElement } from './templates/facts.ts'
import { namesOf, type Spoken } from './unnamed.ts'
import type { Locale, Words } from './words/words.ts'

export function namesOn(drawing: Drawing, words: Words, locale: Locale): Map<string, string> {
  return namesOf(shapesOn(drawing).map(spoken), words, locale)
}

/** Nodes and lines, not their labels, the process or a picture of data. */
export function shapesOn(drawing: Drawing): Shape[] {
  return drawing.get('elementRegistry').getAll().filter(({ type, labelTarget }) => !labelTarget && /(?:Task|Event|Gateway|SubProcess|CallActivity|Transaction|SequenceFlow)$/.test(type))
}

/** A graph of the drawing in which every node has something to be called; the graph is changed. */
export function namedGraph(diagram: Diagram, drawing: Drawing, words: Words, locale: Locale): Diagram {
  const nameless = [...diagram.nodes.values()].filter(({ name }) => name === '')
  if (nameless.length === 0) return diagram
  const names = namesOn(drawing, words, locale)
  for (const node of nameless) node.name = names.get(node.id) ?? ''
  return diagram
}

function spoken({ id, type, businessObject }: Shape): Spoken {
  const reference = (name: string): string | undefined => (businessObject[name] as Moddle | undefined)?.id
  const [on, to] = [reference('attachedToRef'), reference('targetRef')]
  const before = type === 'bpmn:SequenceFlow' ? [reference('sourceRef')] : ((businessObject.incoming as Moddle[] | undefined) ?? []).map((line) => (line.sourceRef as Moddle | undefined)?.id)
  return {
    id, name: businessObject.name?.trim() ?? '', type: type.replace('bpmn:', ''), concept: conceptOfElement(businessObject), from: before.filter((one) => one !== undefined),
    ...(on === undefined ? {} : { on }), ...(to === undefined || type !== 'bpmn:SequenceFlow' ? {} : { to }),
  }
}
