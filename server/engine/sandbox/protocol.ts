/** What passes between the engine and its sandbox. Everything is structured-cloneable: a worker shares nothing but one number. */
import type { Command } from '../commands.ts'
import type { Evaluation } from '../decisions/evaluation.ts'
import type { DecisionGraph } from '../decisions/types.ts'
import type { DecisionDefinition } from '../machine/decisions.ts'
import type { Problem } from '../model/problem.ts'
import type { Process } from '../model/types.ts'
import type { Definition } from '../machine/definitions.ts'
import type { Instance, Key, Variables } from '../state.ts'
import type { StepResult } from '../step.ts'

export interface StepTask {
  type: 'step'
  processKey: Key
  /** Definitions of the instance and of what it has called, in one order; those among `graphs` this worker has not got yet. */
  definitions: readonly Key[]
  graphs: ReadonlyMap<Key, Process>
  /** Of decisions that tasks of the instance wait for, those this worker has not got yet. */
  decisionGraphs: ReadonlyMap<Key, DecisionGraph>
  /** What calls may bind to; empty when nothing in these graphs calls. */
  deployed: readonly Definition[]
  decisions: readonly DecisionDefinition[]
  instance: Instance
  command: Command
  now: number
  /** Keys from here on belong to this step. */
  firstKey: Key
  budget: number
  room: number
  /** Elements whose expressions have killed a worker before, by `placeIn`, and the message their incident gets. */
  banned: ReadonlyMap<string, string>
}

/** One name for an element across processes: a called process may have the same ids as its caller. */
export const placeIn = (processKey: Key, elementId: string): string => `${processKey} ${elementId}`

export interface CompileTask { type: 'compile'; xml: string; of: 'processes' | 'decisions' }

export interface DecideTask { type: 'decide'; graphKey: Key; /** unless this worker has it */ graph: DecisionGraph | null; decisionId: string; variables: Variables; now: number }

export type SandboxTask = StepTask | CompileTask | DecideTask

export type SandboxReply =
  | { type: 'ready' }
  | { type: 'stepped'; result: StepResult }
  | { type: 'compiled'; processes: Process[] }
  | { type: 'compiledDecisions'; graph: DecisionGraph }
  | { type: 'decided'; evaluation: Evaluation }
  | { type: 'refused'; problems: readonly Problem[] }
  | { type: 'broken'; error: string }

/** Keys one step may take: far above the activation budget times what an activation needs. */
export const KEYS_PER_STEP = 65_536
