/** One worker thread of the sandbox: a task at a time, with a limit of memory and one of time. It dies of either, and is not used again. */
import { Worker } from 'node:worker_threads'
import type { Key } from '../state.ts'
import { workerProgram } from './program.ts'
import type { SandboxReply, SandboxTask } from './protocol.ts'

const MEMORY_MB = 64
/**
 * Time is counted in ticks of the main thread: when the whole machine stands still (a frozen process, a sleeping laptop), no tick
 * passes, and nobody is killed for it.
 */
const TICK_MS = 25

export class Killed extends Error {
  /** @param position the number of the element whose expressions were being evaluated; -1: none */
  constructor(readonly position: number, readonly why: string) {
    super(why)
  }
}

export interface Member {
  /** Processes the worker has got. */
  readonly knows: Set<Key>
  /** @throws Killed, and any failure of the worker itself; it is ended then */
  take(task: SandboxTask, milliseconds: number): Promise<Exclude<SandboxReply, { type: 'ready' | 'broken' }>>
  end(): Promise<unknown>
}

export async function startMember(): Promise<Member> {
  const program = await workerProgram()
  const position = new Int32Array(new SharedArrayBuffer(4)).fill(-1)
  const worker = new Worker(program, {
    workerData: position.buffer,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
  })
  worker.unref()
  const member: Member = { knows: new Set(), take: (task, milliseconds) => take(worker, position, task, milliseconds), end: () => worker.terminate() }
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', () => {
      worker.off('error', reject)
      worker.on('error', () => {}) // one that is being ended may still complain
      resolve(member)
    })
  })
}

function take(worker: Worker, position: Int32Array, task: SandboxTask, milliseconds: number): ReturnType<Member['take']> {
  Atomics.store(position, 0, -1)
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void, end: boolean) => {
      clearInterval(clock)
      worker.off('message', onMessage).off('error', onError)
      if (end) void worker.terminate()
      settle()
    }
    const kill = (why: string) => finish(() => reject(new Killed(Atomics.load(position, 0), why)), true)
    const onMessage = (reply: SandboxReply) => {
      if (reply.type === 'broken') finish(() => reject(new Error(reply.error)), true)
      else if (reply.type !== 'ready') finish(() => resolve(reply), false)
    }
    const onError = (error: Error & { code?: string }) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? kill(`it took more than ${MEMORY_MB} MB`) : finish(() => reject(error), true)
    let ticks = Math.ceil(milliseconds / TICK_MS)
    const clock = setInterval(() => --ticks <= 0 && kill(`it took longer than ${milliseconds} ms`), TICK_MS)
    worker.on('message', onMessage).on('error', onError)
    worker.postMessage(task)
  })
}
