/** A tree of blocks -> the shape of a diagram. Ids are given by counting, so a smaller tree has a smaller diagram. */
import type { Event, NodeSpec, Shape } from '../support/shape.ts'
import type { Block, Carried, End, Plan, Side, Trigger } from './blocks.ts'

/** All service tasks have one job type, so that one poll finds the jobs of many instances. */
export const WORK = 'work'

interface Sheet { nodes: Record<string, NodeSpec>; flows: string[]; when: Record<string, string>; otherwise: Record<string, string>; next: () => number }
/** Where a block is entered and left. */
interface Ends { from: string; to: string }

export function shapeOf(plan: Plan): Shape {
  let count = 0
  return scope(plan.body, plan.end, () => ++count)
}

function scope(body: Block, end: End, next: () => number): Shape {
  const sheet: Sheet = { nodes: {}, flows: [], when: {}, otherwise: {}, next }
  const start = put(sheet, 's', 'start')
  const inside = draw(sheet, body)
  sheet.flows.push(`${start} ${inside.from}`)
  if (end !== 'open') sheet.flows.push(`${inside.to} ${put(sheet, 'e', end === 'none' ? 'end' : end === 'terminate' ? 'terminate' : { error: end })}`)
  const { nodes, flows, when, otherwise } = sheet
  return { nodes, flows, when, otherwise }
}

function put(sheet: Sheet, prefix: string, spec: NodeSpec): string {
  const id = `${prefix}${sheet.next()}`
  sheet.nodes[id] = spec
  return id
}

function draw(sheet: Sheet, block: Block): Ends {
  switch (block.kind) {
    case 'task': return activity(sheet, put(sheet, 't', block.task === 'user' ? { user: {}, ...mapped(block.carried) } : { service: WORK, ...mapped(block.carried) }), block.carried)
    case 'receive': return activity(sheet, put(sheet, 'r', { receive: message(block.name), ...mapped(block.carried) }), block.carried)
    case 'catch': return alone(put(sheet, 'c', { catch: event(block.trigger), out: block.out }))
    case 'seq': return block.of.map((each) => draw(sheet, each)).reduce((before, after) => (sheet.flows.push(`${before.to} ${after.from}`), { from: before.from, to: after.to }))
    case 'xor': return exclusive(sheet, block)
    case 'and': return parallel(sheet, block)
    case 'loop': return loop(sheet, block.body)
    case 'sub': return activity(sheet, put(sheet, 'p', { sub: scope(block.body, block.end, sheet.next), ...mapped(block.carried) }), block.carried)
  }
}

const alone = (id: string): Ends => ({ from: id, to: id })

function mapped({ in: inputs, out }: Carried) {
  return { ...(inputs.length > 0 && { in: inputs }), ...(out.length > 0 && { out }) }
}

const message = (name: string) => ({ name, key: '=k' })

function event(trigger: Trigger): Event {
  switch (trigger.on) {
    case 'message': return { message: message(trigger.name) }
    case 'timer': return { timer: trigger.after }
    case 'cycle': return { cycle: `R${trigger.times}/PT50M` }
    case 'error': return trigger.code === null ? { anyError: true } : { error: trigger.code }
  }
}

/** An activity and its boundary events; those that lead back meet its own way out at an exclusive gateway. */
function activity(sheet: Sheet, id: string, { sides }: Carried): Ends {
  const back = sides.map((each) => side(sheet, id, each)).filter((exit) => exit !== null)
  if (back.length === 0) return alone(id)
  const merge = put(sheet, 'm', 'xor')
  sheet.flows.push(`${id} ${merge}`, ...back.map((exit) => `${exit} ${merge}`))
  return { from: id, to: merge }
}

function side(sheet: Sheet, on: string, { trigger, beside, then, back }: Side): string | null {
  const id = put(sheet, 'b', { boundary: event(trigger), on, ...(beside && { beside }) })
  const after = then && draw(sheet, then)
  if (after) sheet.flows.push(`${id} ${after.from}`)
  return back ? (after?.to ?? id) : null
}

function exclusive(sheet: Sheet, { of, limits }: Extract<Block, { kind: 'xor' }>): Ends {
  const split = put(sheet, 'x', 'xor')
  const merge = put(sheet, 'm', 'xor')
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

function parallel(sheet: Sheet, { of, loose }: Extract<Block, { kind: 'and' }>): Ends {
  const fork = put(sheet, 'f', 'and')
  const join = put(sheet, 'j', loose ? 'xor' : 'and')
  for (const branch of of) {
    const inside = draw(sheet, branch)
    sheet.flows.push(`${fork} ${inside.from}`, `${inside.to} ${join}`)
  }
  return { from: fork, to: join }
}

function loop(sheet: Sheet, body: Block): Ends {
  const merge = put(sheet, 'm', 'xor')
  const inside = draw(sheet, body)
  const ask = put(sheet, 'q', { service: WORK })
  const again = put(sheet, 'x', 'xor')
  const out = put(sheet, 'm', 'xor')
  sheet.flows.push(`${merge} ${inside.from}`, `${inside.to} ${ask}`, `${ask} ${again}`, `${again} ${merge}`, `${again} ${out}`)
  sheet.when[`${again} ${merge}`] = 'again = true'
  sheet.otherwise[again] = out
  return { from: merge, to: out }
}
