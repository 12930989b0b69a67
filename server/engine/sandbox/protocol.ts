/** What passes between the engine and its sandbox. Everything is structured-cloneable: a worker shares nothing but one number. */
import type { Command } from '../commands.ts'
import type { Instance, Key } from '../state.ts'
import type { StepResult } from '../step.ts'

export interface SandboxTask {
  processKey: Key
  bpmnProcessId: string
  /** The diagram, when this worker has not compiled it yet. */
  xml: string | null
  instance: Instance
  command: Command
  now: number
  /** Keys from here on belong to this step. */
  firstKey: Key
  budget: number
  /** Elements whose expressions have killed a worker before, and the message their incident gets. */
  banned: ReadonlyMap<string, string>
}

export type SandboxReply =
  | { type: 'ready' }
  /** Compiled; from here on the step's time counts. */
  | { type: 'stepping' }
  | { type: 'stepped'; result: StepResult }
  | { type: 'broken'; error: string }

/** Keys one step may take: far above the activation budget times what an activation needs. */
export const KEYS_PER_STEP = 65_536
