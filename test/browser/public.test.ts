/** The public side as a citizen comes to it once: home, catalogue, guide, application, follow, verify; both widths, elder mode, English. */
import type { Browser } from 'playwright-core'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { webRooms } from '../../server/app.ts'
import { openDatabase } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { loadSample } from '../../server/people/service.ts'
import { launchBrowser, openPage, overflow, stumbles, WIDTHS } from '../support/browser.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let browser: Browser
let origin: string

const MATTERS = ['qiye-touzi-beian', 'jianzhu-shigong-xuke', 'huwai-guanggao']
const PAGES: [string, string][] = [
  ['home', '/'], ['matters', '/matters'], ['search', '/matters?q=施工'], ['search-empty', '/matters?q=没有这样的事项'], ['follow', '/follow'], ['verify', '/verify'], ['verify-foreign', '/verify/NOTOURS'],
  ...MATTERS.map((code): [string, string] => [`guide-${code}`, `/matters/${code}`]), ['apply', '/apply/jianzhu-shigong-xuke'], ['developers', '/developers'],
]

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00')
  await loadSample(ctx)
  await matters.publishAll(ctx)
  app = await serverWith(ctx, webRooms().slice(1))
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
  test(`every public page at ${WIDTHS[width].width} px fits, reads and keeps the security policy`, async () => {
    const { page, context, errors } = await openPage(browser, { width })
    const faults: string[] = []
    for (const wish of ['', 'lang=en', 'lang=zh&elder=1']) {
      if (wish) await page.goto(`${origin}/?${wish}`)
      for (const [name, url] of PAGES) {
        await page.goto(origin + url)
        if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/public-${name}-${width}${wish.replace(/\W/g, '')}.png`, fullPage: true })
        const wider = await overflow(page)
        if (wider > 0) faults.push(`${name} ${wish}: ${wider} px too wide`)
        faults.push(...(await stumbles(page)).map((fault) => `${name} ${wish}: ${fault}`))
      }
    }
    expect(faults).toEqual([])
    expect(errors.filter((text) => !text.includes('status of 404'))).toEqual([])
    await context.close()
  })
}

test('the first load of each public page stays below 150 KB compressed', async () => {
  const headers = { 'accept-encoding': 'gzip, br', accept: 'text/html' }
  for (const [name, url] of PAGES) {
    const html = (await app.inject({ url: encodeURI(url), headers: { accept: 'text/html' } })).body
    const parts = [encodeURI(url), ...new Set([...html.matchAll(/(?:href|src)="(\/(?:assets|forms)\/[^"]+)"/g)].map((match) => match[1]!))]
    const replies = await Promise.all(parts.map((part) => app.inject({ url: part, headers })))
    const bytes = replies.reduce((sum, reply) => sum + reply.rawPayload.length, 0)
    expect(parts.length, name).toBeGreaterThan(2)
    expect(bytes, name).toBeLessThan(150 * 1024)
  }
})
