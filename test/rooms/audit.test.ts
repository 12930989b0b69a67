/** The trace on a real database: it re-adds, it cannot be changed, and a changed row shows even where somebody switched the guard off. */
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstBreak, record, timeline } from '../../server/audit/service.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import { openCase } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url, { max: 20 })
  ctx = contextAt(db, '2026-03-02T01:00:00Z')
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const officer = { kind: 'officer', id: '7', name: '样例-"窗口"\\一' } as const

async function write(caseId: string, detail: Record<string, unknown>): Promise<void> {
  await inTransaction(db, async (tx) => {
    await cases.lock(tx, caseId)
    await record(tx, ctx, { actor: officer, action: 'test.done', caseId, object: 'task:1', detail })
  })
}

describe('the trace', () => {
  it('re-adds whatever words and numbers it holds', async () => {
    const file = await openCase(ctx)
    await write(file.id, { 意见: '同意"\\\n\u2028', z: 1, a: { y: [1.5, -0, 1e21, null], x: true }, empty: undefined, rare: '䶮𠮷' })
    await write(file.id, {})
    const lane = await timeline(db, file.id)
    expect(lane.map((row) => row.laneSeq)).toEqual(lane.map((_, index) => index + 1))
    expect(await firstBreak(db, `case:${file.id}`)).toBeNull()
  })

  it('stays one chain when many write at once', async () => {
    const file = await openCase(ctx)
    await Promise.all(Array.from({ length: 40 }, (_, i) => write(file.id, { i })))
    await Promise.all(Array.from({ length: 40 }, (_, i) => inTransaction(db, (tx) => record(tx, ctx, { actor: officer, action: 'office.done', detail: { i } }))))
    expect(await firstBreak(db, `case:${file.id}`)).toBeNull()
    expect(await firstBreak(db, 'office')).toBeNull()
  })

  it('refuses to be changed or removed', async () => {
    const file = await openCase(ctx)
    await write(file.id, {})
    await expect(db.raw(`update audit set action = 'x' where case_id = ?`, [file.id])).rejects.toThrow('never changed')
    await expect(db.raw(`delete from audit where case_id = ?`, [file.id])).rejects.toThrow('never changed')
    await expect(db.raw('truncate audit')).rejects.toThrow('never changed')
  })

  it('shows where it was tampered with by somebody who owns the database', async () => {
    const file = await openCase(ctx)
    for (let i = 0; i < 3; i++) await write(file.id, { i })
    await db.raw('alter table audit disable trigger audit_append_only')
    await db.raw(`update audit set detail = '{"i": 9}' where case_id = ? and lane_seq = 3`, [file.id])
    expect(await firstBreak(db, `case:${file.id}`)).toBe(3)
    await db.raw(`update audit set detail = '{"i": 1}' where case_id = ? and lane_seq = 3`, [file.id])
    expect(await firstBreak(db, `case:${file.id}`)).toBeNull()
    await db.raw(`delete from audit where case_id = ? and lane_seq = 2`, [file.id])
    expect(await firstBreak(db, `case:${file.id}`)).toBe(2)
    await db.raw('alter table audit enable trigger audit_append_only')
  })
})
