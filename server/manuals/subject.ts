/** What a generated view is made from, read once: the bundle, its diagram, its steps in order, and the names of the place. Pure. */
import { edgesOf, type Edge } from '../matters/roads.ts'
import { readDiagram, type Diagram, type Node } from '../matters/diagram.ts'
import { stepsOf } from '../matters/facts.ts'
import type { Bundle, Step } from '../matters/types.ts'
import { sayIn, type Locale, type Say } from './words.ts'

export interface Subject {
  bundle: Bundle
  diagram: Diagram
  edges: Map<string, Edge[]>
  steps: Step[]
  /** Bodies by id, groups by `<body>/<role>`; what is not there is shown by its code. */
  names: ReadonlyMap<string, string>
  say: Say
}

/** @throws UnreadableDiagram */
export async function subjectOf(bundle: Bundle, names: ReadonlyMap<string, string>, locale: Locale): Promise<Subject> {
  const diagram = await readDiagram(bundle.diagram)
  return { bundle, diagram, edges: edgesOf(diagram), steps: stepsOf(diagram), names, say: sayIn(locale) }
}

/** A step that a person does: an officer, a department, the applicant. */
export function isPersons({ kind }: Step): boolean {
  return kind === 'task'
}

export function nodeOf({ diagram }: Subject, step: Step): Node {
  return diagram.nodes.get(step.elementId)!
}

export function nameOf({ diagram }: Subject, elementId: string): string {
  return diagram.nodes.get(elementId)?.name || elementId
}

/** `window` of the matter's own body, `ziran/handler` of another, as people call them. */
export function groupName({ bundle, names }: Subject, candidate: string): string {
  return names.get(candidate.includes('/') ? candidate : `${bundle.matter.body}/${candidate}`) ?? candidate
}

export function bodyName({ names }: Subject, id: string): string {
  return names.get(id) ?? id
}
