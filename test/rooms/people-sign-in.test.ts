/** Signing in: who gets in, who does not, and that guessing becomes slow. */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDatabase, row, rows } from '../../server/db/pool.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith, Visitor } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00')
  app = await serverWith(ctx)
})
afterAll(async () => {
  await app?.close()
  await db?.destroy()
  await database?.drop()
})
beforeEach(async () => { await db.raw('delete from sign_in_failure; delete from attempt') })

test('an officer signs in with the sample password and sees their posts', async () => {
  const officer = await new Visitor(app).signIn('zhujian-window-1')
  const page = await officer.get('/office/me')
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain('样例市住房和城乡建设局')
})
