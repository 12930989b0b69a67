/** Rights of a step on a shared form (`x-steps`): what is hidden there can be neither seen nor sent, what is read there stays as it was answered. */
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import { atStep } from '../../server/forms/rights.ts'
import type { FormSchema } from '../../server/forms/schema.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, loadSample } from '../../server/people/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let file: Case
let jobKey = 1

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T01:00:00Z')
  await loadSample(ctx)
  const { hash: _, ...bundle } = matters.readBundle('processes/jianzhu-shigong-xuke', 'forms')
  const sectionReview: FormSchema = { ...bundle.forms.sectionReview!, 'x-steps': { reviewQuality: { read: ['opinion'] }, reviewMaterials: { hidden: ['opinion'] } } }
  const version = await inTransaction(db, (tx) => matters.publish(tx, ctx, matters.sealed({ ...bundle, forms: { ...bundle.forms, sectionReview } })))
  file = await inTransaction(db, async (tx) => (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

async function decideAt(elementId: string, login: string, data: Record<string, unknown>): Promise<tasks.Task> {
  const officer = (await findOfficerByLogin(db, login))!
  const key = String(jobKey++)
  await inTransaction(db, async (tx) => {
    await cases.lock(tx, file.id)
    return tasks.openFromJob(tx, ctx, {
      engine: 'embedded', key, type: 'io.camunda.zeebe:userTask', elementId, elementInstanceKey: '1', processInstanceKey: '2', bpmnProcessId: file.matterCode,
      processVersion: 1, headers: {}, variables: { caseId: file.id, round: 1 }, retries: 3, caseId: file.id,
    })
  })
  const task = (await tasks.ofCase(db, file.id)).find((one) => one.jobKey === key)!
  return (await inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer, taskId: task.id, data }))).task
}

it('a step that only reads a field keeps what another step answered, whatever is sent', async () => {
  await decideAt('reviewSafety', 'zhujian-safety', { outcome: 'agree', opinion: '安全措施齐全（样例）' })
  const done = await decideAt('reviewQuality', 'zhujian-quality', { outcome: 'agree', opinion: '改写别人的意见' })
  expect(done.data).toEqual({ outcome: 'agree', opinion: '安全措施齐全（样例）' })
})

it('a step that does not see a field cannot send it', async () => {
  await expect(decideAt('reviewMaterials', 'zhujian-materials', { outcome: 'agree', opinion: '看不到的一项' })).rejects.toMatchObject({ code: 'invalid-input', issues: [{ pointer: '/opinion' }] })
  await expect(decideAt('reviewMaterials', 'zhujian-materials', { outcome: 'agree' })).resolves.toMatchObject({ state: 'done' })
})

it('nothing is demanded of a step that may not write it, and branches follow', () => {
  const form: FormSchema = {
    type: 'object', title: '样例', properties: { a: { type: 'string', title: '甲' }, b: { type: 'string', title: '乙' } }, required: ['a', 'b'],
    allOf: [{ if: { properties: { a: { const: 'x' } }, required: ['a'] }, then: { properties: { c: { type: 'string', title: '丙' } }, required: ['c', 'b'] } }],
    'x-pages': [{ title: '一', properties: ['a'] }, { title: '二', properties: ['b', 'c'] }], 'x-steps': { second: { read: ['b'], hidden: ['a'] } },
  }
  const { 'x-steps': _rights, ...whole } = form
  expect(atStep(form, 'first')).toEqual(whole)
  expect(atStep(form, 'second')).toEqual({
    type: 'object', title: '样例', properties: { b: { type: 'string', title: '乙', readOnly: true } }, required: [],
    allOf: [{ if: { properties: { a: { const: 'x' } }, required: ['a'] }, then: { properties: { c: { type: 'string', title: '丙' } }, required: ['c'] } }],
    'x-pages': [{ title: '二', properties: ['b', 'c'] }],
  })
})
