/**
 * Many lives at once, turn by turn: a real Zeebe says only after a tenth of a second that it is idle, so hundreds of instances take
 * their turns together. Every life has the same clock: an hour passes after every third turn.
 */
import { memoryEngine } from '../support/memory.ts'
import { bpmnOf, type Shape } from '../support/diagram.ts'
import { USER_TASK } from '../support/shape.ts'
import type { Driver, OfferedJob, Variables } from '../support/scenario.ts'
import { wireEngine } from '../support/wire.ts'
import type { RealZeebe, ZeebeLine } from '../../zeebe/real.ts'
import type { Plan } from './blocks.ts'
import { elementIds, inclusive, shapesOf, WORK } from './draw.ts'
import { choose, told, type Life, type Stuck, type Turn } from './life.ts'

/** Where lives are led. `i` is the number of the life. */
export interface Stand {
  driver(i: number): Driver
  /** Resolves when nothing is going on. */
  settle(): Promise<void>
  advance(duration: string): Promise<void>
  /** Jobs not offered before, of all lives. */
  offered(): Promise<OfferedJob[]>
  incidents(): Promise<(Stuck & { bpmnProcessId: string })[]>
  /** What the engine itself failed at, by process instance: it does nothing any more for that one but end it. */
  faults(): Promise<Map<string, string>>
}

/** What a life came to. */
export interface Led {
  undeployable?: string
  turns: Turn[]
  /** Life-cycle events and last variables of each process instance: process by process, and those of one in the order of their birth. */
  trace: string[]
  variables: Variables[]
  /** The engine's own fault that stopped one of its instances. */
  fault: string | null
}

const BETWEEN = 3

/** @param tag makes ids that this engine has not seen before */
export async function lead(plans: readonly Plan[], stand: Stand, line: ZeebeLine, tag: string): Promise<Led[]> {
  const lives = await atOnce(plans, (plan, i) => begin(plan, stand.driver(i), line, `${tag}_${i}`))
  const alive = () => lives.filter((each): each is Life => typeof each !== 'string')
  await look(stand, alive(), new Map())
  const turns = Math.max(...plans.map((each) => each.dice.length))
  for (let turn = 0; turn < turns && alive().length > 0; turn++) {
    const said = new Map<Life, Pick<Turn, 'did' | 'mark' | 'refused'>>()
    await atOnce(alive(), async (life) => said.set(life, await take(life, turn)))
    if (turn % BETWEEN === BETWEEN - 1) {
      await stand.settle()
      await stand.advance('PT1H')
    }
    await look(stand, alive(), said)
  }
  await atOnce(alive(), async (life) => {
    for (const instance of await instancesOf(life)) await life.driver.cancel(instance).catch((error: unknown) => (life.fault ??= brokenBy(refusal(error).message))) // nothing of it may stay behind
  })
  await stand.settle()
  const faults = await stand.faults()
  return atOnce(lives, async (life): Promise<Led> => {
    if (typeof life === 'string') return { undeployable: life, turns: [], trace: [], variables: [], fault: null }
    const instances = await instancesOf(life)
    const traces = await Promise.all(instances.map((each) => life.driver.trace(each)))
    const variables = await Promise.all(instances.map((each) => life.driver.variables(each)))
    const fault = life.fault ?? instances.map((each) => faults.get(each)).find((each) => each !== undefined) ?? traces.map(leftBehind).find((each) => each !== null) ?? null
    return { turns: life.turns, trace: traces.flat().map((each) => neutral(each, life)), variables: JSON.parse(neutral(JSON.stringify(variables), life)) as Variables[], fault }
  })
}

async function instancesOf({ driver, processes }: Life): Promise<string[]> {
  return (await Promise.all(processes.map((each) => driver.instances(each)))).flat()
}

async function begin(plan: Plan, driver: Driver, line: ZeebeLine, id: string): Promise<Life | string> {
  const { main, also } = shapesOf(plan, line)
  const processes: Record<string, Shape> = { [id]: main, ...Object.fromEntries(Object.entries(also).map(([name, shape]) => [`${id}_${name}`, shape])) }
  try {
    await driver.deploy(bpmnOf(processes, id), `${id}.bpmn`)
  } catch (error) {
    return refusal(error).message
  }
  const elements = elementIds(main)
  const chosen = plan.at === null ? [] : [elements[plan.at % elements.length]!]
  const at = line === '8.8' ? chosen.filter((each) => !inclusive(main).includes(each)) : chosen // which 8.8 refuses in silence
  const life: Life = { plan, id, driver, instance: '0', elements, processes: Object.keys(processes), held: [], done: [], incidents: [], turns: [], refused: null, fault: null }
  await driver.create(id, { k: id, list: ['p', 'q'], ...(plan.x !== null && { x: plan.x }) }, { at }).then((key) => (life.instance = key), (error: unknown) => (life.refused = neutral(refusal(error).message, life)))
  return life
}

async function take(life: Life, turn: number): Promise<Pick<Turn, 'did' | 'mark' | 'refused'>> {
  const choice = choose(life, turn)
  if (!choice) return { did: 'nothing', mark: '' }
  const { mark } = choice
  const did = neutral(choice.says, life)
  return choice.act().then(() => ({ did, mark }), (error: unknown) => {
    const { message } = refusal(error)
    life.fault ??= brokenBy(message)
    return { did, mark, refused: neutral(message, life) }
  })
}

/** What an engine answered; an engine that has stopped answers nothing, and that ends the run of all lives at it. @throws Stopped */
function refusal(error: unknown): Error {
  if (error instanceof Stopped) throw error
  return error as Error
}

/** A command at which Zeebe itself failed, not one that it refused. */
function brokenBy(refusal: string): string | null {
  return refusal.includes("'PROCESSING_ERROR'") || refusal.includes('Expected to find event scope that is accepting events') ? refusal : null
}

/** Everything has been ended: what was entered and never left stands in a scope that is gone, where nothing can end it any more. */
function leftBehind(trace: readonly string[]): string | null {
  const open = new Map<string, number>()
  for (const each of trace) {
    const [what, id] = each.split(' ') as [string, string]
    if (what !== 'TAKEN') open.set(id, (open.get(id) ?? 0) + (what === 'ACTIVATED' ? 1 : -1))
  }
  const left = [...open].find(([, count]) => count > 0)
  return left ? `${left[0]} was left behind in a scope that is gone` : null
}

/** After a turn, or before the first: what is new is noted and held. */
async function look(stand: Stand, lives: Life[], said: Map<Life, Pick<Turn, 'did' | 'mark' | 'refused'>>): Promise<void> {
  await stand.settle()
  const offered = grouped(await stand.offered(), (job) => job.processId)
  const incidents = grouped(await stand.incidents(), (each) => each.bpmnProcessId)
  for (const life of lives) {
    const jobs = life.processes.flatMap((each) => offered.get(each) ?? [])
    life.held = inOrder([...life.held, ...jobs], (job) => `${job.elementId} ${told(job.variables)} ${born(job.instance)} ${born(job.key)}`)
    life.incidents = inOrder(life.processes.flatMap((process) => incidents.get(process) ?? []), (each) => `${each.elementId} ${each.errorMessage} ${born(each.processInstanceKey)} ${born(each.key)}`)
    life.turns.push({
      ...(said.get(life) ?? { did: 'create', mark: '', ...(life.refused !== null && { refused: life.refused }) }),
      offered: inOrder(jobs.map((job) => neutral(`${job.elementId} x${job.retries} ${told(job.variables)}`, life)), (each) => each),
      incidents: life.incidents.map((each) => neutral(`${each.elementId} ${each.errorType}: ${each.errorMessage}`, life)),
    })
  }
}

/** Keys in the order in which they were given; of two instances that move in one turn it is promised nowhere, so those of the instance go first. */
const born = (key: string) => key.padStart(20, '0')

/** What 8.5 calls NOT_FOUND (server/engine/README.md, "Differences"). */
const NO_RETRIES = /^(Command 'RESOLVE' rejected with code ')NOT_FOUND(': .* has no retries left)/

/** Without keys and without the id of this run. */
function neutral(text: string, life: Life): string {
  return text.replaceAll(life.id, '<id>').replace(/\d{16}/g, '<key>').replace(/^\d+ [A-Z_]+: /, '').replace(/ For more detail, see: \S+/, '').replace(/ Supported element types are: .*$/, '').replace(/\.$/, '').replace(NO_RETRIES, '$1INVALID_STATE$2')
}

function inOrder<T>(items: readonly T[], by: (item: T) => string): T[] {
  return items.map((item) => [by(item), item] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}

function grouped<T>(items: readonly T[], by: (item: T) => string): Map<string, T[]> {
  const all = new Map<string, T[]>()
  for (const item of items) all.set(by(item), [...(all.get(by(item)) ?? []), item])
  return all
}

const AT_ONCE = 32

/** In the order of the items, a few at a time. */
async function atOnce<A, B>(items: readonly A[], work: (item: A, i: number) => Promise<B>): Promise<B[]> {
  const answers: B[] = []
  for (let i = 0; i < items.length; i += AT_ONCE) answers.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map((item, j) => work(item, i + j)))))
  return answers
}

/** Each life on an engine of its own, in memory. */
export function memoryStand(lives: number, line: ZeebeLine): Stand {
  const engines = Array.from({ length: lives }, () => memoryEngine(line))
  return {
    driver: (i) => engines[i]!,
    settle: async () => {},
    advance: async (duration) => {
      for (const engine of engines) await engine.advance(duration)
    },
    offered: async () => (await Promise.all(engines.map(async (engine) => [...(await engine.activate(WORK)), ...(await engine.activate(USER_TASK))]))).flat(),
    incidents: async () => engines.flatMap((engine) => engine.openIncidents()),
    faults: async () => new Map(),
  }
}

/** All lives on one real Zeebe. Its clock stands still within a turn as ours does: which of two timers is due first is no matter of milliseconds. */
export async function realStand({ line, grpcPort, control }: Pick<RealZeebe, 'line' | 'grpcPort' | 'control'>): Promise<Stand & { close(): Promise<void> }> {
  await control('PIN')
  const engine = wireEngine(grpcPort, async (command) => (command === 'IDLE' ? {} : control(command)))
  const behind = line === '8.5' ? clockMoved(control) : null
  const driver: Driver = behind === null ? engine : { ...engine, publish: async (message) => engine.publish({ ...message, ttl: message.ttl > 0 ? message.ttl + (await behind()) : 0 }) }
  const watch = new Watch(line, control)
  const all = async (type: string): Promise<OfferedJob[]> => {
    const jobs: OfferedJob[] = []
    const some = () => watch.answered(engine.activate(type))
    for (let more = await some(); more.length > 0; more = await some()) jobs.push(...more)
    return jobs
  }
  return {
    driver: () => watch.over(driver),
    settle: () => watch.asked('QUIET'),
    advance: async (duration) => {
      await watch.asked(`+${duration}`)
      await watch.asked('QUIET')
    },
    offered: async () => [...(await all(WORK)), ...(await all(USER_TASK))],
    incidents: async () => (await control('INCIDENTS')).incidents,
    faults: async () => new Map(((await control('FAULTS')).faults as { processInstanceKey: string; message: string; at: string }[]).map((each) => [each.processInstanceKey, `${each.message} ${each.at}`])),
    close: engine.close,
  }
}

/** A real Zeebe whose partition has stopped: it answers nothing any more. */
export class Stopped extends Error {
  /** @param at the record it stopped at, in full: it names whose it is */
  constructor(line: ZeebeLine, reads: string, readonly at: string) {
    super(`Zeebe ${line} answers nothing any more: its partition stands at ${reads}`)
  }
}

/** So often is looked after calls that are not answered, milliseconds; and so many times before it is said that they never will be. */
const [LOOK, LOOKS] = [3_000, 40]

/** Looks after a Zeebe that leaves calls without an answer: where its partition has stopped on a fault of its own, nothing is ever answered. */
class Watch {
  private readonly waiting = new Map<symbol, (stopped: Stopped) => void>()
  private looking = false

  constructor(private readonly line: ZeebeLine, private readonly control: RealZeebe['control']) {}

  over(driver: Driver): Driver {
    return Object.fromEntries(Object.entries(driver).map(([name, call]) => [name, (...given: never[]) => this.answered((call as (...given: never[]) => Promise<unknown>)(...given))])) as unknown as Driver
  }

  /** A command of the control port that waits for the partition. */
  async asked(command: string): Promise<void> {
    await this.control(command).catch(async (error: Error) => {
      throw (await this.stands()) ?? error
    })
  }

  async answered<T>(call: Promise<T>): Promise<T> {
    const mark = Symbol()
    const stopped = new Promise<never>((_, reject) => this.waiting.set(mark, reject))
    if (!this.looking) void this.look()
    return Promise.race([call, stopped]).finally(() => this.waiting.delete(mark))
  }

  /** As long as something waits. */
  private async look(): Promise<void> {
    this.looking = true
    for (let looks = 0; this.waiting.size > 0; ) {
      const before = [...this.waiting.keys()]
      await new Promise((resolve) => setTimeout(resolve, LOOK))
      looks = before.some((each) => this.waiting.has(each)) ? looks + 1 : 0
      const stopped = looks === 0 ? null : await this.stands(looks >= LOOKS)
      if (stopped) for (const reject of this.waiting.values()) reject(stopped)
    }
    this.looking = false
  }

  private async stands(long = false): Promise<Stopped | null> {
    const { failed, reads, of } = (await this.control('STANDS').catch(() => ({ failed: true, reads: 'nothing that it tells', of: '' }))) as { failed: boolean; reads: string; of: string }
    return failed || long ? new Stopped(this.line, reads, of) : null
  }
}

/** 8.5 reckons a message's end from the machine's clock, and looks for ended ones by the moved one: by so much it is early. */
function clockMoved(control: RealZeebe['control']): () => Promise<number> {
  return async () => Date.parse((await control('NOW')).now) - Date.now()
}
