/**
 * The connection to PostgreSQL and the one way to change it: `inTransaction`.
 * bigint arrives as a string (engine keys exceed 2^53), timestamptz as Date, jsonb parsed, date as a plain YYYY-MM-DD string.
 */
import { createHash } from 'node:crypto'
import knex, { type Knex } from 'knex'
import pg from 'pg'

const { types } = pg
types.setTypeParser(types.builtins.INT8, (text) => text)
types.setTypeParser(types.builtins.DATE, (text) => text)

export type Tx = Knex.Transaction
/** Anything that can read: the pool or a transaction. */
export type Db = Knex

export function openDatabase(url: string, options: { max?: number; applicationName?: string } = {}): Knex {
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: options.applicationName ?? 'tongban' },
    pool: { min: 0, max: options.max ?? 10 },
    acquireConnectionTimeout: 10_000,
  })
}

const RETRYABLE = new Set(['40001', '40P01']) // serialization failure, deadlock: the loser starts again

/**
 * Runs `work` in one READ COMMITTED transaction; a thrown Refusal or error rolls it back whole.
 * A deadlock victim is run again, three times at most, so `work` must have no effect outside the transaction.
 */
export async function inTransaction<T>(db: Knex, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work)
    } catch (error) {
      if (attempt < 3 && RETRYABLE.has((error as { code?: string }).code ?? '')) continue
      throw error
    }
  }
}

/** Rows of a parameterised statement (`?` placeholders). */
export async function rows<T>(db: Db, sql: string, bindings: readonly unknown[] = []): Promise<T[]> {
  const result = await prepared<{ rows: T[] }>(db, sql, bindings)
  return result.rows
}

/** The first row, or undefined. */
export async function row<T>(db: Db, sql: string, bindings: readonly unknown[] = []): Promise<T | undefined> {
  return (await rows<T>(db, sql, bindings))[0]
}

/** How many rows a conditional write changed; 0 means somebody else was first. */
export async function change(db: Db, sql: string, bindings: readonly unknown[] = []): Promise<number> {
  const result = await prepared<{ rowCount: number | null }>(db, sql, bindings)
  return result.rowCount ?? 0
}

/**
 * Runs as a named statement, so that a connection parses and plans each text once. Planning was more than half of what an
 * officer's decision cost PostgreSQL.
 */
function prepared<R>(db: Db, sql: string, bindings: readonly unknown[]): Knex.Raw<R> {
  return db.raw<R>(sql, bindings as Knex.RawBinding[]).options({ name: nameOf(sql) })
}

/** Texts are written in the code and so are few. A name has 63 bytes at most. */
const names = new Map<string, string>()

function nameOf(sql: string): string {
  let name = names.get(sql)
  if (name === undefined) {
    name = createHash('sha1').update(sql).digest('hex')
    names.set(sql, name)
  }
  return name
}
