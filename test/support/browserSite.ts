/**
 * The set-up that the browser tests share: a server on a database and a data folder of the file's own, a browser before it, all gone after
 * the last test. Called at the head of a file; what it hands out can be used from the file's own first hook on.
 */
import type { FastifyInstance } from 'fastify'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Knex } from 'knex'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { openDatabase } from '../../server/db/pool.ts'
import { launchBrowser } from './browser.ts'
import { contextAt, type TestContext } from './context.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { embeddedStoryEngine } from './embeddedEngine.ts'
import { openOffice, type Office } from './office.ts'

export interface Site {
  readonly db: Knex
  readonly ctx: TestContext
  readonly app: FastifyInstance
  readonly browser: Browser
  /** http://127.0.0.1:PORT */
  readonly origin: string
}

/** The rooms under test without an engine. @param open the server, not yet listening, with what the tests find in its database, besides what `make` puts there */
export function browserSite(at: string, open: (ctx: TestContext) => Promise<FastifyInstance>, make: () => Promise<TestDatabase> = createTestDatabase): Site {
  let [database, ctx, app, browser]: [TestDatabase?, TestContext?, FastifyInstance?, Browser?] = []
  let origin = ''
  const dataDir = mkdtempSync(join(tmpdir(), 'tongban-browser-'))
  beforeAll(async () => {
    database = await make()
    ctx = contextAt(openDatabase(database.url), at, { DATA_DIR: dataDir })
    app = await open(ctx)
    ;[origin, browser] = await Promise.all([app.listen({ host: '127.0.0.1', port: 0 }), launchBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await app?.close()
    await ctx?.db.destroy()
    await database?.drop()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    get db() { return ctx!.db },
    get ctx() { return ctx! },
    get app() { return app! },
    get browser() { return browser! },
    get origin() { return origin },
  }
}

/** The whole platform with its engine. @param settings made when the tests begin */
export function officeSite(at: string, settings: () => Promise<NodeJS.ProcessEnv> = async () => ({})): { readonly office: Office; readonly browser: Browser; readonly origin: string } {
  let [office, browser]: [Office?, Browser?] = []
  let origin = ''
  beforeAll(async () => {
    office = await openOffice(embeddedStoryEngine, at, await settings())
    ;[origin, browser] = await Promise.all([office.app.web.listen({ host: '127.0.0.1', port: 0 }), launchBrowser()])
  })
  afterAll(async () => {
    await browser?.close()
    await office?.close()
  })
  return {
    get office() { return office! },
    get browser() { return browser! },
    get origin() { return origin },
  }
}
