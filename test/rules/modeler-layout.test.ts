/** A picture for a diagram that has none: everything is drawn, nothing lies on anything else, lines run level and upright and go through no shape. */
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { laidOut, type Box, type Graph, type LayoutNode, type Point } from '../../modeler/drawing/layout.ts'
import { pictured } from '../../modeler/drawing/picture.ts'
import { matterFolders } from '../../server/matters/bundle.ts'
import { readDiagram } from '../../server/matters/diagram.ts'

const apart = (a: Box, b: Box): boolean => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
const through = (way: readonly Point[], box: Box): boolean => way.slice(1).some((to, index) => {
  const from = way[index]!
  return !apart({ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) }, box)
})
const onEdge = ({ x, y }: Point, box: Box): boolean => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height

/** What is wrong with a picture, in words. */
function faultsOf(graph: Graph): string[] {
  const { boxes, ways } = laidOut(graph)
  const { nodes, flows } = graph
  const box = (id: string): Box => boxes.get(id)!
  const hosts = new Map(nodes.flatMap(({ id, on }) => (on ? [[id, on] as const] : [])))
  const over = nodes.flatMap((a, index) => nodes.slice(index + 1).filter((b) => hosts.get(a.id) !== b.id && hosts.get(b.id) !== a.id && !apart(box(a.id), box(b.id))).map((b) => `${a.id} on ${b.id}`))
  const lines = flows.flatMap(({ id, from, to }) => {
    const way = ways.get(id)!
    const crossed = nodes.filter((node) => node.id !== from && node.id !== to && through(way, box(node.id))).map((node) => `${id} through ${node.id}`)
    const bent = way.slice(1).some((point, index) => point.x !== way[index]!.x && point.y !== way[index]!.y)
    return [...crossed, ...(bent ? [`${id} is bent`] : []), ...(onEdge(way[0]!, box(from)) && onEdge(way.at(-1)!, box(to)) ? [] : [`${id} hangs`])]
  })
  return [...over, ...lines]
}

test('whatever is drawn, circles, islands and events on steps included', () => {
  const graphs = fc.integer({ min: 1, max: 14 }).chain((count) => fc.record({
    kinds: fc.array(fc.constantFrom('event', 'gateway', 'activity', 'boundary', 'wide'), { minLength: count, maxLength: count }),
    links: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 24 }),
  }))
  fc.assert(fc.property(graphs, ({ kinds, links }) => {
    const inside: Graph = { nodes: [{ id: 'in1', kind: 'event' }, { id: 'in2', kind: 'activity' }], flows: [{ id: 'inner', from: 'in1', to: 'in2' }] }
    const nodes = kinds.map((kind, index): LayoutNode => {
      const host = kinds.findIndex((other) => other === 'activity')
      if (kind === 'boundary' && host >= 0 && kinds.slice(0, index).filter((one) => one === 'boundary').length < 2) return { id: `n${index}`, kind: 'event', on: `n${host}` }
      return kind === 'wide' ? { id: `n${index}`, kind: 'activity', inside: { nodes: inside.nodes.map((one) => ({ ...one, id: `${one.id}-${index}` })), flows: [{ id: `inner-${index}`, from: `in1-${index}`, to: `in2-${index}` }] } } : { id: `n${index}`, kind: kind === 'boundary' ? 'event' : kind }
    })
    const flows = links.filter(([from, to]) => nodes[to]!.on === undefined && from !== to).map(([from, to], index) => ({ id: `f${index}`, from: `n${from}`, to: `n${to}` }))
    expect(faultsOf({ nodes, flows })).toEqual([])
  }), { numRuns: 400 })
})

describe('a matter whose picture was taken away', () => {
  it.each(matterFolders('processes'))('%s has one again, and nothing else of it changed', async (code) => {
    const whole = readFileSync(`processes/${code}/process.bpmn`, 'utf8')
    const bare = whole.replace(/<bpmndi:BPMNDiagram[^]*<\/bpmndi:BPMNDiagram>/, '')
    const drawn = (await pictured(bare))!
    const { nodes, flows } = await readDiagram(drawn)
    const shown = new Set([...drawn.matchAll(/<bpmndi:BPMN(?:Shape|Edge) [^>]*bpmnElement="([^"]+)"/g)].map(([, id]) => id))
    expect([...nodes.keys(), ...flows.keys()].filter((id) => !shown.has(id))).toEqual([])
    expect({ ...(await readDiagram(drawn)) }).toEqual({ ...(await readDiagram(bare)) })
    expect(await pictured(drawn), 'what has a picture keeps it').toBeNull()
  })
})
