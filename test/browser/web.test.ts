/** The frame and the sign-in as people see them, at both widths: nothing overflows, nothing breaks the security policy. */
import type { Browser } from 'playwright-core'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../server/db/pool.ts'
import { launchBrowser, openPage, overflow, stumbles, WIDTHS } from '../support/browser.ts'
import { contextAt } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let app: FastifyInstance
let browser: Browser
let origin: string

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  app = await serverWith(contextAt(db, '2026-03-02T09:00:00+08:00'))
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await db?.destroy()
  await database?.drop()
})

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`sign-in, own account and error page at ${WIDTHS[width].width} px`, async () => {
    const { page, context, errors } = await openPage(browser, { width })
    const seen = async (name: string) => {
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/web-${name}-${width}.png`, fullPage: true })
      expect(await overflow(page), `${name} at ${width}`).toBe(0)
      expect(await stumbles(page), name).toEqual([])
    }
    await page.goto(`${origin}/office/sign-in`)
    await seen('sign-in')
    await page.fill('[name=login]', 'zhujian-window-1')
    await page.fill('[name=password]', 'wrong')
    await page.click('button.btn-primary')
    await page.waitForSelector('.callout-danger')
    await seen('sign-in-failed')
    await page.click('.sample-list button')
    await page.waitForURL('**/office/me')
    await seen('account')
    await page.fill('[name=current]', 'wrong')
    await page.fill('[name=wanted]', 'short')
    await page.fill('[name=repeated]', 'other')
    await page.click('main button.btn-primary')
    await page.waitForSelector('.callout-danger')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert')
    await seen('account-issues')
    await page.goto(`${origin}/no-such-page?elder=1`)
    await seen('not-found-elder')
    await page.goto(`${origin}/office/me?lang=en&elder=0`)
    await seen('account-en')
    expect(errors.filter((text) => !/status of 40[14]|status of 422/.test(text))).toEqual([])
    await context.close()
  })
}

test('without programs a form still signs in', async () => {
  const { page, context } = await openPage(browser, { javaScript: false })
  await page.goto(`${origin}/office/sign-in?next=/office/me`)
  await page.fill('[name=login]', 'fagai-window')
  await page.fill('[name=password]', 'tongban-sample')
  await page.click('button.btn-primary')
  await page.waitForURL('**/office/me')
  expect(await page.textContent('h1')).toContain('样例-发改窗口')
  await context.close()
})
