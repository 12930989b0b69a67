/** What a rule looks at: the diagram as graph and tree, the bundle round it, and the organisation it is to run in. */
import type { DecisionGraph } from '../../server/engine/decisions/types.ts'
import type { Problem as EngineProblem } from '../../server/engine/model/problem.ts'
import { graphOf, type Diagram, type Node } from '../../server/matters/diagram.ts'
import { stepsOf } from '../../server/matters/facts.ts'
import type { Bundle, Step } from '../../server/matters/types.ts'

export { UnreadableDiagram } from '../../server/matters/diagram.ts'

export interface DiagramSubject {
  /** The moddle tree, for rules that look closer than the graph. */
  definitions: object
  diagram: Diagram
  steps: Step[]
}

/** The organisation a bundle is to run in. */
export interface OrganisationView {
  hasBody(body: string): boolean
  /** `zhujian/window` */
  hasGroup(group: string): boolean
  /** The logins of the active officers who hold `zhujian/window`. */
  holdersOf(group: string): readonly string[]
}

/** What is wrong with a matter's own letter template, or null: the letter room's judgement, handed in since it is no pure part. */
export type LetterFault = (kind: string, source: string) => string | null

/** Where nobody judges letters, a bundle that brings its own is not published. */
export const letterUnjudged: LetterFault = (kind) => `Nobody can judge the letter "${kind}" here. Publish with the server, or run npm run check.`

/** A file of decision tables as the engine reads it, or why it does not. */
export type ReadTable = { graph: DecisionGraph; problems?: never } | { graph?: never; problems: readonly EngineProblem[] }

/**
 * The other matters of the same folders, or of those that are published, for what a matter says of them. Undefined: there is none of that
 * code; null: none yet, and that is not wrong.
 */
export type MatterOf = (code: string) => Bundle | undefined | null

/** Another matter that is published, or checked together with this one. */
export interface Neighbour {
  code: string
  implementCode: string
  /** Where it is, for messages: its folder, or its name where it is published. */
  place: string
}

export interface BundleSubject extends DiagramSubject {
  bundle: Bundle
  /** The files of its folder tables/, by name. */
  tables: ReadonlyMap<string, ReadTable>
  /** Absent where a bundle is looked at alone. */
  neighbours?: readonly Neighbour[]
  /** Absent where a bundle is looked at alone. */
  matterOf?: MatterOf
  /** The other matters that open cases of this one (联办件). Absent where a bundle is looked at alone. */
  wholes?: readonly Bundle[]
  organisation: OrganisationView
  letterFault: LetterFault
}

export const DIAGRAM = 'process.bpmn'
export const GUIDE = 'matter.json'

const known = new WeakMap<object, DiagramSubject>()

/** @param definitions a moddle tree read with the zeebe extensions.  @throws UnreadableDiagram */
export function subjectOf(definitions: object): DiagramSubject {
  const there = known.get(definitions)
  if (there) return there
  const diagram = graphOf(definitions)
  const subject = { definitions, diagram, steps: stepsOf(diagram) }
  known.set(definitions, subject)
  return subject
}

/** `'窗口受理' (acceptance)`, for messages about a node or a step. */
export function called(one: { name: string } & ({ id: string } | { elementId: string })): string {
  const id = 'id' in one ? one.id : one.elementId
  return one.name === '' ? `"${id}"` : `"${one.name}" (${id})`
}

export function userTasks({ diagram }: Pick<DiagramSubject, 'diagram'>): Node[] {
  return [...diagram.nodes.values()].filter((node) => node.type === 'UserTask')
}
