/**
 * The sandbox (decision 13): steps of processes with unbounded expressions run in a worker thread with 64 MB and one second.
 * A worker that dies of either is replaced, and the step is taken again with the element it was at banned: that becomes its incident.
 */
import { Worker } from 'node:worker_threads'
import type { Command } from '../commands.ts'
import type { Machine } from '../machine/machine.ts'
import type { Instance, Key } from '../state.ts'
import { ACTIVATION_BUDGET, type StepResult } from '../step.ts'
import { KEYS_PER_STEP, type SandboxReply, type SandboxTask } from './protocol.ts'

export interface Sandbox {
  step(instance: Instance, command: Command, machine: Machine, readXml: (key: Key) => Promise<string>): Promise<StepResult>
  close(): Promise<void>
}

const MEMORY_MB = 64
const STEP_MS = 1_000
/** Reading and compiling a diagram at the limit of size, on a slow machine. */
const COMPILE_MS = 10_000
/** So many elements of one process may each kill a worker before the step itself is given up. */
const MAX_BANS = 50

class Killed extends Error {
  constructor(readonly position: number, readonly why: string) {
    super(why)
  }
}

/** Worker threads are made when first needed and kept; steps queue for the one worker. */
export function createSandbox(): Sandbox {
  let member: Promise<Member> | null = null
  let turn: Promise<unknown> = Promise.resolve()

  const stepOnce = async (task: Omit<SandboxTask, 'xml'>, readXml: (key: Key) => Promise<string>): Promise<StepResult> => {
    const worker = await (member ??= startMember())
    const xml = worker.knows.has(task.processKey) ? null : await readXml(task.processKey)
    try {
      const result = await worker.take({ ...task, xml })
      worker.knows.add(task.processKey)
      return result
    } catch (error) {
      member = null
      throw error
    }
  }

  const stepWithBans: Sandbox['step'] = async (instance, command, machine, readXml) => {
    const nodes = [...machine.definitions.process(instance.processKey)!.nodes.keys()]
    const banned = new Map<string, string>()
    for (;;) {
      const firstKey = machine.nextFreeKey
      machine.nextFreeKey += KEYS_PER_STEP
      const task = { processKey: instance.processKey, bpmnProcessId: instance.bpmnProcessId, instance, command, now: machine.now(), firstKey, budget: ACTIVATION_BUDGET, banned }
      try {
        return await stepOnce(task, readXml)
      } catch (error) {
        const element = error instanceof Killed ? nodes[error.position] : undefined
        if (element === undefined || banned.has(element) || banned.size >= MAX_BANS) throw error
        banned.set(element, `The evaluation of an expression at '${element}' was ended: ${(error as Killed).why}. Simplify the expression or its data, then resolve this incident.`)
      }
    }
  }

  return {
    step: (...step) => {
      const result = turn.then(() => stepWithBans(...step))
      turn = result.catch(() => {})
      return result
    },
    close: async () => {
      await turn
      if (member) await (await member).end()
    },
  }
}

interface Member {
  /** Processes the worker has compiled. */
  knows: Set<Key>
  take(task: SandboxTask): Promise<StepResult>
  end(): Promise<unknown>
}

function startMember(): Promise<Member> {
  const position = new Int32Array(new SharedArrayBuffer(4)).fill(-1)
  const worker = new Worker(new URL('./start.mjs', import.meta.url), {
    workerData: position.buffer,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  })
  worker.unref()
  const member: Member = { knows: new Set(), take: (task) => takeStep(worker, position, task), end: () => worker.terminate() }
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', () => {
      worker.off('error', reject)
      resolve(member)
    })
  })
}

function takeStep(worker: Worker, position: Int32Array, task: SandboxTask): Promise<StepResult> {
  Atomics.store(position, 0, -1)
  return new Promise((resolve, reject) => {
    const kill = (why: string) => finish(() => reject(new Killed(Atomics.load(position, 0), why)), true)
    let timer = setTimeout(kill, COMPILE_MS, 'the diagram took too long to compile')
    const onMessage = (reply: SandboxReply) => {
      if (reply.type === 'stepping') {
        clearTimeout(timer)
        timer = setTimeout(kill, STEP_MS, `it took longer than ${STEP_MS} ms`)
      }
      if (reply.type === 'stepped') finish(() => resolve(reply.result), false)
      if (reply.type === 'broken') finish(() => reject(new Error(reply.error)), true)
    }
    const onError = () => kill(`it took more than ${MEMORY_MB} MB`)
    const finish = (settle: () => void, end: boolean) => {
      clearTimeout(timer)
      worker.off('message', onMessage).off('error', onError)
      worker.on('error', () => {}) // a worker that is being ended may still complain
      if (end) void worker.terminate()
      settle()
    }
    worker.on('message', onMessage).on('error', onError)
    worker.postMessage(task)
  })
}
