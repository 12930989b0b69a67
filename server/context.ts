/**
 * What every room is handed instead of reaching for it: the clock, chance, settings and the log.
 * Rules stay pure; a story of 45 working days runs in a second because `now` is an argument.
 */
import type { Knex } from 'knex'
import type { Config } from './config.ts'

export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface Context {
  config: Config
  db: Knex
  /** The present instant. Injected; never set over HTTP. */
  now(): Date
  /** `size` unpredictable bytes (crypto in production, seeded in tests). */
  random(size: number): Buffer
  log: Log
}
