/**
 * A parameterised text as PostgreSQL takes it: `?` numbered, and named, so that a connection parses and plans each text once.
 * Planning was more than half of what an officer's decision cost PostgreSQL.
 */
import { createHash } from 'node:crypto'
import type pg from 'pg'

/** Values in the order of the text's `?`, or by the names of its `:name`. */
export type Bindings = readonly unknown[] | Readonly<Record<string, unknown>>

interface Statement { name: string; text: string; parameters: number; names: string[] }

/** Texts are written in the code and so are few. */
const known = new Map<string, Statement>()

/** Sends it now, behind whatever was sent before on this connection. */
export function send(connection: pg.Client, sql: string, bindings: Bindings): Promise<pg.QueryResult> {
  const { name, text, parameters, names } = known.get(sql) ?? learn(sql)
  const values = Array.isArray(bindings) ? (bindings as unknown[]) : names.map((each) => (bindings as Record<string, unknown>)[each])
  if (values.length !== parameters || values.includes(undefined)) throw new Error(`This statement takes ${parameters} values, none undefined, and was given ${values.length}: ${sql}`)
  together(connection)
  return connection.query({ name, text, values })
}

/** Without parameters and without a name: begin, commit, rollback. */
export function sendPlain(connection: pg.Client, sql: string): Promise<pg.QueryResult> {
  together(connection)
  return connection.query(sql)
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

interface Socket { cork(): void; uncork(): void }
const corked = new WeakSet<pg.Client>()

/** What is sent in one turn of the event loop leaves in one write: a write to a socket costs more than most statements. */
function together(connection: pg.Client): void {
  if (corked.has(connection)) return
  const { stream } = (connection as unknown as { connection: { stream: Socket } }).connection
  corked.add(connection)
  stream.cork()
  process.nextTick(() => {
    corked.delete(connection)
    stream.uncork()
  })
}
