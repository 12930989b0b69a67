/**
 * One writer a database. The lease names the writer's session, so that a killed engine is replaced at once; it is renewed by every
 * commit, so that a frozen one is replaced after a few seconds, and fenced by the epoch when it wakes.
 */
import type pg from 'pg'

/** A lease this old may be taken over though its session lives. Compared in the database's time, the one clock both engines share. */
export const LEASE_SECONDS = 5

export interface Lease { epoch: string; nextKey: number }

export class LeaseLost extends Error {
  constructor() {
    super('Another engine writes to this database now; this one has stopped.')
  }
}

/** The lease when it is free, else null. A crash between two keys is harmless: keys are only ever skipped. */
export async function tryAcquire(client: pg.ClientBase): Promise<Lease | null> {
  // One row, one conditional update: of two engines that try at once, the second finds the first's fresh lease.
  const { rows } = await client.query<{ epoch: string; next_key: string }>(
    `update engine.lease as l set epoch = l.epoch + 1, renewed_at = clock_timestamp(), holder_pid = me.pid, holder_started = me.backend_start
     from pg_stat_activity as me
     where l.id = 1 and me.pid = pg_backend_pid() and (
       l.renewed_at < clock_timestamp() - make_interval(secs => $1)
       or not exists (select from pg_stat_activity as other where other.pid = l.holder_pid and other.backend_start = l.holder_started))
     returning l.epoch::text, l.next_key::text`, [LEASE_SECONDS])
  return rows[0] ? { epoch: rows[0].epoch, nextKey: Number(rows[0].next_key) } : null
}

/** Between commits. @throws LeaseLost */
export async function renew(client: pg.ClientBase, lease: Lease): Promise<void> {
  const { rowCount } = await client.query({
    name: 'renew', text: 'update engine.lease set renewed_at = clock_timestamp() where id = 1 and epoch = $1', values: [lease.epoch],
  })
  if (rowCount === 0) throw new LeaseLost()
}

/** Gives the lease back on an orderly end, so that the next engine need not wait. */
export async function release(client: pg.ClientBase, lease: Lease): Promise<void> {
  await client.query(`update engine.lease set renewed_at = '-infinity' where id = 1 and epoch = $1`, [lease.epoch])
}
