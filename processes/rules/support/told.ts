/** How a run that goes wrong is told: the elements in order, the last ones only where it is long. */
import type { Sentence } from '../../../server/forms/sentence.ts'
import type { Diagram } from '../../../server/matters/diagram.ts'
import { finding, type Finding } from '../rule.ts'
import { soundnessOf, type Unsound } from '../soundness/soundness.ts'
import { called, DIAGRAM } from '../subject.ts'

/** More names than these nobody reads in a sentence; the counterexample has them all. */
const MOST_NAMED = 12

export function unsoundFindings(diagram: Diagram, faults: Unsound['fault'][], say: (element: string, road: string) => Sentence): Finding[] {
  return soundnessOf(diagram).unsound.filter(({ fault }) => faults.includes(fault)).map(({ element, moves }) => ({
    ...finding(DIAGRAM, element, say(nameOf(diagram, element), roadOf(diagram, moves.map((move) => move.via ?? move.element)))),
    ...(moves.length > 0 ? { counterexample: moves } : {}),
  }))
}

export function nameOf(diagram: Diagram, id: string): string {
  const node = diagram.nodes.get(id)
  return node ? called(node) : `"${id}"`
}

function roadOf(diagram: Diagram, ids: string[]): string {
  const named = ids.slice(-MOST_NAMED).map((id) => diagram.nodes.get(id)?.name || id)
  return [...(ids.length > MOST_NAMED ? ['…'] : []), ...named].join(' → ')
}
