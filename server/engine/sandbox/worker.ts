/**
 * A worker that takes whole steps of processes with expressions off the safe list, and reads diagrams. It has little memory and is
 * killed when it takes long; the element it was at stands in the one shared number.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { compileDecisions } from '../decisions/compile.ts'
import { evaluateDecision } from '../decisions/evaluate.ts'
import type { RawFeel } from '../decisions/feel.ts'
import type { DecisionGraph } from '../decisions/types.ts'
import { Decisions } from '../machine/decisions.ts'
import { Definitions } from '../machine/definitions.ts'
import { compile } from '../model/compile.ts'
import { InvalidDiagram } from '../model/problem.ts'
import type { Process } from '../model/types.ts'
import type { Key } from '../state.ts'
import { step } from '../step.ts'
import { type Deployed, ElementFailure } from '../work.ts'
import { evaluateInSandbox } from './feel.ts'
import { type CompileTask, type DecideTask, placeIn, type SandboxReply, type SandboxTask, type StepTask } from './protocol.ts'
import { rawFeel } from './rawFeel.ts'

const position = new Int32Array(workerData as SharedArrayBuffer)
const graphs = new Map<Key, Process>()
const decisionGraphs = new Map<Key, DecisionGraph>()
const tell = (reply: SandboxReply) => parentPort!.postMessage(reply)

function graphOf(key: Key): Process {
  const found = graphs.get(key)
  if (!found) throw new Error(`Process ${key} was not sent to the sandbox`)
  return found
}

function decisionGraphOf(key: Key): DecisionGraph {
  const found = decisionGraphs.get(key)
  if (!found) throw new Error(`Decision graph ${key} was not sent to the sandbox`)
  return found
}

/**
 * A process or decision the instance has not called yet is not entered in this step: it comes with the next one. That holds for a process this
 * worker knows from others too, or the element at work would have no number among `definitions` and a kill would find nobody.
 */
function deployedIn(task: StepTask): Deployed {
  const definitions = new Definitions()
  for (const each of task.deployed) definitions.add(each)
  const decisions = new Decisions()
  for (const each of task.decisions) decisions.add(each)
  const { find, deploymentOf, definition } = definitions.asDeployed()
  return { find, deploymentOf, definition, ready: (key) => task.definitions.includes(key), graph: graphOf, ...decisions.asDeployed(deploymentOf), decisionReady: (key) => decisionGraphs.has(key), decisionGraph: decisionGraphOf }
}

async function read({ xml, of }: CompileTask): Promise<void> {
  try {
    tell(of === 'processes' ? { type: 'compiled', processes: await compile(xml) } : { type: 'compiledDecisions', graph: await compileDecisions(xml) })
  } catch (error) {
    if (!(error instanceof InvalidDiagram)) throw error
    tell({ type: 'refused', problems: error.problems })
  }
}

function take(task: StepTask): void {
  for (const [key, graph] of task.graphs) graphs.set(key, graph)
  for (const [key, graph] of task.decisionGraphs) decisionGraphs.set(key, graph)
  const process = graphOf(task.processKey)
  const order = new Map(task.definitions.flatMap((each) => [...graphOf(each).nodes.keys()].map((id) => placeIn(each, id))).map((place, index) => [place, index]))
  let current = ''
  let key = task.firstKey
  Date.now = () => task.now // now() and today() of an expression tell the step's time
  const result = step(process, task.instance, task.command, {
    now: task.now,
    nextKey: () => key++,
    buffered: () => null,
    budget: task.budget,
    room: task.room,
    deployed: deployedIn(task),
    at: (elementId, processKey) => {
      current = placeIn(processKey, elementId)
      Atomics.store(position, 0, order.get(current) ?? -1)
    },
    feel: (text, variables) => {
      const ban = task.banned.get(current)
      if (ban) throw new ElementFailure('EXTRACT_VALUE_ERROR', ban)
      return evaluated(text, () => evaluateInSandbox(text, variables))
    },
    raw: bannedFeel(() => task.banned.get(current)),
  })
  tell({ type: 'stepped', result })
}

/** FEEL of the decision that the task at hand calls: what has killed a worker there is not tried again. */
function bannedFeel(ban: () => string | undefined): RawFeel {
  const unlessBanned = <T>(text: string, act: () => T): T => {
    const why = ban()
    if (why) throw new ElementFailure('DECISION_EVALUATION_ERROR', why)
    return evaluated(text, act)
  }
  return { ...rawFeel, value: (text, variables) => unlessBanned(text, () => rawFeel.value(text, variables)), test: (text, variables) => unlessBanned(text, () => rawFeel.test(text, variables)) }
}

function decide({ graphKey, graph, decisionId, variables, now }: DecideTask): void {
  if (graph) decisionGraphs.set(graphKey, graph)
  Date.now = () => now
  tell({ type: 'decided', evaluation: evaluateDecision(decisionGraphOf(graphKey), decisionId, variables, rawFeel) })
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
  const done = task.type === 'compile' ? read(task) : task.type === 'decide' ? Promise.resolve(task).then(decide) : Promise.resolve(task).then(take)
  done.catch((error: Error) => tell({ type: 'broken', error: error.stack ?? error.message }))
})
tell({ type: 'ready' })
