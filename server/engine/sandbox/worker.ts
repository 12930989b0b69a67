/**
 * A worker that takes whole steps of processes with expressions off the safe list, and reads diagrams. It has little memory and is
 * killed when it takes long; the element it was at stands in the one shared number.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { compile } from '../model/compile.ts'
import { InvalidDiagram } from '../model/problem.ts'
import type { Process } from '../model/types.ts'
import type { Key } from '../state.ts'
import { step } from '../step.ts'
import { ElementFailure } from '../work.ts'
import { evaluateInSandbox } from './feel.ts'
import type { SandboxReply, SandboxTask, StepTask } from './protocol.ts'

const position = new Int32Array(workerData as SharedArrayBuffer)
const graphs = new Map<Key, Process>()
const tell = (reply: SandboxReply) => parentPort!.postMessage(reply)

function graphOf({ processKey, process }: StepTask): Process {
  if (process) graphs.set(processKey, process)
  const found = graphs.get(processKey)
  if (!found) throw new Error(`Process ${processKey} was not sent to the sandbox`)
  return found
}

async function read(xml: string): Promise<void> {
  try {
    tell({ type: 'compiled', processes: await compile(xml) })
  } catch (error) {
    if (!(error instanceof InvalidDiagram)) throw error
    tell({ type: 'refused', problems: error.problems })
  }
}

function take(task: StepTask): void {
  const process = graphOf(task)
  const order = new Map([...process.nodes.keys()].map((id, index) => [id, index]))
  let current = ''
  let key = task.firstKey
  Date.now = () => task.now // now() and today() of an expression tell the step's time
  const result = step(process, task.instance, task.command, {
    now: task.now,
    nextKey: () => key++,
    budget: task.budget,
    room: task.room,
    at: (elementId) => {
      current = elementId
      Atomics.store(position, 0, order.get(elementId) ?? -1)
    },
    feel: (text, variables) => {
      const ban = task.banned.get(current)
      if (ban) throw new ElementFailure('EXTRACT_VALUE_ERROR', ban)
      return evaluated(text, () => evaluateInSandbox(text, variables))
    },
  })
  tell({ type: 'stepped', result })
}

/** An evaluator that gives up (a recursion too deep, a value it cannot make) is the expression's failure, not the engine's. */
function evaluated<T>(text: string, evaluate: () => T): T {
  try {
    return evaluate()
  } catch (error) {
    throw new ElementFailure('EXTRACT_VALUE_ERROR', `failed to evaluate expression '${text}': ${(error as Error).message}`)
  }
}

parentPort!.on('message', (task: SandboxTask) => {
  const done = task.type === 'compile' ? read(task.xml) : Promise.resolve(task).then(take)
  done.catch((error: Error) => tell({ type: 'broken', error: error.stack ?? error.message }))
})
tell({ type: 'ready' })
