/** Every unary call of the protocol but Topology: message in, request to the runner, message out. No rule of the engine lives in these files. */
import type { Calls } from './call.ts'
import { decisionCalls } from './decisions.ts'
import { incidentCalls } from './incidents.ts'
import { instanceCalls } from './instances.ts'
import { jobCalls } from './jobs.ts'
import { messageCalls } from './messages.ts'
import { modificationCalls } from './modifications.ts'
import { resourceCalls } from './resources.ts'

export const calls: Calls = { ...resourceCalls, ...instanceCalls, ...jobCalls, ...incidentCalls, ...messageCalls, ...modificationCalls, ...decisionCalls }
