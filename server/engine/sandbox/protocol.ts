/** What passes between the engine and its sandbox. Everything is structured-cloneable: a worker shares nothing but one number. */
import type { Command } from '../commands.ts'
import type { Problem } from '../model/problem.ts'
import type { Process } from '../model/types.ts'
import type { Definition } from '../machine/definitions.ts'
import type { Instance, Key } from '../state.ts'
import type { StepResult } from '../step.ts'

export interface StepTask {
  type: 'step'
  processKey: Key
  /** Definitions of the instance and of what it has called, in one order; those among `graphs` this worker has not got yet. */
  definitions: readonly Key[]
  graphs: ReadonlyMap<Key, Process>
  /** What calls may bind to; empty when nothing in these graphs calls. */
  deployed: readonly Definition[]
  instance: Instance
  command: Command
  now: number
  /** Keys from here on belong to this step. */
  firstKey: Key
  budget: number
  room: number
  /** Elements whose expressions have killed a worker before, and the message their incident gets. */
  banned: ReadonlyMap<string, string>
}

export interface CompileTask { type: 'compile'; xml: string }

export type SandboxTask = StepTask | CompileTask

export type SandboxReply =
  | { type: 'ready' }
  | { type: 'stepped'; result: StepResult }
  | { type: 'compiled'; processes: Process[] }
  | { type: 'refused'; problems: readonly Problem[] }
  | { type: 'broken'; error: string }

/** Keys one step may take: far above the activation budget times what an activation needs. */
export const KEYS_PER_STEP = 65_536
