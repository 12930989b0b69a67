/** The server's log: one JSON line an event on stderr, nothing below the level that was set. What is worth a line is the rooms' affair. */
import type { LogLevel } from '../config.ts'
import type { Log } from '../context.ts'

const RANK: Record<LogLevel, number> = { error: 0, warn: 1, info: 2 }

export function logAt(most: LogLevel, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const say = (level: LogLevel) => (fields: object, message: string): void => {
    if (RANK[level] <= RANK[most]) write(`${JSON.stringify({ level, at: new Date().toISOString(), message, ...fields }, withErrors)}\n`)
  }
  return { info: say('info'), warn: say('warn'), error: say('error') }
}

/** JSON writes an Error as {}; what an operator needs of it are its words, its code and where it was thrown. */
function withErrors(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const { message, stack, cause } = value
  return { message, ...('code' in value ? { code: value.code } : {}), stack, ...(cause === undefined ? {} : { cause }) }
}
