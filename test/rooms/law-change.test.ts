// A change of law: the open cases that stand on it are listed, a person decides on each, and nothing in them changes by itself (H9).
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { timeline } from '../../server/audit/service.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import type { Refusal } from '../../server/errors.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, type Officer } from '../../server/people/service.ts'
import * as store from '../../server/publication/lawStore.ts'
import { citationsOf, decideCase, figure, openLawChange, relist } from '../../server/publication/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let legal: Officer
let analyst: Officer

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00')
  ;[legal, analyst] = [(await findOfficerByLogin(db, 'shengai-legal'))!, (await findOfficerByLogin(db, 'shengai-analyst'))!]
})
afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

async function open(code: string) {
  const version = (await matters.effective(db, code, ctx.now()))!
  return (await inTransaction(db, (tx) => cases.open(tx, ctx, { version, applicant, data: {}, routing: {} }))).case
}
const wish = (more: object = {}) => ({ law: '《建筑法》', article: '', summary: '样例：第八条修改', inForceOn: '2026-03-10', ...more })
const opened = (more: object = {}, officer = legal) => inTransaction(db, (tx) => openLawChange(tx, ctx, officer, wish(more)))

test('lists the open cases received before the day, and those alone that stand on the law', async () => {
  const [permit, other] = [await open('jianzhu-shigong-xuke'), await open('qiye-touzi-beian')]
  const id = await opened()
  expect((await store.casesOf(db, id)).map(({ number }) => number)).toEqual([permit.number])
  ctx.setTime('2026-03-09T09:00:00+08:00')
  const late = await open('jianzhu-shigong-xuke')
  ctx.setTime('2026-03-10T09:00:00+08:00')
  await open('jianzhu-shigong-xuke') // taken in under the new text
  expect(await inTransaction(db, (tx) => relist(tx, ctx, legal, id))).toBe(1)
  expect((await store.casesOf(db, id)).map(({ number }) => number)).toEqual([permit.number, late.number])
  expect(other.number).not.toBe(permit.number)
})

test('is decided by a person, once a case, with a reason on the case\'s own trace; the case itself stays', async () => {
  const id = await opened({ article: '第八条' })
  const [first] = await store.casesOf(db, id)
  const before = await cases.get(db, first!.caseId)
  const decide = (remarks: string, officer = legal) => inTransaction(db, (tx) => decideCase(tx, ctx, officer, { lawChange: id, caseId: first!.caseId, decision: 'as-accepted', remarks }))
  expect(await decide(' ').catch((error: Refusal) => error.code)).toBe('remarks-missing')
  expect(await decide('样例：有权限吗', analyst).catch((error: Refusal) => error.code)).toBe('forbidden')
  await decide('样例：受理在前，适用旧条文')
  expect(await decide('样例：再来').catch((error: Refusal) => `${error.code} ${String(error.details.who)}`)).toBe('law-case-decided 样例-法核')
  expect(await cases.get(db, first!.caseId)).toEqual(before)
  expect((await timeline(db, first!.caseId)).at(-1)).toMatchObject({ action: 'case.law-change-reviewed', actor: { name: '样例-法核' }, detail: { law: '建筑法', decision: 'as-accepted' } })
  expect((await store.byId(db, id))!.undecided).toBe((await store.casesOf(db, id)).length - 1)
})

test('finds a law where it is cited: basis, limits, articles in either writing', async () => {
  const { bundle } = (await matters.effective(db, 'huwai-guanggao', ctx.now()))!
  const places = (law: string, article: string | null = null) => citationsOf(bundle, law, article).map(({ place }) => place.replace(/\d+$/, 'n'))
  expect(places('行政许可法').some((place) => place.startsWith('matter.json#/'))).toBe(true)
  expect(places('行政许可法', '第四十五条').length).toBeGreaterThan(0)
  expect(places('行政许可法', '45')).toEqual(places('行政许可法', '第四十五条'))
  expect(places('没有的法')).toEqual([])
  expect(['第四十二条', '第42条', '第一百零三条', '第十条', '序言'].map(figure)).toEqual([42, 42, 103, 10, null])
})

test('an opening without a law or a day is refused in words', async () => {
  for (const more of [{ law: '法' }, { inForceOn: '明天' }, { inForceOn: '2026-13-01' }]) expect(await opened(more).catch((error: Refusal) => error.code)).toBe('law-change-wrong')
})
