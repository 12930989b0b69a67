/** A context for tests of rooms: a clock that stands until it is moved, chance from a seed, a log that is kept. */
import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'

export interface TestContext extends Context {
  /** Moves the clock. Days are 24 hours. */
  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): void
  setTime(iso: string): void
  logged: Array<{ level: string; message: string; fields: object }>
}

export function contextAt(db: Knex, iso: string, env: NodeJS.ProcessEnv = {}): TestContext {
  let now = new Date(iso)
  let drawn = 0
  const logged: TestContext['logged'] = []
  const log = (level: string) => (fields: object, message: string): void => { logged.push({ level, message, fields }) }
  return {
    config: readConfig(env, process.cwd()),
    db,
    now: () => new Date(now),
    random: (size) => {
      const parts: Buffer[] = []
      for (let have = 0; have < size; have += 32) parts.push(createHash('sha256').update(`seed ${drawn++}`).digest())
      return Buffer.concat(parts).subarray(0, size)
    },
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) => {
      now = new Date(now.getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000)
    },
    setTime: (text) => { now = new Date(text) },
    logged,
  }
}
