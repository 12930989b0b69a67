/**
 * A worker that takes whole steps of processes with expressions off the safe list, and reads diagrams. It has little memory and is
 * killed when it takes long; the element it was at stands in the one shared number.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Definitions } from '../machine/definitions.ts'
import { compile } from '../model/compile.ts'
import { InvalidDiagram } from '../model/problem.ts'
import type { Process } from '../model/types.ts'
import type { Key } from '../state.ts'
import { step } from '../step.ts'
import { type Deployed, ElementFailure } from '../work.ts'
import { evaluateInSandbox } from './feel.ts'
import type { SandboxReply, SandboxTask, StepTask } from './protocol.ts'

const position = new Int32Array(workerData as SharedArrayBuffer)
const graphs = new Map<Key, Process>()
const tell = (reply: SandboxReply) => parentPort!.postMessage(reply)

function graphOf(key: Key): Process {
  const found = graphs.get(key)
  if (!found) throw new Error(`Process ${key} was not sent to the sandbox`)
  return found
}

/** A process that is called for the first time here is not entered in this step: its graph comes with the next one. */
function deployedIn(task: StepTask): Deployed {
  const definitions = new Definitions()
  for (const each of task.deployed) definitions.add(each)
  return { ...definitions.asDeployed(), ready: (key) => graphs.has(key), graph: graphOf }
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
  for (const [key, graph] of task.graphs) graphs.set(key, graph)
  const process = graphOf(task.processKey)
  const order = new Map(task.definitions.flatMap((each) => [...graphOf(each).nodes.keys()]).map((id, index) => [id, index]))
  let current = ''
  let key = task.firstKey
  Date.now = () => task.now // now() and today() of an expression tell the step's time
  const result = step(process, task.instance, task.command, {
    now: task.now,
    nextKey: () => key++,
    budget: task.budget,
    room: task.room,
    deployed: deployedIn(task),
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
