/** A matter that brings letters of its own is published by its publisher as any other: the letter room judges them at the signature and again at publication. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Knex } from 'knex'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, loadSample } from '../../server/people/service.ts'
import * as publication from '../../server/publication/service.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { processesRepository, type OutsideRepository } from '../support/processesRepository.ts'

const PENSION = 'yanglao-canbao'
let database: TestDatabase
let db: Knex
let ctx: TestContext
let repository: OutsideRepository
const deploy = async (): Promise<void> => undefined

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  repository = await processesRepository([PENSION])
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00', { PROCESSES_REPOSITORY: repository.dir })
  await loadSample(ctx)
  await publication.start(ctx, deploy)
})
afterAll(async () => {
  await db?.destroy()
  await database?.drop()
  repository?.remove()
})

test('a new sentence in a letter of its own is proposed, signed and in force', async () => {
  const [analyst, legal, publisher] = await Promise.all(['shengai-analyst', 'shengai-legal', 'shengai-publisher'].map(async (login) => (await findOfficerByLogin(db, login))!))
  const { revision, files } = await publication.readFiles(ctx, PENSION)
  const letter = files['letters/decision-deny.hbs']!.replace('决定不予登记。', '决定不予参保登记。')
  const { id } = await publication.proposeNow(ctx, { matter: PENSION, base: revision, files: { ...files, 'letters/decision-deny.hbs': letter }, message: '样例：写明不予参保登记', author: analyst! })
  await inTransaction(db, (tx) => publication.sign(tx, ctx, { officer: legal!, proposal: id, revision: 1, remarks: '' }))
  await publication.publish(ctx, deploy, { officer: publisher!, proposal: id, effectiveFrom: '2026-03-02' })
  expect((await matters.effective(db, PENSION, ctx.now()))!.bundle.letters['decision-deny']).toBe(letter)
})
