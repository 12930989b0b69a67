/**
 * A picture for a diagram's text that has none: layers from left to right along the flows, sub-processes opened, events on their activities' lower
 * edge, lines with right angles. Lanes, data and notes are not drawn; each participant's process lies below the one before. Pure: numbers, no moddle.
 */
export interface LayoutNode { id: string; kind: 'event' | 'gateway' | 'activity'; /** Inside a sub-process. */ inside?: Graph; /** The activity it stands on. */ on?: string }
export interface LayoutFlow { id: string; from: string; to: string }
export interface Graph { nodes: LayoutNode[]; flows: LayoutFlow[] }
export interface Box { x: number; y: number; width: number; height: number }
export interface Point { x: number; y: number }
export interface Laid { boxes: Map<string, Box>; ways: Map<string, Point[]>; width: number; height: number }

const SIZES = { event: { width: 36, height: 36 }, gateway: { width: 50, height: 50 }, activity: { width: 100, height: 80 } }
/** Between layers there is room for a label and for the lines' corners, between rows for a name below an event. */
const [ACROSS, BELOW, INNER] = [70, 60, 40]

/** Everything of one scope, its upper left corner at nought. */
export function laidOut(graph: Graph): Laid {
  const inner = new Map(graph.nodes.flatMap((node) => (node.inside ? [[node.id, laidOut(node.inside)] as const] : [])))
  const free = graph.nodes.filter(({ on }) => on === undefined)
  const hosts = new Map(graph.nodes.flatMap(({ id, on }) => (on === undefined ? [] : [[id, on] as const])))
  const anchor = (id: string): string => { const seen = new Set<string>(); let at = id; while (hosts.has(at) && !seen.has(at)) { seen.add(at); at = hosts.get(at)! } return at }
  const known = new Set(free.map(({ id }) => id))
  const links = graph.flows.map(({ from, to }) => [anchor(from), anchor(to)] as const).filter(([from, to]) => known.has(from) && known.has(to) && from !== to)
  const layers = inLayers(free.map(({ id }) => id), links)
  const rows = inRows(layers, links)
  const size = (node: LayoutNode): { width: number; height: number } => {
    const within = inner.get(node.id)
    return within ? { width: Math.max(100, within.width + 2 * INNER), height: Math.max(80, within.height + 2 * INNER) } : SIZES[node.kind]
  }
  const boxes = placed(free, layers, rows, size)
  standing(graph.nodes, boxes)
  for (const [id, within] of inner) moved(within, boxes.get(id)!, boxes)
  const ways = new Map([...inner.values()].flatMap(({ ways: all }) => [...all]))
  const [own, all] = [free.map(({ id }) => boxes.get(id)!), graph.nodes.flatMap(({ id }) => boxes.get(id) ?? [])]
  let height = Math.max(0, ...all.map(({ y, height: tall }) => y + tall))
  for (const { id, from, to } of graph.flows) {
    const [a, b] = [boxes.get(from), boxes.get(to)]
    if (!a || !b) continue
    ways.set(id, wayOf({ a, b, stands: hosts.has(from) }, columnsIn(own), all, () => (height += 24)))
  }
  return { boxes, ways, width: Math.max(0, ...own.map(({ x, width }) => x + width)) + 30, height: height + 10 }
}

/** The longest way from a beginning counts; lines that go back are taken out first. */
function inLayers(ids: readonly string[], links: readonly (readonly [string, string])[]): Map<string, number> {
  const after = new Map(ids.map((id) => [id, links.filter(([from]) => from === id).map(([, to]) => to)]))
  const state = new Map<string, 'open' | 'done'>()
  const order: string[] = []
  const back = new Set<string>()
  for (const root of [...ids.filter((id) => !links.some(([, to]) => to === id)), ...ids]) {
    if (state.has(root)) continue
    const stack = [{ id: root, at: 0 }]
    state.set(root, 'open')
    while (stack.length > 0) {
      const top = stack.at(-1)!
      const next = after.get(top.id)![top.at++]
      if (next === undefined) { state.set(top.id, 'done'); order.unshift(top.id); stack.pop() }
      else if (state.get(next) === 'open') back.add(`${top.id}\n${next}`)
      else if (!state.has(next)) { state.set(next, 'open'); stack.push({ id: next, at: 0 }) }
    }
  }
  const layers = new Map(ids.map((id) => [id, 0]))
  for (const id of order) for (const next of after.get(id)!) if (!back.has(`${id}\n${next}`)) layers.set(next, Math.max(layers.get(next)!, layers.get(id)! + 1))
  return layers
}

/** In each layer beside what leads there, as far as that is free: a road that does not branch stays level. */
function inRows(layers: ReadonlyMap<string, number>, links: readonly (readonly [string, string])[]): Map<string, number> {
  const rows = new Map<string, number>()
  const most = Math.max(0, ...layers.values())
  for (let layer = 0; layer <= most; layer++) {
    const wanted = [...layers].filter(([, at]) => at === layer).map(([id]) => {
      const before = links.filter(([from, to]) => to === id && layers.get(from)! < layer).map(([from]) => rows.get(from)!)
      return { id, row: before.length === 0 ? 0 : Math.min(...before) }
    }).sort((a, b) => a.row - b.row)
    const taken = new Set<number>()
    for (const { id, row } of wanted) {
      let free = row
      while (taken.has(free)) free++
      taken.add(free)
      rows.set(id, free)
    }
  }
  return rows
}

/** Columns as wide and rows as high as what stands in them. */
function placed(nodes: readonly LayoutNode[], layers: ReadonlyMap<string, number>, rows: ReadonlyMap<string, number>, size: (node: LayoutNode) => { width: number; height: number }): Map<string, Box> {
  const [widths, heights] = [new Map<number, number>(), new Map<number, number>()]
  for (const node of nodes) {
    const { width, height } = size(node)
    const [layer, row] = [layers.get(node.id)!, rows.get(node.id)!]
    widths.set(layer, Math.max(widths.get(layer) ?? 0, width))
    heights.set(row, Math.max(heights.get(row) ?? 0, height))
  }
  const starts = (sizes: Map<number, number>, gap: number): Map<number, number> => {
    let at = 0
    return new Map([...sizes].sort(([a], [b]) => a - b).map(([key, length]) => { const start = at; at += length + gap; return [key, start] }))
  }
  const [columns, lines] = [starts(widths, ACROSS), starts(heights, BELOW)]
  return new Map(nodes.map((node) => {
    const { width, height } = size(node)
    const [layer, row] = [layers.get(node.id)!, rows.get(node.id)!]
    return [node.id, { x: columns.get(layer)! + (widths.get(layer)! - width) / 2, y: lines.get(row)! + (heights.get(row)! - height) / 2, width, height }]
  }))
}

/** Events beside each other on the lower edge of what they stand on. */
function standing(nodes: readonly LayoutNode[], boxes: Map<string, Box>): void {
  const count = new Map<string, number>()
  for (const { id, on } of nodes) {
    const host = on === undefined ? undefined : boxes.get(on)
    if (!host) continue
    const number = count.get(on!) ?? 0
    count.set(on!, number + 1)
    boxes.set(id, { x: host.x + host.width - 46 - number * 42, y: host.y + host.height - 18, width: 36, height: 36 })
  }
}

function moved(within: Laid, { x, y }: Box, boxes: Map<string, Box>): void {
  for (const [id, box] of within.boxes) boxes.set(id, { ...box, x: box.x + x + INNER, y: box.y + y + INNER })
  for (const [id, way] of within.ways) within.ways.set(id, way.map((point) => ({ x: point.x + x + INNER, y: point.y + y + INNER })))
}

/** Where the gaps beside a box's column are. */
function columnsIn(boxes: readonly Box[]): { left(box: Box): number; right(box: Box): number } {
  const beside = ({ x, width }: Box): Box[] => boxes.filter((one) => one.x <= x + width / 2 && one.x + one.width >= x + width / 2)
  return { left: (box) => Math.min(box.x, ...beside(box).map(({ x }) => x)), right: (box) => Math.max(box.x + box.width, ...beside(box).map(({ x, width }) => x + width)) }
}

interface Ends { a: Box; b: Box; /** Begins at an event that stands on an activity. */ stands: boolean }

/** The shortest of a few ways that meets nothing; else round below everything. @param lane a height that no line has yet */
function wayOf({ a, b, stands }: Ends, columns: ReturnType<typeof columnsIn>, all: readonly Box[], lane: () => number): Point[] {
  const [start, end] = [stands ? { x: a.x + a.width / 2, y: a.y + a.height } : { x: a.x + a.width, y: a.y + a.height / 2 }, { x: b.x, y: b.y + b.height / 2 }]
  const [after, before] = [columns.right(a) + ACROSS / 2, columns.left(b) - ACROSS / 2]
  const stepAt = (x: number): Point[] => [start, { x, y: start.y }, { x, y: end.y }, end]
  const ways = stands ? [[start, { x: start.x, y: end.y }, end]] : start.y === end.y ? [[start, end]] : [stepAt(before), stepAt(after)]
  const found = end.x > start.x && (!stands || end.y > start.y) ? ways.find((way) => clear(way, all.filter((box) => box !== a && box !== b))) : undefined
  if (found) return found
  const [y, aside] = [lane(), columns.right(a) + 14]
  const lead = stands ? [start, { x: start.x, y: start.y + 8 }, { x: aside, y: start.y + 8 }] : [start, { x: aside, y: start.y }]
  return [...lead, { x: aside, y }, { x: columns.left(b) - 20, y }, { x: columns.left(b) - 20, y: end.y }, end]
}

function clear(way: readonly Point[], boxes: readonly Box[]): boolean {
  return way.slice(1).every((to, index) => {
    const from = way[index]!
    const [left, right, top, bottom] = [Math.min(from.x, to.x), Math.max(from.x, to.x), Math.min(from.y, to.y), Math.max(from.y, to.y)]
    return boxes.every(({ x, y, width, height }) => right <= x || left >= x + width || bottom <= y || top >= y + height)
  })
}
