/** Gives a diagram's text a picture where it carries none (layout.ts): participants below each other, their flows, sub-processes open. Whatever else it holds stays. */
import { BpmnModdle } from 'bpmn-moddle'
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' }
import { laidOut, type Box, type Graph, type Laid, type LayoutNode, type Point } from './layout.ts'

interface Element { $type: string; id: string; flowElements?: Element[]; participants?: Element[]; messageFlows?: Element[]; rootElements?: Element[]; processRef?: Element; sourceRef?: Element; targetRef?: Element; attachedToRef?: Element; diagrams?: object[] }
interface Moddle { fromXML(xml: string): Promise<{ rootElement: Element }>; toXML(tree: object, options: object): Promise<{ xml: string }>; create(type: string, attributes: object): object }

const PICTURE = /<(?:[\w.-]+:)?BPMNDiagram[\s>/]/
/** Left of a participant its name stands, upright. */
const [NAME, EDGE, BETWEEN] = [30, 40, 40]

/** @returns null: it has a picture, or nothing that could have one */
export async function pictured(xml: string): Promise<string | null> {
  if (PICTURE.test(xml)) return null
  const moddle = new BpmnModdle({ zeebe }) as unknown as Moddle
  const { rootElement } = await moddle.fromXML(xml)
  const roots = rootElement.rootElements ?? []
  const plane = roots.find(({ $type }) => $type === 'bpmn:Collaboration') ?? roots.find(({ $type }) => $type === 'bpmn:Process')
  if (!plane) return null
  const fresh = (id: string): string => (xml.includes(`"${id}"`) ? fresh(`${id}_`) : id)
  const bounds = (box: Box): object => moddle.create('dc:Bounds', rounded(box))
  const shape = (element: Element, box: Box, more: object = {}): object => moddle.create('bpmndi:BPMNShape', { id: fresh(`${element.id}_di`), bpmnElement: element, bounds: bounds(box), ...more })
  const edge = (element: Element, way: readonly Point[]): object => moddle.create('bpmndi:BPMNEdge', { id: fresh(`${element.id}_di`), bpmnElement: element, waypoint: way.map((point) => moddle.create('dc:Point', rounded(point))) })
  const inside = (flowElements: readonly Element[], laid: Laid, x: number, y: number): object[] => flowElements.flatMap((element) => {
    const [box, way] = [laid.boxes.get(element.id), laid.ways.get(element.id)]
    if (way) return [edge(element, way.map((point) => ({ x: point.x + x, y: point.y + y })))]
    if (!box) return []
    const more = /SubProcess$|Transaction$/.test(element.$type) ? { isExpanded: Boolean(element.flowElements?.length) } : /ExclusiveGateway$/.test(element.$type) ? { isMarkerVisible: true } : {}
    return [shape(element, { ...box, x: box.x + x, y: box.y + y }, more), ...inside(element.flowElements ?? [], laid, x, y)]
  })
  const planeElement = plane.participants ? pools(plane, { shape, edge, inside }) : inside(plane.flowElements ?? [], laidOut(graphOf(plane)), 160, 80)
  rootElement.diagrams = [moddle.create('bpmndi:BPMNDiagram', { id: fresh('BPMNDiagram_1'), plane: moddle.create('bpmndi:BPMNPlane', { id: fresh('BPMNPlane_1'), bpmnElement: plane, planeElement }) })]
  return (await moddle.toXML(rootElement, { format: true })).xml
}

interface Makers { shape(element: Element, box: Box, more?: object): object; edge(element: Element, way: readonly Point[]): object; inside(elements: readonly Element[], laid: Laid, x: number, y: number): object[] }

/** A participant without a process is an empty band as wide as the widest. */
function pools({ participants = [], messageFlows = [] }: Element, { shape, edge, inside }: Makers): object[] {
  const laid = participants.map(({ processRef }) => (processRef?.flowElements?.length ? laidOut(graphOf(processRef)) : null))
  const width = Math.max(400, ...laid.map((one) => (one ? one.width : 0) + NAME + 2 * EDGE))
  const places = new Map<string, Box>()
  let y = 80
  const made = participants.flatMap((participant, index) => {
    const content = laid[index]
    const box = { x: 160, y, width, height: content ? content.height + 2 * EDGE : 60 }
    y += box.height + BETWEEN
    places.set(participant.id, box)
    const [left, top] = [box.x + NAME + EDGE, box.y + EDGE]
    for (const [id, one] of content?.boxes ?? []) places.set(id, { ...one, x: one.x + left, y: one.y + top })
    return [shape(participant, box, { isHorizontal: true }), ...(content ? inside(participant.processRef!.flowElements!, content, left, top) : [])]
  })
  const messages = messageFlows.flatMap((flow) => {
    const [from, to] = [places.get(flow.sourceRef?.id ?? ''), places.get(flow.targetRef?.id ?? '')]
    return from && to ? [edge(flow, between(from, to))] : []
  })
  return [...made, ...messages]
}

/** From the lower edge to the upper one of what lies below, or the other way round. */
function between(from: Box, to: Box): Point[] {
  const down = from.y < to.y
  const [start, end] = [{ x: from.x + from.width / 2, y: down ? from.y + from.height : from.y }, { x: to.x + to.width / 2, y: down ? to.y : to.y + to.height }]
  const middle = (start.y + end.y) / 2
  return start.x === end.x ? [start, end] : [start, { x: start.x, y: middle }, { x: end.x, y: middle }, end]
}

function graphOf({ flowElements = [] }: Element): Graph {
  const nodes = flowElements.filter(({ $type, id }) => id && /(?:Event|Gateway|Task|SubProcess|CallActivity|Transaction)$/.test($type))
  return {
    nodes: nodes.map((node): LayoutNode => ({
      id: node.id, kind: node.$type.endsWith('Event') ? 'event' : node.$type.endsWith('Gateway') ? 'gateway' : 'activity',
      ...(node.flowElements?.length ? { inside: graphOf(node) } : {}), ...(node.attachedToRef ? { on: node.attachedToRef.id } : {}),
    })),
    flows: flowElements.flatMap(({ $type, id, sourceRef, targetRef }) => ($type === 'bpmn:SequenceFlow' && id && sourceRef && targetRef ? [{ id, from: sourceRef.id, to: targetRef.id }] : [])),
  }
}

function rounded<T extends object>(numbers: T): T {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Math.round(value as number)])) as T
}
