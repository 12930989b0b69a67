/** Which ways of a diagram a set of played scenarios went: every flow taken, every element entered, every end reached, and what is left. Pure and browser-safe. */
import type { Diagram, Node } from '../../server/matters/diagram.ts'
import type { Trace } from './trace.ts'

export interface Coverage {
  flows: Part
  elements: Part
  ends: Part
  /** Flow or element id -> by how many scenarios it was taken or entered. */
  taken: ReadonlyMap<string, number>
  missing: Missing[]
}

export interface Part { covered: number; all: number }

/** What no scenario went: an element nobody entered, or a flow from one that somebody did. What lies behind is not told again. */
export type Missing =
  | { kind: 'flow'; id: string; name: string; from: Named; to: Named }
  | { kind: 'element'; id: string; name: string; /** Of a boundary event: whose. */ at: Named | null }

export interface Named { id: string; name: string }

export function coverageOf(diagram: Diagram, traces: readonly Trace[]): Coverage {
  const taken = new Map<string, number>()
  for (const trace of traces) for (const id of [...trace.elements.keys(), ...trace.flows.keys()]) taken.set(id, (taken.get(id) ?? 0) + 1)
  const nodes = [...diagram.nodes.values()]
  const part = (ids: string[]): Part => ({ covered: ids.filter((id) => taken.has(id)).length, all: ids.length })
  return {
    taken, flows: part([...diagram.flows.keys()]), elements: part(nodes.map(({ id }) => id)), ends: part(nodes.filter(({ type }) => type === 'EndEvent').map(({ id }) => id)),
    missing: missingIn(diagram, taken),
  }
}

function missingIn(diagram: Diagram, taken: ReadonlyMap<string, number>): Missing[] {
  const entered = (id: string): boolean => taken.has(id)
  const named = (id: string): Named => ({ id, name: (diagram.nodes.get(id)?.name ?? '').replace(/\s+/g, ' ') })
  const flows = [...diagram.flows.values()].filter(({ id, from }) => !entered(id) && entered(from))
    .map(({ id, from, to, name }): Missing => ({ kind: 'flow', id, name, from: named(from), to: named(to) }))
  const behind = new Set(flows.map(({ id }) => diagram.flows.get(id)!.to))
  const elements = [...diagram.nodes.values()].filter((node) => !entered(node.id) && !behind.has(node.id) && begins(node, entered))
    .map(({ id, attachedTo }): Missing => ({ kind: 'element', ...named(id), at: attachedTo === undefined ? null : named(attachedTo) }))
  return [...flows, ...elements]
}

/** Entered by no flow: a boundary event of an element that was entered, an event sub-process, the start. */
function begins({ incoming, attachedTo, scopes }: Node, entered: (id: string) => boolean): boolean {
  if (incoming.length > 0) return false
  return attachedTo === undefined ? scopes.every(entered) : entered(attachedTo)
}

/** What no scenario does, in words: "takes the flow …", "comes to …". */
export function wordsOf(missing: Missing): string {
  if (missing.kind === 'flow') return `takes the flow${missing.name === '' ? '' : ` "${missing.name}"`} from ${called(missing.from)} to ${called(missing.to)}`
  return `comes to ${called(missing)}${missing.at === null ? '' : ` at ${called(missing.at)}`}`
}

function called({ id, name }: Named): string {
  return name === '' ? id : `"${name}" (${id})`
}

/** Whether everything was gone through. */
export function isWhole({ flows, elements }: Coverage): boolean {
  return flows.covered === flows.all && elements.covered === elements.all
}
