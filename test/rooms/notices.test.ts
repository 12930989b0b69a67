/** Messages and the shared library on a real database: told once, kept when they fail; offered only while valid, each use logged. */
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRelay } from '../../server/db/relay.ts'
import { inTransaction, openDatabase, row, rows } from '../../server/db/pool.ts'
import * as library from '../../server/library/service.ts'
import * as notices from '../../server/notices/service.ts'
import { findOfficerByLogin, loadSample } from '../../server/people/service.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
const dataDir = mkdtempSync(join(tmpdir(), 'tongban-notices-'))

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T01:00:00Z', { DATA_DIR: dataDir })
  await loadSample(ctx)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

const message = (to: notices.Recipient, occurrence: string): notices.Message => ({
  caseId: '1', to, template: 'limit-mark', occurrence, data: { kind: 'promised', percent: 90, lamp: 'yellow', number: '990100202603020000018', step: '窗口复核', deadline: '2026-03-05 24:00' },
})
const send = (one: notices.Message): Promise<boolean> => inTransaction(db, (tx) => notices.send(tx, ctx, one))

describe('messages', () => {
  it('tells one person the same thing once, in words', async () => {
    const officer = (await findOfficerByLogin(db, 'zhujian-window-1'))!
    const to = { officerId: officer.id, name: officer.name }
    expect(await send(message(to, 'limit:1:90'))).toBe(true)
    expect(await send(message(to, 'limit:1:90'))).toBe(false)
    const relay = startRelay(ctx, notices.topics, { poll: false })
    await relay.drain()
    await relay.stop()
    expect(await rows(db, 'select text, state from notice where officer_id = ?', [officer.id])).toEqual([
      { text: '办件 990100202603020000018“窗口复核”黄牌：承诺时限已用 90%，截止 2026-03-05 24:00。', state: 'sent' },
    ])
    expect(await notices.unreadCount(db, officer.id)).toBe(1)
  })

  it('leaves no trace of a message whose transaction failed', async () => {
    await expect(inTransaction(db, async (tx) => {
      await notices.send(tx, ctx, message({ name: '样例', phone: '13800000001' }, 'never'))
      throw new Error('rolled back')
    })).rejects.toThrow('rolled back')
    expect(await row(db, `select 1 from notice where occurrence = 'never'`)).toBeUndefined()
  })

  it('keeps a message that cannot go out, says why, and sends it when the way is free again', async () => {
    rmSync(dataDir, { recursive: true, force: true })
    writeFileSync(dataDir, 'a file where the folder should be')
    await send(message({ name: '样例联系人', phone: '13800000002' }, 'limit:2:90'))
    const relay = startRelay(ctx, notices.topics, { poll: false })
    await relay.drain()
    expect(await row(db, `select state, failures from notice where phone = '13800000002'`)).toEqual({ state: 'waiting', failures: 1 })
    rmSync(dataDir)
    ctx.advance({ minutes: 2 })
    await relay.drain()
    await relay.stop()
    expect(await row(db, `select state, last_error from notice where phone = '13800000002'`)).toEqual({ state: 'sent', last_error: null })
    expect(JSON.parse(readFileSync(join(dataDir, 'sms.jsonl'), 'utf8'))).toMatchObject({ phone: '13800000002' })
  })

  it('says openly that somebody cannot be reached', async () => {
    await send(message({ name: '样例无电话' }, 'limit:3:90'))
    expect(await row(db, `select state from notice where name = '样例无电话'`)).toEqual({ state: 'no-way' })
  })

  it('has no template without words', () => {
    return expect(send({ ...message({ name: 'x' }, 'y'), template: 'unknown' })).rejects.toThrow('No message')
  })
})

describe('the shared library', () => {
  const permit = { holderCode: '91420582MA00000000', holderName: '样例公司', kind: 'planning-permit', title: '建设工程规划许可证', issuedBy: '样例局', caseId: null, validFrom: '2026-01-01', validTo: '2026-06-30' }

  it('offers a permit to its holder while it is valid, and to nobody else', async () => {
    await inTransaction(db, (tx) => library.keep(tx, ctx, { ...permit, number: '样例规证001' }))
    const at = (day: string): Promise<library.LibraryItem[]> => library.offers(db, permit.holderCode, ['planning-permit'], new Date(`${day}T12:00:00+08:00`))
    expect((await at('2026-06-30')).map((item) => item.number)).toEqual(['样例规证001'])
    expect(await at('2026-07-01')).toEqual([])
    expect(await at('2025-12-31')).toEqual([])
    expect(await library.offers(db, '91420582MA11111111', ['planning-permit'], ctx.now())).toEqual([])
    expect(await library.offers(db, permit.holderCode, ['business-licence'], ctx.now())).toEqual([])
  })

  it('keeps a permit once, and a cancelled one is offered no more', async () => {
    const keepIt = (): Promise<string> => inTransaction(db, (tx) => library.keep(tx, ctx, { ...permit, number: '样例规证002' }))
    expect(await keepIt()).toBe(await keepIt())
    await inTransaction(db, (tx) => library.cancel(tx, 'planning-permit', '样例规证002'))
    expect((await library.offers(db, permit.holderCode, ['planning-permit'], ctx.now())).map((item) => item.number)).toEqual(['样例规证001'])
  })
})
