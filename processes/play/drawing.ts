/**
 * A diagram as SVG, from the places its author gave the shapes (BPMN DI), with what was gone through marked. Every text is escaped and no
 * attribute is taken over as it is, since anybody may have drawn it. Pure and browser-safe.
 */
import { readTree } from '../../server/matters/diagram.ts'
import { escape } from './escape.ts'
import { frame, iconOf, label, type Bounds } from './shapes.ts'

interface Element {
  $type: string
  id?: string
  name?: string
  [property: string]: unknown
}

/** How an element is shown: by how many scenarios it was gone through; null: it is nobody's way. */
export type CountOf = (id: string) => number | null

export interface Drawing { svg: string; width: number; height: number }

const MARGIN = 20

/** @throws UnreadableDiagram. A diagram without places gives null. */
export async function drawDiagram(xml: string, countOf: CountOf): Promise<Drawing | null> {
  const tree = (await readTree(xml)) as Element
  const planes = list(tree.diagrams).flatMap((diagram) => list((diagram.plane as Element | undefined)?.planeElement))
  const shapes = planes.filter(({ $type, bounds }) => $type === 'bpmndi:BPMNShape' && boundsOf(bounds) !== null)
  const edges = planes.filter(({ $type, waypoint }) => $type === 'bpmndi:BPMNEdge' && pointsOf(waypoint).length > 1)
  if (shapes.length === 0) return null
  const corners = [...shapes.map(({ bounds }) => boundsOf(bounds)!), ...planes.flatMap(({ label: named }) => { const at = boundsOf((named as Element | undefined)?.bounds); return at ? [at] : [] }), ...edges.flatMap(({ waypoint }) => pointsOf(waypoint).map(({ x, y }) => ({ x, y, width: 0, height: 0 })))]
  const left = Math.min(...corners.map(({ x }) => x)) - MARGIN
  const top = Math.min(...corners.map(({ y }) => y)) - MARGIN
  const width = Math.max(...corners.map(({ x, width: wide }) => x + wide)) - left + MARGIN
  const height = Math.max(...corners.map(({ y, height: high }) => y + high)) - top + MARGIN
  // larger shapes lie behind: a sub-process before what is in it
  const ordered = [...shapes].sort((a, b) => areaOf(b) - areaOf(a))
  const body = [...ordered.filter(isScope).map((shape) => drawShape(shape, countOf)), ...edges.map((edge) => drawEdge(edge, countOf)), ...ordered.filter((shape) => !isScope(shape)).map((shape) => drawShape(shape, countOf))]
  return { width, height, svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[left, top, width, height].map(round).join(' ')}" width="${round(width)}" height="${round(height)}" role="img">${body.join('')}</svg>` }
}

function drawShape(shape: Element, countOf: CountOf): string {
  const element = shape.bpmnElement as Element | undefined
  const bounds = boundsOf(shape.bounds)!
  const type = (element?.$type ?? '').replace('bpmn:', '')
  const count = element?.id === undefined ? null : countOf(element.id)
  const events = list(element?.eventDefinitions).map(({ $type }) => $type.replace('bpmn:', ''))
  const beside = element?.isInterrupting === false || element?.cancelActivity === false
  const named = boundsOf((shape.label as Element | undefined)?.bounds)
  const title = element?.name || element?.id || ''
  return `<g class="${classOf(count)}"><title>${escape(told(title, count))}</title>${frame(type, bounds, { beside, event: element?.triggeredByEvent === true })}${iconOf(type, events, bounds)}${label(type, element?.name ?? '', bounds, named)}</g>`
}

function drawEdge(edge: Element, countOf: CountOf): string {
  const element = edge.bpmnElement as Element | undefined
  const points = pointsOf(edge.waypoint)
  const flow = element?.$type === 'bpmn:SequenceFlow'
  const count = flow && element?.id !== undefined ? countOf(element.id) : null
  const named = boundsOf((edge.label as Element | undefined)?.bounds)
  const text = element?.name && named ? label('Edge', element.name, named, named) : ''
  const way = points.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ')
  return `<g class="flow ${classOf(count)}"><title>${escape(told(element?.name || element?.id || '', count))}</title><polyline points="${way}"${flow ? ` marker-end="url(#${count === 0 ? 'arrow-missed' : 'arrow'})"` : ''}/>${text}</g>`
}

function classOf(count: number | null): string {
  return count === null ? 'plain' : count === 0 ? 'missed' : 'taken'
}

function told(name: string, count: number | null): string {
  return count === null ? name : `${name} · ${count}`
}

function isScope({ bpmnElement }: Element): boolean {
  return ['bpmn:SubProcess', 'bpmn:Participant', 'bpmn:Lane'].includes((bpmnElement as Element | undefined)?.$type ?? '')
}

function areaOf({ bounds }: Element): number {
  const { width, height } = boundsOf(bounds)!
  return width * height
}

function list(value: unknown): Element[] {
  return Array.isArray(value) ? (value as Element[]) : []
}

/** Numbers alone are taken over. */
function boundsOf(value: unknown): Bounds | null {
  const { x, y, width, height } = (value ?? {}) as Record<string, unknown>
  return [x, y, width, height].every(Number.isFinite) ? { x: Number(x), y: Number(y), width: Number(width), height: Number(height) } : null
}

function pointsOf(value: unknown): { x: number; y: number }[] {
  return list(value).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)).map(({ x, y }) => ({ x: Number(x), y: Number(y) }))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
