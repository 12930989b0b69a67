/** What a unary call is, and what several of them share. */
import type { Command, Rejection } from '../../commands.ts'
import type { Answer, Request } from '../../machine/requests.ts'
import type { DecisionGraph } from '../../decisions/types.ts'
import type { Process } from '../../model/types.ts'
import type { Key } from '../../state.ts'

export type Message = Record<string, any>
export type Ok = Extract<Answer, { ok: true }>

/** Diagram -> processes, DMN -> decisions, off the main thread where that takes long. @throws InvalidDiagram */
export interface Compile {
  compile(xml: string): Promise<Process[]>
  compileDecisions(xml: string): Promise<DecisionGraph>
}

export interface Call {
  /** What the client sent, checked. @throws BadRequest */
  request(message: Message, compile: Compile): Request | Promise<Request>
  reply(answer: Ok): Message
  /** It is answered when something has happened, within a time of its own, not the gateway's. */
  waits?: true
}

export type Calls = Readonly<Record<string, Call>>

export const nothing = () => ({})

/** A command for the instance that owns `target`; `missing` is said when nobody does. */
export function command(target: Key, command: Command, missing: Rejection): Request {
  return { type: 'Instance', target, command, missing }
}
