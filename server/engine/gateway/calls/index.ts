/** Every unary call of the protocol but Topology: message in, request to the runner, message out. No rule of the engine lives in these files. */
import type { Calls, Message } from './call.ts'
import { decisionCalls } from './decisions.ts'
import { incidentCalls } from './incidents.ts'
import { instanceCalls } from './instances.ts'
import { jobCalls } from './jobs.ts'
import { messageCalls } from './messages.ts'
import { modificationCalls } from './modifications.ts'
import { resourceCalls, resourcesAwaited } from './resources.ts'

export const calls: Calls = { ...resourceCalls, ...instanceCalls, ...jobCalls, ...incidentCalls, ...messageCalls, ...modificationCalls, ...decisionCalls }

/** A call whose arguments are read and checked, but that the engine does not carry out; `instead` says what to do. */
export interface Awaited {
  /** @throws BadRequest */
  read(message: Message): unknown
  instead: string
}

export const awaited: Readonly<Record<string, Awaited>> = {
  ...resourcesAwaited,
}
