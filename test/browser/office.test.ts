/** The pages people work on all day, at both widths: lists, a task with its form, the case with its tabs, the diagram. */
import type { Browser } from 'playwright-core'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { loadSample } from '../../server/people/service.ts'
import { historyPanel, opinionsPanel, processPanel } from '../../server/tasks/panels.ts'
import { tasksPages } from '../../server/tasks/routes.ts'
import * as tasks from '../../server/tasks/service.ts'
import { launchBrowser, openPage, overflow, stumbles, WIDTHS } from '../support/browser.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let browser: Browser
let origin: string

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00')
  await loadSample(ctx)
  await matters.publishAll(ctx)
  for (let n = 0; n < 4; n++) await waitingAtTheWindow(n)
  app = await serverWith(ctx, [tasksPages({ panels: [opinionsPanel, processPanel, historyPanel], rules: [], points: () => [] })])
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await db?.destroy()
  await database?.drop()
})

/** A case whose first job the engine has just offered. */
async function waitingAtTheWindow(n: number): Promise<void> {
  const version = (await matters.effective(db, 'jianzhu-shigong-xuke', ctx.now()))!
  await inTransaction(db, async (tx) => {
    const { case: file } = await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })
    await cases.lock(tx, file.id)
    await tasks.openFromJob(tx, ctx, {
      engine: 'embedded', key: String(1000 + n), type: 'io.camunda.zeebe:userTask', elementId: 'acceptance', elementInstanceKey: '1', processInstanceKey: '2',
      bpmnProcessId: file.matterCode, processVersion: 1, headers: {}, variables: { caseId: file.id, round: 1 }, retries: 3, caseId: file.id,
    })
  })
}

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`inbox, task and case at ${WIDTHS[width].width} px`, async () => {
    const { page, context, errors } = await openPage(browser, { width })
    const seen = async (name: string) => {
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/office-${name}-${width}.png`, fullPage: true })
      expect(await overflow(page), `${name} at ${width}`).toBe(0)
      expect(await stumbles(page), name).toEqual([])
    }
    await page.goto(`${origin}/office/sign-in`)
    await page.click('.sample-list button')
    await page.waitForURL('**/office/inbox')
    await seen('inbox')
    await page.click('.row-link')
    await page.waitForSelector('.task-decision')
    await seen('task')
    const task = page.url().split('?')[0]!
    for (const tab of ['process', 'history']) {
      await page.goto(`${task}?tab=${tab}`)
      if (tab === 'process') await page.waitForSelector('.djs-visual')
      await seen(`task-${tab}`)
    }
    await page.goto(`${origin}/office/inbox?list=done`)
    await seen('inbox-empty')
    expect(errors).toEqual([])
    await context.close()
  })
}
