/** The case room on a real database: numbers, query codes that cannot be tried out, states in the office's order. */
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isNumber } from '../../server/cases/number.ts'
import * as cases from '../../server/cases/service.ts'
import { handlers as closing } from '../../server/cases/worker.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import { applicant, openCase, sampleVersion } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url, { max: 20 })
  ctx = contextAt(db, '2026-03-02T15:59:00Z')
  await openCase(ctx)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

async function opened(): Promise<{ number: string; code: string; id: string }> {
  const version = await sampleVersion(db)
  const { case: file, queryCode } = await inTransaction(db, (tx) => cases.open(tx, ctx, { version, applicant, data: {}, routing: {} }))
  return { number: file.number, code: queryCode, id: file.id }
}

describe('case numbers', () => {
  it('are unique and rightly formed when two hundred come at once', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, () => opened()))
    expect(new Set(all.map((one) => one.number)).size).toBe(200)
    for (const { number } of all) {
      expect(number).toMatch(/^99010020260302\d{6}\d$/)
      expect(isNumber(number)).toBe(true)
    }
  })

  it('begin anew at midnight in China', async () => {
    ctx.advance({ minutes: 1 }) // 24:00 of 2 March
    expect((await opened()).number).toMatch(/^99010020260303000001\d$/)
  })

  it('show a mistyped digit', async () => {
    const { number } = await opened()
    const wrong = `${number.slice(0, 19)}${(Number(number[19]) + 1) % 10}${number[20]}`
    expect(isNumber(wrong)).toBe(false)
  })
})

describe('a number alone', () => {
  it('opens nothing; with its code it opens one case', async () => {
    const { number, code, id } = await opened()
    await expect(cases.byNumberAndCode(db, ctx, number, code, '192.0.2.1')).resolves.toMatchObject({ id })
    await expect(cases.byNumberAndCode(db, ctx, number, '', '192.0.2.1')).rejects.toMatchObject({ code: 'no-such-case' })
  })

  it('opens as often as wanted with the right code, also at the same instant', async () => {
    const { number, code } = await opened()
    const all = await Promise.all(Array.from({ length: 60 }, () => cases.byNumberAndCode(db, ctx, number, code, '192.0.2.3')))
    expect(new Set(all.map(({ number }) => number))).toEqual(new Set([number]))
  })

  it('cannot be tried out, not even by many tries at the same instant', async () => {
    const { number, code } = await opened()
    const wrong = code === '000000' ? '000001' : '000000'
    const tries = await Promise.allSettled(Array.from({ length: 60 }, () => cases.byNumberAndCode(db, ctx, number, wrong, '192.0.2.7')))
    const judged = tries.filter((one) => one.status === 'rejected' && one.reason.code === 'no-such-case')
    expect(judged).toHaveLength(5)
    await expect(cases.byNumberAndCode(db, ctx, number, code, '192.0.2.7')).rejects.toMatchObject({ code: 'too-many-tries', status: 429 })
    // the true applicant at home is not shut out by somebody else's guessing
    await expect(cases.byNumberAndCode(db, ctx, number, code, '192.0.2.8')).resolves.toBeDefined()
    ctx.advance({ minutes: 16 })
    await expect(cases.byNumberAndCode(db, ctx, number, code, '192.0.2.7')).resolves.toBeDefined()
  })
})

describe('states', () => {
  it('follow the office\'s order, and a closed case stays closed', async () => {
    const { id } = await opened()
    const by = { actor: cases.applicantActor({ applicant }), action: 'test.moved' }
    await expect(inTransaction(db, async (tx) => cases.move(tx, ctx, await cases.lock(tx, id), 'closed', by))).rejects.toMatchObject({ code: 'case-state' })
    await inTransaction(db, async (tx) => cases.move(tx, ctx, await cases.lock(tx, id), 'withdrawn', by, { outcome: 'withdrawn' }))
    for (const state of ['received', 'accepted', 'decided', 'closed'] as const) {
      await expect(inTransaction(db, async (tx) => cases.move(tx, ctx, await cases.lock(tx, id), state, by))).rejects.toMatchObject({ code: 'case-state' })
    }
    expect((await cases.get(db, id)).closedAt).not.toBeNull()
  })

  it('stop the clocks of a case that is over: a lapsed time for corrections leaves no limit running', async () => {
    const { id } = await openCase(ctx)
    await inTransaction(db, async (tx) => {
      const file = await cases.lock(tx, id)
      await deadlines.startLimit(tx, ctx, { caseId: id, kind: 'statutory', amount: 7, unit: 'wd', source: '样例', from: file.receivedAt })
      await deadlines.startLimit(tx, ctx, { caseId: id, kind: 'promised', amount: 3, unit: 'wd', source: '样例', from: file.receivedAt })
      await closing['case:close']!(tx, ctx, { caseId: id, headers: { outcome: 'withdrawn' } } as never)
    })
    const { limits } = await deadlines.account(db, ctx, id)
    expect(limits.map(({ kind, state }) => [kind, state])).toEqual([['statutory', 'ended'], ['promised', 'ended']])
    expect(limits.flatMap(({ marks }) => marks)).toEqual([])
  })
})
