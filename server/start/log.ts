/** The server's log: one JSON line an event on stderr, nothing below the level that was set. What is worth a line is the rooms' affair. */
import type { LogLevel } from '../config.ts'
import type { Log } from '../context.ts'

const RANK: Record<LogLevel, number> = { error: 0, warn: 1, info: 2 }

export function logAt(most: LogLevel, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const say = (level: LogLevel) => (fields: object, message: string): void => {
    if (RANK[level] <= RANK[most]) write(`${JSON.stringify({ level, at: new Date().toISOString(), message, ...fields })}\n`)
  }
  return { info: say('info'), warn: say('warn'), error: say('error') }
}
