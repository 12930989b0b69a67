/**
 * One transaction on one connection. Statements are pipelined: what needs no answer (`later`) is not waited for, and its failure
 * fails the commit, so a transaction is still whole or nothing.
 */
import type pg from 'pg'
import type { Answer } from './batch.ts'
import { send, type Bindings } from './statement.ts'

export class Transaction {
  private failure: { error: unknown } | undefined
  private readonly committedHooks: (() => void)[] = []

  private constructor(private readonly connection: pg.Client, /** What all connections of one pool share (pool.ts). */ readonly pool: object) {}

  /** READ COMMITTED, PostgreSQL's own default. `begin` travels with the first statement. */
  static begin(connection: pg.Client, pool: object): Transaction {
    const tx = new Transaction(connection, pool)
    tx.watch(send(connection, 'begin')).catch(() => undefined)
    return tx
  }

  /** @throws what failed first in this transaction: after one failure PostgreSQL answers every statement with the same empty refusal. */
  async query(sql: string, bindings: Bindings): Promise<Answer> {
    return this.watch(send(this.connection, sql, bindings))
  }

  /** Sends a statement whose answer nobody needs. */
  later(sql: string, bindings: Bindings): void {
    this.query(sql, bindings).catch(() => undefined) // kept in `failure`
  }

  /** Called once the commit has succeeded; never after a rollback. */
  afterCommit(hook: () => void): void {
    this.committedHooks.push(hook)
  }

  async commit(): Promise<void> {
    const { command } = await this.watch(send(this.connection, 'commit'))
    if (this.failure) throw this.failure.error
    if (command !== 'COMMIT') throw new Error(`PostgreSQL answered commit with ${command}: an error inside the transaction was caught and not passed on. Let it out, or avoid the statement that fails.`)
    for (const hook of this.committedHooks) hook()
  }

  async rollback(): Promise<void> {
    await send(this.connection, 'rollback')
  }

  private async watch<R>(answer: Promise<R>): Promise<R> {
    try {
      return await answer
    } catch (error) {
      this.failure ??= { error }
      throw this.failure.error
    }
  }
}
