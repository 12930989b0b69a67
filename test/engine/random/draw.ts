/** A tree of blocks -> the shapes of diagrams. An element's id is its block's number behind a letter for what it is. */
import type { Event, Multi, NodeSpec, Shape, Thrown } from '../support/shape.ts'
import type { ZeebeLine } from '../../zeebe/real.ts'
import type { Block, Carried, End, Handler, Many, Plan, Side, Trigger } from './blocks.ts'

/** All service tasks have one job type, so that one poll finds the jobs of many instances. */
export const WORK = 'work'

interface Sheet { nodes: Record<string, NodeSpec>; flows: string[]; when: Record<string, string>; otherwise: Record<string, string>; all: Drawn }
/** Where a block is entered and left. */
interface Ends { from: string; to: string }

/** A process and those it calls, by the names it calls them. */
/** `hushed`: escalations are not thrown there. */
interface Drawn { line: ZeebeLine; also: Record<string, Shape>; hushed?: boolean }

/** @param line 8.5 has no inclusive gateway that joins */
export function shapesOf(plan: Plan, line: ZeebeLine): { main: Shape; also: Record<string, Shape> } {
  const all: Drawn = { line, also: {} }
  const main = scope(0, plan.body, plan.end, plan.handlers, all)
  return { main: plan.start ? begun(main, plan.start.trigger) : main, also: all.also }
}

/** Another start event, which leads to where the first one leads. */
function begun(main: Shape, trigger: Trigger): Shape {
  const flows = main.flows.map((each) => each.replace(/^s0 /, 'm0 '))
  const wait = trigger.on === 'message' ? { message: { name: messageName(trigger.name) } } : event(trigger)
  return { ...main, nodes: { ...main.nodes, i0: { start: wait }, m0: 'xor' }, flows: [...flows, 's0 m0', 'i0 m0'] }
}

/** The elements a start instruction or a modification may name, whatever they are. */
export function elementIds(shape: Shape): string[] {
  return Object.entries(shape.nodes).flatMap(([id, spec]) => [id, ...(typeof spec === 'object' && 'sub' in spec ? elementIds(spec.sub) : [])])
}

/** Ids of the inclusive gateways among them. */
export function inclusive(shape: Shape): string[] {
  return Object.entries(shape.nodes).flatMap(([id, spec]) => (spec === 'or' ? [id] : typeof spec === 'object' && 'sub' in spec ? inclusive(spec.sub) : []))
}

function scope(n: number, body: Block, end: End, handlers: readonly Handler[], all: Drawn): Shape {
  const sheet: Sheet = { nodes: {}, flows: [], when: {}, otherwise: {}, all }
  const start = put(sheet, `s${n}`, 'start')
  const inside = draw(sheet, body)
  sheet.flows.push(`${start} ${inside.from}`)
  if (end !== 'open') sheet.flows.push(`${inside.to} ${put(sheet, `e${n}`, ended(end))}`)
  for (const each of handlers) put(sheet, `h${each.n}`, { sub: handled(each, standsStill(each, handlers) ? { ...all, hushed: true } : all), event: true })
  const { nodes, flows, when, otherwise } = sheet
  return { nodes, flows, when, otherwise }
}

function ended(end: Exclude<End, 'open'>): NodeSpec {
  if (end === 'none') return 'end'
  if (end === 'terminate') return 'terminate'
  return end === 'compensate' ? { end: { compensate: true } } : { error: end }
}

/** Where Zeebe finds an escalation's catcher in the very scope that is interrupted, which takes no event: what throws it then stands for ever. */
function standsStill({ beside }: Handler, among: readonly Handler[]): boolean {
  return !beside && among.some((each) => each.trigger.on === 'escalation' && !each.beside)
}

/** An event sub-process is a scope whose start event waits. */
function handled({ n, trigger, beside, body, end }: Handler, all: Drawn): Shape {
  const shape = scope(n!, body, end, [], all)
  return { ...shape, nodes: { ...shape.nodes, [`s${n}`]: { start: event(trigger), ...(beside && { beside }) } } }
}

function put(sheet: Sheet, id: string, spec: NodeSpec): string {
  sheet.nodes[id] = spec
  return id
}

function draw(sheet: Sheet, block: Block): Ends {
  const { n } = block
  switch (block.kind) {
    case 'task': return activity(sheet, put(sheet, `t${n}`, block.task === 'user' ? { user: {}, ...mapped(block.carried) } : { [block.task]: WORK, ...mapped(block.carried) } as NodeSpec), block)
    case 'script': return activity(sheet, put(sheet, `k${n}`, { script: '=if x = null then 0 else x + 1', result: 'y', ...mapped(block.carried) }), block)
    case 'throw': return alone(put(sheet, `w${n}`, { throw: thrown(block.what, sheet.all.hushed) }))
    case 'link': return link(sheet, block)
    case 'race': return race(sheet, block)
    case 'receive': return activity(sheet, put(sheet, `r${n}`, { receive: message(block.name), ...mapped(block.carried) }), block)
    case 'catch': return alone(put(sheet, `c${n}`, { catch: event(block.trigger), out: block.out }))
    case 'seq': return block.of.map((each) => draw(sheet, each)).reduce((before, after) => (sheet.flows.push(`${before.to} ${after.from}`), { from: before.from, to: after.to }))
    case 'xor': return choice(sheet, block, false)
    case 'or': return choice(sheet, block, block.joined)
    case 'and': return parallel(sheet, block)
    case 'loop': return loop(sheet, block)
    case 'sub': return activity(sheet, put(sheet, `p${n}`, { sub: scope(n!, block.body, block.end, block.handlers, sheet.all), ...mapped(block.carried) }), block)
    case 'call': return call(sheet, block)
  }
}

const alone = (id: string): Ends => ({ from: id, to: id })

function mapped({ in: inputs, out, many }: Carried) {
  return { ...(inputs.length > 0 && { in: inputs }), ...(out.length > 0 && { out }), ...(many && { multi: loopOf(many) }) }
}

function loopOf({ over, sequential, collect, until }: Many): Multi {
  return { over, as: 'item', ...(sequential && { sequential }), ...(collect && { collect: ['results', '=r'] as const }), ...(until !== null && { until }) }
}

/** Of this process alone. */
const SIGNAL = 'signal-{scenario}'

/** Of this process alone too: a start event hears every message of its name. */
export const messageName = (name: string) => `${name}-{scenario}`
const message = (name: string) => ({ name: messageName(name), key: '=k' })

function thrown(what: Extract<Block, { kind: 'throw' }>['what'], hushed = false): Thrown {
  if (what === 'none') return 'none'
  if (what === 'signal') return { signal: SIGNAL }
  if (what === 'compensate') return { compensate: true }
  return hushed ? 'none' : { escalation: what }
}

function event(trigger: Trigger): Event {
  switch (trigger.on) {
    case 'message': return { message: message(trigger.name) }
    case 'timer': return { timer: trigger.after }
    case 'cycle': return { cycle: `R${trigger.times}/PT50M` }
    case 'signal': return { signal: SIGNAL }
    case 'escalation': return trigger.code === null ? { anyEscalation: true } : { escalation: trigger.code }
    case 'error': return trigger.code === null ? { anyError: true } : { error: trigger.code }
  }
}

/** An activity and its boundary events; those that lead back meet its own way out at an exclusive gateway. */
function activity(sheet: Sheet, id: string, { n, carried: { sides, undo } }: { n?: number; carried: Carried }): Ends {
  if (undo) {
    put(sheet, `y${n}`, { boundary: { compensation: true, handler: `u${n}` }, on: id })
    put(sheet, `u${n}`, { service: WORK, compensation: true })
  }
  const back = sides.map((each) => side(sheet, id, each)).filter((exit) => exit !== null)
  if (back.length === 0) return alone(id)
  const merge = put(sheet, `m${n}`, 'xor')
  sheet.flows.push(`${id} ${merge}`, ...back.map((exit) => `${exit} ${merge}`))
  return { from: id, to: merge }
}

function side(sheet: Sheet, on: string, { n, trigger, beside, then, back }: Side): string | null {
  const id = put(sheet, `b${n}`, { boundary: event(trigger), on, ...(beside && { beside }) })
  const after = then && draw(sheet, then)
  if (after) sheet.flows.push(`${id} ${after.from}`)
  return back ? (after?.to ?? id) : null
}

function race(sheet: Sheet, { n, of, name, after }: Extract<Block, { kind: 'race' }>): Ends {
  const gate = put(sheet, `g${n}`, 'event')
  const merge = put(sheet, `m${n}`, 'xor')
  const events: Event[] = [{ message: message(name) }, { timer: after }]
  of.forEach((branch, i) => {
    const caught = put(sheet, `${'cd'[i]}${n}`, { catch: events[i]! })
    const inside = branch && draw(sheet, branch)
    sheet.flows.push(`${gate} ${caught}`, `${caught} ${inside?.from ?? merge}`)
    if (inside) sheet.flows.push(`${inside.to} ${merge}`)
  })
  return { from: gate, to: merge }
}

function choice(sheet: Sheet, { n, kind, of, limits }: Extract<Block, { kind: 'xor' | 'or' }>, joined: boolean): Ends {
  const split = put(sheet, `x${n}`, kind)
  const merge = put(sheet, `m${n}`, joined && sheet.all.line !== '8.5' ? 'or' : 'xor')
  of.forEach((branch, i) => {
    const inside = branch && draw(sheet, branch)
    const first = inside?.from ?? merge
    sheet.flows.push(`${split} ${first}`)
    if (inside) sheet.flows.push(`${inside.to} ${merge}`)
    if (i < of.length - 1) sheet.when[`${split} ${first}`] = `x > ${limits[i]}`
    else sheet.otherwise[split] = first
  })
  return { from: split, to: merge }
}

/** The links lead to one place, and no flow does. */
function link(sheet: Sheet, { n, twice }: Extract<Block, { kind: 'link' }>): Ends {
  const name = `L${n}`
  const far = put(sheet, `c${n}`, { catch: { link: name } })
  const near = put(sheet, `l${n}`, { throw: { link: name } })
  if (!twice) return { from: near, to: far }
  const other = put(sheet, `k${n}`, { throw: { link: name } })
  const fork = put(sheet, `f${n}`, 'and')
  sheet.flows.push(`${fork} ${near}`, `${fork} ${other}`)
  return { from: fork, to: far }
}

function call(sheet: Sheet, block: Extract<Block, { kind: 'call' }>): Ends {
  const { n, body, end, handlers, carried, given, taken } = block
  sheet.all.also[`c${n}`] = scope(n!, body, end, handlers, sheet.all)
  return activity(sheet, put(sheet, `p${n}`, { call: `c${n}`, ...(!given && { parent: false }), ...(!taken && { children: false }), ...mapped(carried) }), block)
}

function parallel(sheet: Sheet, { n, of, loose }: Extract<Block, { kind: 'and' }>): Ends {
  const fork = put(sheet, `f${n}`, 'and')
  const join = put(sheet, `j${n}`, loose ? 'xor' : 'and')
  for (const branch of of) {
    const inside = draw(sheet, branch)
    sheet.flows.push(`${fork} ${inside.from}`, `${inside.to} ${join}`)
  }
  return { from: fork, to: join }
}

function loop(sheet: Sheet, { n, body }: Extract<Block, { kind: 'loop' }>): Ends {
  const merge = put(sheet, `m${n}`, 'xor')
  const inside = draw(sheet, body)
  const ask = put(sheet, `q${n}`, { service: WORK })
  const again = put(sheet, `x${n}`, 'xor')
  const out = put(sheet, `o${n}`, 'xor')
  sheet.flows.push(`${merge} ${inside.from}`, `${inside.to} ${ask}`, `${ask} ${again}`, `${again} ${merge}`, `${again} ${out}`)
  sheet.when[`${again} ${merge}`] = 'again = true'
  sheet.otherwise[again] = out
  return { from: merge, to: out }
}
