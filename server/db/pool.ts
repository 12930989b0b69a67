/**
 * The connection to PostgreSQL and the one way to change it: `inTransaction`.
 * bigint arrives as a string (engine keys exceed 2^53), timestamptz as Date, jsonb parsed, date as a plain YYYY-MM-DD string.
 */
import knex, { type Knex } from 'knex'
import pg from 'pg'
import type { Answer } from './batch.ts'
import { send, type Bindings } from './statement.ts'
import { Transaction } from './transaction.ts'

const { types } = pg
types.setTypeParser(types.builtins.INT8, (text) => text)
types.setTypeParser(types.builtins.DATE, (text) => text)

export type Tx = Transaction
/** Anything that can read: the pool or a transaction. */
export type Db = Pool | Tx
export type Pool = Knex

export function openDatabase(url: string, options: { max?: number; applicationName?: string } = {}): Knex {
  return knex({
    client: 'pg',
    // pipeline: a statement may be sent before the one before it is answered (batch.ts, transaction.ts)
    connection: { connectionString: url, application_name: options.applicationName ?? 'tongban', pipeline: true } as Knex.PgConnectionConfig,
    pool: { min: 0, max: options.max ?? 10 },
    acquireConnectionTimeout: 10_000,
    log: { warn: sayUnlessThrown },
  })
}

/** A connection that cannot be had is thrown to whoever asked for it; knex would print it with its stack besides. */
function sayUnlessThrown(message: string): void {
  if (!message.startsWith('Acquire connection error')) console.warn(message)
}

const RETRYABLE = new Set(['40001', '40P01']) // serialization failure, deadlock: the loser starts again

/**
 * Runs `work` in one READ COMMITTED transaction; a thrown Refusal or error rolls it back whole.
 * A deadlock victim is run again, three times at most, so `work` must have no effect outside the transaction.
 */
export async function inTransaction<T>(db: Knex, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withConnection(db, (connection) => once(Transaction.begin(connection, poolOf(db)), work))
    } catch (error) {
      if (attempt < 3 && RETRYABLE.has((error as { code?: string }).code ?? '')) continue
      throw error
    }
  }
}

async function once<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    const result = await work(tx)
    await tx.commit()
    return result
  } catch (error) {
    await tx.rollback().catch(() => undefined) // a broken connection has rolled back by itself
    throw error
  }
}

/** The pool is knex's; the statements go past its query builder. */
async function withConnection<T>(db: Knex, work: (connection: pg.Client) => Promise<T>): Promise<T> {
  const connection = (await db.client.acquireConnection()) as pg.Client
  try {
    return await work(connection)
  } finally {
    await db.client.releaseConnection(connection)
  }
}

/** Opens a transaction for who must look into it half done: tests. Whoever asks must end it. */
export async function openTransaction(db: Knex): Promise<{ tx: Tx; end(how: 'commit' | 'rollback'): Promise<void> }> {
  const connection = (await db.client.acquireConnection()) as pg.Client
  const tx = Transaction.begin(connection, poolOf(db))
  return { tx, end: (how) => tx[how]().finally(() => db.client.releaseConnection(connection)) }
}

/** One object for all connections to one database of this process: what is kept per database is kept under it. */
export function poolOf(db: Db): object {
  return db instanceof Transaction ? db.pool : (db.client as { config: object }).config
}

/** Rows of a parameterised statement (`?` placeholders in order, or `:names`). */
export async function rows<T>(db: Db, sql: string, bindings: Bindings = []): Promise<T[]> {
  return (await query(db, sql, bindings)).rows as T[]
}

/** The first row, or undefined. */
export async function row<T>(db: Db, sql: string, bindings: Bindings = []): Promise<T | undefined> {
  return (await rows<T>(db, sql, bindings))[0]
}

/** How many rows a conditional write changed; 0 means somebody else was first. */
export async function change(db: Db, sql: string, bindings: Bindings = []): Promise<number> {
  return (await query(db, sql, bindings)).rowCount
}

export function isTx(db: Db): db is Tx {
  return db instanceof Transaction
}

/** Runs once what was written is committed: at once where there is no transaction. */
export function afterCommit(db: Db, hook: () => void): void {
  if (isTx(db)) db.afterCommit(hook)
  else hook()
}

/** A write nobody needs the answer of: it is sent and not waited for; if it fails, the commit fails with its error. */
export function later(tx: Tx, sql: string, bindings: Bindings = []): void {
  tx.later(sql, bindings)
}

function query(db: Db, sql: string, bindings: Bindings): Promise<Answer> {
  return db instanceof Transaction ? db.query(sql, bindings) : withConnection(db, (connection) => send(connection, sql, bindings))
}
