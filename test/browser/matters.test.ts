/** Every matter's guide and the pages of its application in a real browser, at both widths: they fit, read and keep the security policy. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../server/db/pool.ts'
import * as intake from '../../server/intake/service.ts'
import * as matters from '../../server/matters/service.ts'
import { faults, launchBrowser, openPage, WIDTHS } from '../support/browser.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'
import { serverWith } from '../support/web.ts'

let database: TestDatabase, ctx: TestContext, app: FastifyInstance, browser: Browser, address: string, dir: string

beforeAll(async () => {
  database = await publishedDatabase()
  dir = mkdtempSync(join(tmpdir(), 'tongban-matters-'))
  ctx = contextAt(openDatabase(database.url), '2026-03-02T09:00:00+08:00', { DATA_DIR: dir })
  app = await serverWith(ctx, [intake.routes])
  address = await app.listen({ host: '127.0.0.1', port: 0 })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await ctx.db.destroy()
  await database.drop()
  rmSync(dir, { recursive: true, force: true })
})

const WANTED = process.env.MATTERS?.split(',')

for (const code of matters.matterFolders('processes').filter((one) => !WANTED || WANTED.includes(one))) {
  test(`${code}: guide, form and materials`, async () => {
    const found: string[] = []
    for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
      const { page, context, errors } = await openPage(browser, { width })
      await page.goto(`${address}/matters/${code}`)
      found.push(...(await faults(page, `guide-${code}`)))
      await page.goto(`${address}/apply/${code}`)
      found.push(...(await faults(page, `start-${code}`)))
      await page.getByRole('button', { name: '开始新的申请' }).click()
      await page.waitForURL('**/apply/draft/applicant')
      for (const key of ['form-1', 'form-2', 'materials']) {
        const reply = await page.goto(`${address}/apply/draft/${key}`)
        if (reply?.ok() && page.url().endsWith(key)) found.push(...(await faults(page, `${key}-${code}`)))
      }
      expect(errors.filter((text) => !text.includes('status of 404'))).toEqual([])
      await context.close()
    }
    expect(found).toEqual([])
  })
}
