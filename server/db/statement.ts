/**
 * A parameterised text as PostgreSQL takes it: `?` numbered, and named, so that a connection parses and plans each text once.
 * Planning was more than half of what an officer's decision cost PostgreSQL. How statements travel is batch.ts.
 */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { gather, type Answer } from './batch.ts'

/** Values in the order of the text's `?`, or by the names of its `:name`. */
export type Bindings = readonly unknown[] | Readonly<Record<string, unknown>>

export interface Statement { name: string; text: string; parameters: number; names: string[] }

/** Texts are written in the code and so are few. */
const known = new Map<string, Statement>()

/** Sends it with all that is sent on this connection in this turn of the event loop, behind whatever was sent before. */
export function send(connection: pg.Client, sql: string, bindings: Bindings = []): Promise<Answer> {
  const statement = known.get(sql) ?? learn(sql)
  const { parameters, names } = statement
  const values = Array.isArray(bindings) ? (bindings as unknown[]) : names.map((each) => (bindings as Record<string, unknown>)[each])
  if (values.length !== parameters || values.includes(undefined)) throw new Error(`This statement takes ${parameters} values, none undefined, and was given ${values.length}: ${sql}`)
  return gather(connection, statement, values)
}

function learn(sql: string): Statement {
  const names: string[] = []
  let parameters = 0
  const text = sql.replace(/\\\?|\?|(?<![:\w]):([a-z]\w*)/gi, (mark, name?: string) => {
    if (mark === '\\?') return '?'
    if (name === undefined) return `$${++parameters}`
    return `$${names.push(name)}` // one parameter an occurrence: PostgreSQL gives each its own type
  })
  const statement = { name: createHash('sha1').update(sql).digest('hex'), text, parameters: parameters + names.length, names }
  known.set(sql, statement)
  return statement
}
