/** A handler carries out one kind of command on a step's draft, or says why not. It refuses before its first event. */
import type { Command, Rejection } from '../commands.ts'
import type { Work } from '../work.ts'

export type Handler<C extends Command = Command> = (work: Work, command: C) => Rejection | null

export type Handlers = { [T in Command['type']]: Handler<Extract<Command, { type: T }>> }
