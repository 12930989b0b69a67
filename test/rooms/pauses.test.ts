/** Pauses of a case on a real database, as its diagram's jobs begin and end them: what the case shows while two overlap. */
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM } from '../../server/audit/service.ts'
import * as cases from '../../server/cases/service.ts'
import { handlers } from '../../server/cases/worker.ts'
import { inTransaction, openDatabase, row } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import type { Job } from '../../server/zeebe/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url, { max: 5 })
  ctx = contextAt(db, '2026-03-02T01:00:00Z')
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

/** 户外广告 as it is published, with a second pause beside its own. */
async function withTwoPauses(): Promise<string> {
  const { id } = (await matters.effective(db, 'huwai-guanggao', ctx.now()))!
  return (await row<{ id: string }>(
    db,
    `insert into matter_version (code, division_code, body_id, name, hash, bundle, process_id, effective_from, reviewed_by, reviewed_at, published_at)
     select code, division_code, body_id, name, hash || '-two', jsonb_set(bundle::jsonb, '{matter,pauses,1}', (bundle::jsonb #> '{matter,pauses,0}') || '{"kind":"expert-review","name":"专家评审"}')::json, process_id,
       effective_from, reviewed_by, reviewed_at, published_at from matter_version where id = ? returning id`,
    [id],
  ))!.id
}

it('a case is shown as paused until the later of two pauses ends', async () => {
  const version = await matters.version(db, await withTwoPauses())
  const kinds = version.bundle.matter.pauses.map(({ kind }) => kind)
  const opened = await inTransaction(db, async (tx) => {
    const { case: file } = await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })
    return cases.move(tx, ctx, file, 'accepted', { actor: SYSTEM, action: 'case.accepted' }, { acceptedAt: ctx.now() })
  })
  const run = async (type: 'clock:pause' | 'clock:resume', kind: string): Promise<string> => inTransaction(db, async (tx) => {
    await cases.lock(tx, opened.id)
    expect(await handlers[type]!(tx, ctx, { caseId: opened.id, headers: { kind } } as unknown as Job & { caseId: string })).toEqual({ kind: 'complete' })
    return (await cases.get(tx, opened.id)).state
  })
  expect(await run('clock:pause', kinds[0]!)).toBe('paused')
  ctx.advance({ days: 1 })
  expect(await run('clock:pause', kinds[1]!)).toBe('paused')
  ctx.advance({ days: 1 })
  expect(await run('clock:resume', kinds[0]!), 'the other goes on').toBe('paused')
  ctx.advance({ days: 1 })
  expect(await run('clock:resume', kinds[1]!)).toBe('accepted')
})
