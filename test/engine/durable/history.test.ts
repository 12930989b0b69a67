/** The history: what is told of an instance's life, that it stands or falls with its commit, and that the ring keeps it small. */
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEngine } from '../../../server/engine/engine.ts'
import { openHistory, turnWhenFull } from '../../../server/engine/store/history.ts'
import { LeaseLost, tryAcquire } from '../../../server/engine/store/lease.ts'
import { migrateEngine } from '../../../server/engine/store/migrate.ts'
import { createTestDatabase } from '../../support/database.ts'
import { bpmn } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'

const REVIEW = bpmn('review', {
  nodes: { s: 'start', f: 'and', a: { service: true }, b: { service: true }, j: 'and', e: 'end', late: { boundary: { timer: 'P5D' }, on: 'b' }, le: 'end' },
  flows: ['s f a j e', 'f b j', 'late le'],
})

const served = engineHere()
let client: pg.Client

beforeAll(async () => {
  client = new pg.Client({ connectionString: served.databaseUrl })
  await client.connect()
  await served.wire.deploy(REVIEW)
})
afterAll(async () => {
  await client.end()
})

/** The instance's rows, oldest first, as `kind: events`. */
async function told(instance: string): Promise<string[]> {
  const { rows } = await client.query<{ kind: number; events: string }>('select kind, events from engine.history where instance_key = $1 order by at, ctid', [instance])
  return rows.map(({ kind, events }) => `${kind}: ${events.replaceAll('\n', ', ')}`)
}

test('a life: entered, passed, failed, stuck, resolved, left, ended', async () => {
  const { wire } = served
  const instance = await wire.create('review', {})
  const [a] = await wire.activate('a')
  await wire.complete(a!.key, {})
  const [b] = await wire.activate('b')
  await wire.fail(b!.key, 0, 0, 'the register\ndoes not answer')
  const [incident] = await wire.incidents(instance)
  await wire.updateRetries(b!.key, 1)
  await wire.resolve(incident!.key)
  const [again] = await wire.activate('b')
  await wire.complete(again!.key, {})
  expect(await told(instance)).toEqual([
    '1: =s, =f, +b, +a', '0: -a', '0: fb 0, !b JOB_NO_RETRIES the register does not answer', '0: .b', '2: -b, =j, =e',
  ])
})

test('a cancelled life says what it was cut off from', async () => {
  const instance = await served.wire.create('review', {})
  await served.wire.cancel(instance)
  expect((await told(instance)).at(-1)).toBe('4: xb, xa')
})

test('a timer shows as the event it triggered', async () => {
  const instance = await served.wire.create('review', {})
  await served.wire.advance('P6D')
  expect((await told(instance)).at(-1)).toMatch(/^0: xb, =late, =le/)
})

test('nothing is kept where the policy says so, and what was kept before goes', async () => {
  const own = await createTestDatabase()
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  await (await startEngine({ databaseUrl: own.url, port: 0, log })).close()
  const reader = new pg.Client({ connectionString: own.url })
  await reader.connect()
  await reader.query(`insert into engine.history values (3, 1, 1, 1, 1, '+a')`)
  const engine = await startEngine({ databaseUrl: own.url, port: 0, history: { days: 0, rows: 0 }, log })
  expect((await reader.query('select from engine.history')).rowCount).toBe(0)
  expect(await openHistory(reader, { days: 90, rows: 0 }, 0)).toBeNull()
  await engine.close()
  await reader.end()
  await own.drop()
})

test('the ring: full by rows or by age it turns, and the oldest slot is empty again', async () => {
  const own = await createTestDatabase()
  const session = new pg.Client({ connectionString: own.url })
  await session.connect()
  await migrateEngine(session)
  const lease = (await tryAcquire(session))!
  const policy = { days: 7, rows: 80 }
  const DAY = 86_400_000
  const start = Date.parse('2026-03-02T00:00:00Z')
  const history = (await openHistory(session, policy, start))!
  const write = async (n: number) => {
    await session.query(`select engine.write_history($1, $2::bigint[], $3::bigint[], $4::smallint[], $5::bigint[], $6::text[])`, [history.slot, Array(n).fill(1), Array(n).fill(start), Array(n).fill(0), Array(n).fill(null), Array(n).fill('+a')])
    history.written += n
  }
  const count = async () => Number((await session.query('select count(*) from engine.history')).rows[0].count)

  await write(9)
  expect(await turnWhenFull(session, lease, history, policy, start + DAY / 2)).toBe(false)
  await write(1)
  expect(await turnWhenFull(session, lease, history, policy, start + DAY / 2)).toBe(true) // a slot holds an eighth of 80 rows
  expect(await turnWhenFull(session, lease, history, policy, start + DAY)).toBe(false)
  expect(await turnWhenFull(session, lease, history, policy, start + DAY * 2)).toBe(true) // and a seventh of 7 days
  await write(10)
  for (let day = 3; day <= 7; day++) expect(await turnWhenFull(session, lease, history, policy, start + DAY * day)).toBe(true)
  expect([history.slot, await count()]).toEqual([7, 20])
  await turnWhenFull(session, lease, history, policy, start + DAY * 8)
  expect([history.slot, await count()]).toEqual([0, 10]) // what was written first has gone
  expect(await openHistory(session, policy, start + DAY * 8)).toMatchObject({ slot: 0, since: start + DAY * 8, written: 0 })

  await expect(turnWhenFull(session, { ...lease, epoch: '0' }, history, policy, start + DAY * 20)).rejects.toThrow(LeaseLost)
  await session.end()
  await own.drop()
})
