/** The print pages of letters as people see them, at both widths. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { startRelay } from '../../server/db/relay.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import * as letters from '../../server/letters/service.ts'
import { givePass } from '../../server/people/service.ts'
import type { Room } from '../../server/web/http.ts'
import { launchBrowser, openPage, overflow, stumbles, WIDTHS } from '../support/browser.ts'
import { openCase } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith } from '../support/web.ts'
import { details, facts } from '../rules/letters.fixture.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let browser: Browser
let origin: string
let file: Case
const dataDir = mkdtempSync(join(tmpdir(), 'tongban-letters-'))

/** Stands for the page where an applicant shows number and query code. */
const around: Room = async (server, context) => {
  server.get('/pass', { config: { access: 'public' } }, async (request, reply) => {
    await givePass(context, request, reply, file.id)
    return reply.type('text/plain').send('ok')
  })
}

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00', { DATA_DIR: dataDir })
  app = await serverWith(ctx, [around, letters.routes({ maySee: async () => true, onLeadSide: async () => true, lockCase: cases.lock })])
  file = await openCase(ctx)
  await inTransaction(db, async (tx) => {
    await cases.lock(tx, file.id)
    const order = { caseId: file.id, bodyId: 'zhujian', facts }
    await letters.issue(tx, ctx, { ...order, kind: 'acceptance', details: details.acceptance })
    await letters.issue(tx, ctx, { ...order, kind: 'permit', number: '样住建施许〔2026〕0001号', details: details.permit })
    await letters.issue(tx, ctx, { ...order, kind: 'correction', facts: { ...facts, applicant: { name: '𠮷某' } }, details: details.correction })
    const [first] = await letters.ofCase(tx, file.id)
    await letters.serve(tx, ctx, { letterId: first!.id, way: 'direct', outcome: 'failed', reason: '样例：无人', by: { kind: 'officer', id: '1', name: '样例' } })
  })
  const relay = startRelay(ctx, letters.topics, { poll: false })
  await relay.drain()
  await relay.stop()
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await db?.destroy()
  await database?.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`letters at ${WIDTHS[width].width} px`, async () => {
    const { page, context, errors } = await openPage(browser, { width })
    const seen = async (name: string) => {
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/letters-${name}-${width}.png`, fullPage: true })
      expect(await overflow(page), `${name} at ${width}`).toBe(0)
      expect(await stumbles(page), name).toEqual([])
    }
    await context.request.get(`${origin}/pass`)
    for (const letter of await letters.ofCase(db, file.id)) {
      await page.goto(`${origin}/follow/letters/${letter.key}`)
      expect(await page.textContent('.letter-number')).toContain(letter.number)
      expect(await page.locator('.letter-mark').count()).toBe(letter.state === 'ready' ? 1 : 0)
      await seen(letter.kind)
    }
    expect(errors).toEqual([])
    await context.close()
  })
}
