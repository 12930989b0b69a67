/**
 * The heart: (process, state, command) -> events and the state after them, or a rejection. Pure: the state handed in is
 * never touched, time and keys come from the environment, so the same input gives the same output, anywhere, also in a browser.
 */
import type { Command, Rejection } from './commands.ts'
import type { Event } from './events.ts'
import type { Handler, Handlers } from './handlers/handler.ts'
import { incidentHandlers } from './handlers/incidents.ts'
import { instanceHandlers } from './handlers/instance.ts'
import { migrateHandlers } from './handlers/migrate.ts'
import { modifyHandlers } from './handlers/modify.ts'
import { jobHandlers } from './handlers/jobs.ts'
import { triggerHandlers } from './handlers/triggers.ts'
import { drain } from './lifecycle.ts'
import type { Process } from './model/types.ts'
import type { Instance } from './state.ts'
import { beginWork, type Environment } from './work.ts'

/** Beyond this many activations in one command the rest become incidents (reliability 2.3). */
export const ACTIVATION_BUDGET = 1_000

export type StepResult =
  | { ok: true; instance: Instance; events: readonly Event[] }
  | { ok: false; rejection: Rejection }

const handlers: Handlers = { ...instanceHandlers, ...jobHandlers, ...triggerHandlers, ...incidentHandlers, ...modifyHandlers, ...migrateHandlers }

export function step(process: Process, instance: Instance, command: Command, env: Environment): StepResult {
  const work = beginWork(process, instance, env)
  const rejection = (handlers[command.type] as Handler)(work, command)
  if (rejection) return { ok: false, rejection }
  drain(work)
  return { ok: true, instance: work.state, events: work.events }
}
