/** Two diagrams compared: elements and flows that came or went, facts of steps, limits; the layout as one change. Pure. */
import { readTree } from '../diagram.ts'
import { compareThings, type Area, type Change, type Thing, type Things } from './change.ts'
import { drawingOf } from './drawn.ts'

const FILE = 'process.bpmn'
/** Facts that say how long something may take or whose time it is. */
const LIMITS = /^header\.(limit|limitSource|allot|clock|plan)$|\.?time(Duration|Date|Cycle)$/
/** Facts that say where an element stands in the drawing, not what is done there. */
const STRUCTURE = /^(elementType|name|scope|sourceRef|targetRef|default|attachedToRef|eventDefinitions.*|conditionExpression)$/

/** @throws UnreadableDiagram */
export async function compareDiagrams(before: string, after: string): Promise<Change[]> {
  if (before === after) return []
  const [was, is] = [drawingOf(await readTree(before)), drawingOf(await readTree(after))]
  const changes = compareThings(FILE, withSameIds(was.elements, is.elements), is.elements, areaOf)
  // what became of an element that came or went says its shape, too
  if (was.layout === is.layout || changes.some(({ fact }) => fact === undefined)) return changes
  return [...changes, { area: 'shape', kind: 'changed', file: FILE, place: '', thing: 'layout', subject: '' }]
}

function areaOf({ thing }: Thing, fact?: string): Area {
  if (fact !== undefined && LIMITS.test(fact)) return 'limit'
  return fact !== undefined && /Task$|Activity$/.test(thing) && !STRUCTURE.test(fact) ? 'step' : 'shape'
}

/** A flow that was drawn anew between the same elements on the same condition is the same flow, whatever id the modeler gave it. */
function withSameIds(before: Things, after: Things): Things {
  const fresh = new Map([...after].filter(([id, { thing }]) => thing === 'SequenceFlow' && !before.has(id)).map(([id, flow]) => [drawnAs(flow), id]))
  return new Map([...before].map(([id, one]) => [one.thing === 'SequenceFlow' && !after.has(id) ? fresh.get(drawnAs(one)) ?? id : id, one]))
}

function drawnAs({ facts }: Thing): string {
  return JSON.stringify([...facts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
