/**
 * The sandbox (decision 13): steps of processes with unbounded expressions, and the reading of large diagrams, run in worker threads
 * with limits of memory and time. A step that kills its worker is taken again with the element it was at banned: that becomes its incident.
 */
import { type Command, definitionsFor } from '../commands.ts'
import { compileDecisions } from '../decisions/compile.ts'
import type { Evaluation } from '../decisions/evaluation.ts'
import type { DecisionGraph } from '../decisions/types.ts'
import type { DecisionDefinition } from '../machine/decisions.ts'
import type { Machine } from '../machine/machine.ts'
import { compile } from '../model/compile.ts'
import { fileProblem, InvalidDiagram } from '../model/problem.ts'
import type { Process } from '../model/types.ts'
import type { Instance, Key, Variables } from '../state.ts'
import { ACTIVATION_BUDGET, type StepResult } from '../step.ts'
import { Killed, startMember, type Member } from './member.ts'
import { type CompileTask, KEYS_PER_STEP, placeIn, type SandboxReply, type SandboxTask, type StepTask } from './protocol.ts'

export interface Sandbox {
  step(instance: Instance, command: Command, machine: Machine): Promise<StepResult>
  /** As `evaluateDecision`; what takes too long is a failed evaluation. The graph is in memory. */
  evaluate(decision: DecisionDefinition, variables: Variables, machine: Machine): Promise<Evaluation>
  /** As `compile`, but a diagram that would hold the engine up is read in a worker. @throws InvalidDiagram */
  compile(xml: string, patience?: number): Promise<Process[]>
  compileDecisions(xml: string, patience?: number): Promise<DecisionGraph>
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
    const needed = definitionsFor(instance, command).filter((key) => machine.graph(key))
    const keys = needed.filter((key) => !machine.decisions.has(key))
    const decisionKeys = needed.filter((key) => machine.decisions.has(key))
    const processes = new Map(keys.map((key) => [key, machine.definitions.process(key)!]))
    const places = [...processes].flatMap(([processKey, { nodes }]) => [...nodes.keys()].map((elementId) => ({ processKey, elementId })))
    const calls = command.type === 'MigrateInstance' || [...processes.values()].some((each) => each.calls)
    const banned = new Map<string, string>()
    for (let attempt = 0; ; attempt++) {
      const firstKey = machine.nextFreeKey
      machine.nextFreeKey += KEYS_PER_STEP
      const task: Omit<StepTask, 'graphs' | 'decisionGraphs'> = { type: 'step', processKey: instance.processKey, definitions: keys, deployed: calls ? machine.definitions.all() : [], decisions: calls ? machine.decisions.all() : [], instance, command, now: machine.now(), firstKey, budget: ACTIVATION_BUDGET, room: machine.room(instance.key), banned }
      try {
        const reply = await lane.take((member) => {
          keepSpare()
          const graphs = new Map([...processes].filter(([key]) => !member.knows.has(key)))
          const decisionGraphs = new Map(decisionKeys.filter((key) => !member.knows.has(key)).map((key) => [key, machine.decisions.graph(key)!]))
          for (const key of needed) member.knows.add(key)
          return { ...task, graphs, decisionGraphs }
        }, STEP_MS[attempt] ?? STEP_MS[0])
        if (reply.type !== 'stepped') throw new Error(`The sandbox answered a step with '${reply.type}'`)
        return reply.result
      } catch (error) {
        if (!(error instanceof Killed) || attempt >= STEP_MS.length) throw error
        suspects.add(instance.processKey)
        ban(banned, attempt === 0 ? places.slice(error.position, error.position + 1) : places, error.why)
      }
    }
  }

  const evaluateIn = async (lane: Lane, { id, graph: graphKey }: DecisionDefinition, variables: Variables, machine: Machine): Promise<Evaluation> => {
    try {
      const reply = await lane.take((member) => {
        keepSpare()
        const graph = member.knows.has(graphKey) ? null : machine.decisions.graph(graphKey)!
        member.knows.add(graphKey)
        return { type: 'decide', graphKey, graph, decisionId: id, variables, now: machine.now() }
      }, STEP_MS[0])
      if (reply.type !== 'decided') throw new Error(`The sandbox answered a decision with '${reply.type}'`)
      return reply.evaluation
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      suspects.add(graphKey)
      return { output: null, evaluated: [], failure: { decisionId: id, message: `Expected to evaluate decision '${id}', but it was ended: ${error.why}. Simplify its expressions or the data.` } }
    }
  }
  const lanesOf = (key: Key) => (suspects.has(key) ? lanes.suspect : lanes.trusted)

  return {
    evaluate: (decision, variables, machine) => {
      const lane = lanesOf(decision.graph)
      return lane.inTurn(() => evaluateIn(lane, decision, variables, machine))
    },
    step: (instance, command, machine) => {
      const lane = lanesOf(instance.processKey)
      return lane.inTurn(() => stepWithBans(lane, instance, command, machine))
    },
    compile: (xml, patience = READING_MS) => (xml.length <= SMALL ? compile(xml) : lanes.reading.inTurn(async () => {
      const reply = await readIn(lanes.reading, { type: 'compile', xml, of: 'processes' }, patience)
      if (reply.type !== 'compiled') throw new Error(`The sandbox answered a diagram with '${reply.type}'`)
      return reply.processes
    })),
    compileDecisions: (xml, patience = READING_MS) => (xml.length <= SMALL ? compileDecisions(xml) : lanes.reading.inTurn(async () => {
      const reply = await readIn(lanes.reading, { type: 'compile', xml, of: 'decisions' }, patience)
      if (reply.type !== 'compiledDecisions') throw new Error(`The sandbox answered a decision file with '${reply.type}'`)
      return reply.graph
    })),
    close: async () => {
      await Promise.all(Object.values(lanes).map((lane) => lane.end()))
      clearTimeout(spareIdle)
      await dropSpare()
    },
  }
}

/** The second kill bans every element: which of the others it was is not worth another second. */
function ban(banned: Map<string, string>, places: readonly { processKey: Key; elementId: string }[], why: string): void {
  for (const { processKey, elementId } of places) {
    const place = placeIn(processKey, elementId)
    if (!banned.has(place)) banned.set(place, `The evaluation of an expression at '${elementId}' was ended: ${why}. Simplify the expression or its data, then resolve this incident.`)
  }
}

async function readIn(lane: Lane, task: CompileTask, patience: number) {
  try {
    const reply = await lane.take(() => task, patience)
    if (reply.type === 'refused') throw new InvalidDiagram(reply.problems)
    return reply
  } catch (error) {
    if (error instanceof Killed) throw fileProblem(`Reading the diagram was ended: ${error.why}. Make it smaller, or its expressions simpler.`)
    throw error
  }
}
