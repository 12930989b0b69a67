/** What a check looks at, and how it speaks. A check is a pure function from a subject to problems; index.ts lists them. */
import type { Diagram, Node } from '../diagram.ts'
import type { Bundle, Problem, Step } from '../types.ts'

/** The organisation a bundle is to run in. */
export interface OrganisationView {
  hasBody(body: string): boolean
  /** `zhujian/window` */
  hasGroup(group: string): boolean
}

/** What is wrong with a matter's own letter template, or null: the letter room's judgement, handed in since it is no room below. */
export type LetterFault = (kind: string, source: string) => string | null

/** Where nobody judges letters, a bundle that brings its own is not published. */
export const letterUnjudged: LetterFault = (kind) => `Nobody can judge the letter "${kind}" here. Publish with the server, or run npm run check.`

/** What is said of a matter whose check itself broke: the matter is not published, and the others are not concerned. */
export function brokenOff(error: unknown): Problem {
  return { severity: 'error', file: 'matter.json', message: `The check of this matter broke off (${error instanceof Error ? error.message : String(error)}). This is a bug of the check, not of the matter; please report it with the matter's folder.` }
}

export interface Subject {
  letterFault: LetterFault
  bundle: Bundle
  diagram: Diagram
  steps: Step[]
  organisation: OrganisationView
}

export type Check = (subject: Subject) => Problem[]

export const DIAGRAM = 'process.bpmn'
export const GUIDE = 'matter.json'

export function error(file: string, element: string | undefined, message: string): Problem {
  return { severity: 'error', file, ...(element === undefined ? {} : { element }), message }
}

export function warning(file: string, element: string | undefined, message: string): Problem {
  return { ...error(file, element, message), severity: 'warning' }
}

/** `'窗口受理' (acceptance)`, for messages about a node or a step. */
export function called(one: { name: string } & ({ id: string } | { elementId: string })): string {
  const id = 'id' in one ? one.id : one.elementId
  return one.name === '' ? `"${id}"` : `"${one.name}" (${id})`
}

export function userTasks({ diagram }: Subject): Node[] {
  return [...diagram.nodes.values()].filter((node) => node.type === 'UserTask')
}
