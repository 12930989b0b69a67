/**
 * Small random diagrams for the proof of soundness: blocks in blocks, then some things done wrong to them. And the plain search through
 * every state, slow and short, against which the rule's verdict is held.
 */
import fc from 'fast-check'
import type { Diagram, Node } from '../../server/matters/diagram.ts'

export type Kind = 'startEvent' | 'endEvent' | 'terminate' | 'task' | 'exclusiveGateway' | 'parallelGateway' | 'inclusiveGateway'
export interface Drawing { nodes: { id: string; kind: Kind }[]; flows: { id: string; from: string; to: string }[] }

type Block = { kind: 'task' } | { kind: 'sequence' | 'choice' | 'fork' | 'some'; parts: Block[] } | { kind: 'loop'; parts: [Block] }
type Harm = { at: number; to: number; how: 'retype' | 'redirect' | 'addWay' | 'endOf' }
export interface Tree { block: Block; harm: Harm[] }

const { block } = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof({ maxDepth: 3, withCrossShrink: true },
    fc.constant<Block>({ kind: 'task' }),
    fc.record({ kind: fc.constantFrom('sequence' as const, 'choice' as const, 'fork' as const, 'fork' as const, 'some' as const), parts: fc.array(tie('block'), { minLength: 2, maxLength: 3 }) }) as fc.Arbitrary<Block>,
    fc.record({ kind: fc.constant('loop' as const), parts: fc.tuple(tie('block')) }) as fc.Arbitrary<Block>),
}))

export const blockTree: fc.Arbitrary<Tree> = fc.record({
  block: block.filter((one) => size(one) <= 9),
  harm: fc.oneof(fc.constant<Harm[]>([]), fc.array(fc.record({ at: fc.nat(99), to: fc.nat(99), how: fc.constantFrom<Harm['how'][]>('retype', 'redirect', 'addWay', 'endOf') }), { minLength: 1, maxLength: 3 }), fc.array(fc.record({ at: fc.nat(99), to: fc.nat(99), how: fc.constant<Harm['how']>('retype') }), { minLength: 1, maxLength: 2 })),
})

function size(one: Block): number {
  return 'parts' in one ? (one.parts as Block[]).reduce((sum, part) => sum + size(part), 1) : 1
}

export function draw({ block, harm }: Tree): Drawing {
  const drawing: Drawing = { nodes: [], flows: [] }
  const node = (kind: Kind): string => { const id = `n${drawing.nodes.length}`; drawing.nodes.push({ id, kind }); return id }
  const flow = (from: string, to: string): void => { drawing.flows.push({ id: `f${drawing.flows.length}`, from, to }) }
  const last = put(block, node('startEvent'))
  flow(last, node('endEvent'))
  for (const one of harm) hurt(drawing, one)
  return drawing

  function put(one: Block, from: string): string {
    switch (one.kind) {
      case 'task': { const id = node('task'); flow(from, id); return id }
      case 'sequence': return one.parts.reduce((before, part) => put(part, before), from)
      case 'loop': {
        const [head, tail] = [node('exclusiveGateway'), node('exclusiveGateway')]
        flow(from, head)
        flow(put(one.parts[0], head), tail)
        flow(tail, head)
        return tail
      }
      default: {
        const kind: Kind = one.kind === 'choice' ? 'exclusiveGateway' : one.kind === 'fork' ? 'parallelGateway' : 'inclusiveGateway'
        const [open, close] = [node(kind), node(kind)]
        flow(from, open)
        for (const part of one.parts) flow(put(part, open), close)
        return close
      }
    }
  }
}

const gateways: Kind[] = ['exclusiveGateway', 'parallelGateway', 'inclusiveGateway']

function hurt({ nodes, flows }: Drawing, { at, to, how }: Harm): void {
  const some = nodes.filter(({ kind }) => gateways.includes(kind))
  const target = nodes.filter(({ kind }) => kind !== 'startEvent')[to % (nodes.length - 1)]!
  switch (how) {
    case 'retype': if (some.length > 0) some[at % some.length]!.kind = gateways[to % 3]!; break
    case 'redirect': flows[at % flows.length]!.to = target.id; break
    case 'addWay': if (some.length > 0) flows.push({ id: `f${flows.length}`, from: some[at % some.length]!.id, to: target.id }); break
    case 'endOf': { // a way out of a gateway to an end of its own
      if (some.length === 0) break
      const id = `n${nodes.length}`
      nodes.push({ id, kind: to % 3 === 0 ? 'terminate' : 'endEvent' })
      flows.push({ id: `f${flows.length}`, from: some[at % some.length]!.id, to: id })
    }
  }
}

/** As the reader would give it. */
export function graphOf({ nodes, flows }: Drawing): Diagram {
  const types: Record<Kind, string> = { startEvent: 'StartEvent', endEvent: 'EndEvent', terminate: 'EndEvent', task: 'Task', exclusiveGateway: 'ExclusiveGateway', parallelGateway: 'ParallelGateway', inclusiveGateway: 'InclusiveGateway' }
  const element = ({ id, kind }: Drawing['nodes'][number]): Node => ({
    id, name: '', type: types[kind], scopes: [], headers: {}, inputs: [], outputs: [], repeatsOrInterrupts: false, eventSubProcess: false, forCompensation: false, nativeUserTask: false,
    incoming: flows.filter(({ to }) => to === id).map((flow) => flow.id), outgoing: flows.filter(({ from }) => from === id).map((flow) => flow.id),
    ...(kind === 'terminate' ? { event: { kind: 'terminate' } } : {}),
  })
  return { processId: 'p', name: '', executable: true, platform: null, nodes: new Map(nodes.map((one) => [one.id, element(one)])), flows: new Map(flows.map((flow) => [flow.id, { ...flow, name: '' }])), expressions: [] }
}

/** As a modeler would write it, without its picture. */
export function insideOf({ nodes, flows }: Drawing): string {
  const elements = nodes.map(({ id, kind }) => {
    const tag = kind === 'terminate' ? 'endEvent' : kind
    const refs = [...flows.filter(({ to }) => to === id).map((flow) => `<bpmn:incoming>${flow.id}</bpmn:incoming>`), ...flows.filter(({ from }) => from === id).map((flow) => `<bpmn:outgoing>${flow.id}</bpmn:outgoing>`)]
    return `<bpmn:${tag} id="${id}">${refs.join('')}</bpmn:${tag}>`
  })
  return [...elements, ...flows.map(({ id, from, to }) => `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}" />`)].join('')
}

/** A state: the flows with a token, those whose token waits at an inclusive join (`!`), and the ends reached (`.`). */
type Marking = ReadonlySet<string>

/** Every state, one token moving at a time; sound when none is stuck, doubled or without a way to an end, and every element was met. */
export function exhaust({ nodes, flows }: Drawing): { sound: boolean; dead: string[] } {
  const out = (id: string) => flows.filter(({ from }) => from === id).map((flow) => flow.id)
  const into = (id: string) => flows.filter(({ to }) => to === id).map((flow) => flow.id)
  const target = new Map(flows.map(({ id, to }) => [id, nodes.find((node) => node.id === to)!]))
  const start = nodes.find(({ kind }) => kind === 'startEvent')!
  const met = new Set([start.id])
  const next = new Map<string, string[]>()
  const finals = new Set<string>()
  let doubled = false
  let stuck = false
  const key = (marking: Marking): string => [...marking].sort().join()
  const search = (first: Marking): void => {
    const stack = [first]
    while (stack.length > 0) {
      const marking = stack.pop()!
      const at = key(marking)
      if (next.has(at)) continue
      const after = successors(marking)
      next.set(at, after.map(key))
      if (![...marking].some((token) => token.startsWith('f'))) finals.add(at)
      else if (after.length === 0 && !doublings.has(at)) stuck = true
      stack.push(...after)
    }
  }
  const doublings = new Set<string>()
  const give = (before: Marking, without: Marking, tokens: string[]): Marking[] => {
    const marking = new Set(without)
    for (const token of tokens) {
      if (marking.has(token) || marking.has(`${token}!`)) {
        doubled = true
        doublings.add(key(before))
        return []
      }
      marking.add(token)
    }
    return [marking]
  }
  search(new Set(out(start.id)))
  const good = new Set(finals)
  for (let grew = true; grew;) {
    grew = false
    for (const [from, to] of next) if (!good.has(from) && (to.length === 0 || to.some((one) => good.has(one)))) grew = Boolean(good.add(from))
  }
  const whole = !doubled
  const unmet = nodes.filter(({ id }) => !met.has(id)).map(({ id }) => id)
  const apart = nodes.filter(({ id }) => !linkedTo(id)).map(({ id }) => id)
  const dead = (whole ? unmet : apart).sort()
  return { sound: !doubled && !stuck && dead.length === 0 && [...next.keys()].every((one) => good.has(one)), dead }

  function successors(marking: Marking): Marking[] {
    return [...marking].filter((token) => /^f\d+$/.test(token)).flatMap((token) => {
      const node = target.get(token)!
      const ins = into(node.id)
      const without = (gone: string[]): Marking => new Set([...marking].filter((one) => !gone.includes(one) && !gone.includes(one.replace('!', ''))))
      if (node.kind === 'parallelGateway' && !ins.every((one) => marking.has(one))) return []
      if (node.kind === 'parallelGateway' && ins[0] !== token) return []
      if (node.kind === 'inclusiveGateway' && ins.length > 1) {
        const here = ins.filter((one) => one === token || marking.has(`${one}!`))
        const moving = [...marking].map((one) => one.replace('!', '')).filter((one) => one.startsWith('f') && !here.includes(one))
        if (moving.some((one) => leads(one, node.id, here))) return [new Set([...without([token]), `${token}!`])]
        return done(marking, node, without(here))
      }
      return done(marking, node, without(node.kind === 'parallelGateway' ? ins : [token]))
    })
  }

  function done(before: Marking, node: Drawing['nodes'][number], rest: Marking): Marking[] {
    met.add(node.id)
    const outs = out(node.id)
    if (node.kind === 'terminate') return [new Set()]
    if (outs.length === 0) return give(before, rest, [`.${node.id}`])
    if (node.kind === 'exclusiveGateway') return outs.flatMap((one) => give(before, rest, [one]))
    if (node.kind !== 'inclusiveGateway') return give(before, rest, outs)
    return Array.from({ length: 2 ** outs.length - 1 }, (_, bits) => outs.filter((_one, index) => ((bits + 1) >> index) & 1)).flatMap((chosen) => give(before, rest, chosen))
  }

  /** Whether a token on a flow can come to the join by a flow that has none of those here. */
  function leads(from: string, join: string, here: string[], seen = new Set<string>()): boolean {
    const node = target.get(from)!
    if (node.id === join) return !here.includes(from)
    if (seen.has(node.id)) return false
    seen.add(node.id)
    return out(node.id).some((one) => leads(one, join, here, seen))
  }

  function linkedTo(id: string, seen = new Set<string>()): boolean {
    if (id === start.id) return true
    if (seen.has(id)) return false
    seen.add(id)
    return flows.some(({ from, to }) => to === id && linkedTo(from, seen))
  }
}
