/**
 * The sandbox (decision 13): steps of processes with unbounded expressions, and the reading of large diagrams, run in worker threads
 * with limits of memory and time. A step that kills its worker is taken again with the element it was at banned: that becomes its incident.
 */
import type { Command } from '../commands.ts'
import type { Machine } from '../machine/machine.ts'
import { compile } from '../model/compile.ts'
import { fileProblem, InvalidDiagram } from '../model/problem.ts'
import type { Process } from '../model/types.ts'
import { definitionsOf, type Instance, type Key } from '../state.ts'
import { ACTIVATION_BUDGET, type StepResult } from '../step.ts'
import { Killed, startMember, type Member } from './member.ts'
import { KEYS_PER_STEP, type SandboxReply, type SandboxTask, type StepTask } from './protocol.ts'

export interface Sandbox {
  step(instance: Instance, command: Command, machine: Machine): Promise<StepResult>
  /** As `compile`, but a diagram that would hold the engine up is read in a worker. @throws InvalidDiagram */
  compile(xml: string, patience?: number): Promise<Process[]>
  close(): Promise<void>
}

/** A step's time, at first and when it is taken again without the element that killed a worker: together well below a second. */
const STEP_MS = [400, 200] as const
/** A diagram that takes longer to read is refused at its deployment. */
export const READING_MS = 900
/** So long a diagram is waited for that was accepted once. */
export const READING_AGAIN_MS = 30_000
/** A smaller file is read in a few milliseconds, whatever is in it. */
const SMALL = 8_000
/** Workers nobody has needed for so long are let go of. */
const IDLE_MS = 60_000

/** One worker at a time, and those who wait for it. */
class Lane {
  private member: Promise<Member> | null = null
  private turn: Promise<unknown> = Promise.resolve()
  private idle: NodeJS.Timeout | null = null

  constructor(private readonly hire: () => Promise<Member>) {}

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.idle) clearTimeout(this.idle)
    const result = this.turn.then(work)
    const settled = result.catch(() => {}).then(() => {
      if (this.turn === settled) this.idle = setTimeout(() => void this.rest(), IDLE_MS).unref()
    })
    this.turn = settled
    return result
  }

  async take(make: (member: Member) => SandboxTask, milliseconds: number): Promise<Exclude<SandboxReply, { type: 'ready' | 'broken' }>> {
    const member = await (this.member ??= this.hire())
    try {
      return await member.take(make(member), milliseconds)
    } catch (error) {
      this.member = null
      throw error
    }
  }

  async rest(): Promise<void> {
    const { member } = this
    this.member = null
    await member?.then((each) => each.end(), () => {})
  }

  async end(): Promise<void> {
    await this.turn
    if (this.idle) clearTimeout(this.idle)
    await this.rest()
  }
}

export function createSandbox(): Sandbox {
  /** One that is ready while another is used up: whoever was killed need not wait for a thread to start. */
  let spare: Promise<Member> | null = null
  let spareIdle: NodeJS.Timeout | undefined
  const dropSpare = async () => {
    const dropped = spare
    spare = null
    await dropped?.then((each) => each.end(), () => {})
  }
  const keepSpare = () => {
    spare ??= startMember()
    spare.catch(() => (spare = null))
    clearTimeout(spareIdle)
    spareIdle = setTimeout(dropSpare, IDLE_MS).unref()
  }
  const hire = (): Promise<Member> => {
    const member = spare ?? startMember()
    spare = null
    return member
  }
  /** Processes that have killed a worker wait for each other, not for the others. */
  const suspects = new Set<Key>()
  const lanes = { trusted: new Lane(hire), suspect: new Lane(hire), reading: new Lane(hire) }

  const stepWithBans = async (lane: Lane, instance: Instance, command: Command, machine: Machine): Promise<StepResult> => {
    const keys = definitionsOf(instance)
    const processes = new Map(keys.map((key) => [key, machine.definitions.process(key)!]))
    const nodes = [...processes.values()].flatMap((each) => [...each.nodes.keys()])
    const calls = [...processes.values()].some((each) => each.calls)
    const banned = new Map<string, string>()
    for (let attempt = 0; ; attempt++) {
      const firstKey = machine.nextFreeKey
      machine.nextFreeKey += KEYS_PER_STEP
      const task: Omit<StepTask, 'graphs'> = { type: 'step', processKey: instance.processKey, definitions: keys, deployed: calls ? machine.definitions.all() : [], instance, command, now: machine.now(), firstKey, budget: ACTIVATION_BUDGET, room: machine.room(instance.key), banned }
      try {
        const reply = await lane.take((member) => {
          keepSpare()
          const graphs = new Map([...processes].filter(([key]) => !member.knows.has(key)))
          for (const key of keys) member.knows.add(key)
          return { ...task, graphs }
        }, STEP_MS[attempt] ?? STEP_MS[0])
        if (reply.type !== 'stepped') throw new Error(`The sandbox answered a step with '${reply.type}'`)
        return reply.result
      } catch (error) {
        if (!(error instanceof Killed) || attempt >= STEP_MS.length) throw error
        suspects.add(instance.processKey)
        ban(banned, attempt === 0 ? nodes.slice(error.position, error.position + 1) : nodes, error.why)
      }
    }
  }

  return {
    step: (instance, command, machine) => {
      const lane = suspects.has(instance.processKey) ? lanes.suspect : lanes.trusted
      return lane.inTurn(() => stepWithBans(lane, instance, command, machine))
    },
    compile: (xml, patience = READING_MS) => (xml.length <= SMALL ? compile(xml) : lanes.reading.inTurn(() => readIn(lanes.reading, xml, patience))),
    close: async () => {
      await Promise.all(Object.values(lanes).map((lane) => lane.end()))
      clearTimeout(spareIdle)
      await dropSpare()
    },
  }
}

/** The second kill bans every element: which of the others it was is not worth another second. */
function ban(banned: Map<string, string>, elements: readonly string[], why: string): void {
  for (const element of elements) {
    if (!banned.has(element)) banned.set(element, `The evaluation of an expression at '${element}' was ended: ${why}. Simplify the expression or its data, then resolve this incident.`)
  }
}

async function readIn(lane: Lane, xml: string, patience: number): Promise<Process[]> {
  try {
    const reply = await lane.take(() => ({ type: 'compile', xml }), patience)
    if (reply.type === 'refused') throw new InvalidDiagram(reply.problems)
    if (reply.type !== 'compiled') throw new Error(`The sandbox answered a diagram with '${reply.type}'`)
    return reply.processes
  } catch (error) {
    if (error instanceof Killed) throw fileProblem(`Reading the diagram was ended: ${error.why}. Make it smaller, or its expressions simpler.`)
    throw error
  }
}
