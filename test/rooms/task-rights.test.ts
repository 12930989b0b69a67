/**
 * Rights of a step on a shared form (`x-steps`): what is hidden there can be neither seen nor sent, what is read there stays as it was answered.
 * On the application's form: which officers see an answer, and which the applicant may not change.
 */
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { webRooms } from '../../server/app.ts'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase } from '../../server/db/pool.ts'
import { atStep, hiddenAtAll } from '../../server/forms/rights.ts'
import type { FormSchema } from '../../server/forms/schema.ts'
import { askedOf } from '../../server/intake/asking.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, loadSample } from '../../server/people/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { serverWith, Visitor } from '../support/web.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let app: FastifyInstance
let file: Case
let jobKey = 1

beforeAll(async () => {
  database = await createTestDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T01:00:00Z')
  await loadSample(ctx)
  app = await serverWith(ctx, webRooms().slice(1))
  const { hash: _, ...bundle } = matters.readBundle('processes/jianzhu-shigong-xuke', 'forms')
  const sectionReview: FormSchema = { ...bundle.forms.sectionReview!, 'x-steps': { reviewQuality: { read: ['opinion'] }, reviewMaterials: { hidden: ['opinion'] } } }
  const application: FormSchema = { ...bundle.forms.application!, 'x-steps': { reviewMaterials: { hidden: ['price', 'address'] }, reviewQuality: { hidden: ['address'] }, headDecision: { hidden: ['address'] }, supplement: { read: ['projectCode'] } } }
  const version = await inTransaction(db, (tx) => matters.publish(tx, ctx, matters.sealed({ ...bundle, forms: { ...bundle.forms, sectionReview, application } })))
  file = await inTransaction(db, async (tx) => (await cases.open(tx, ctx, { version, applicant, data: { projectName: '样例工程', price: 76543, address: '样例路99号' }, routing: {} })).case)
})
afterAll(async () => {
  await app.close()
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

it('an answer of the application is kept back from the officers of a step that does not see it, on the page and from programs', async () => {
  const seenBy = async (login: string) => {
    const visitor = await new Visitor(app).signIn(login)
    const page = (await visitor.get(`/office/cases/${file.id}?tab=form`)).body
    const { variables } = JSON.parse((await visitor.get(`/v1/cases/${file.id}`, { accept: 'application/json' })).body) as { variables: object }
    return { page: ['样例工程', '76543', '样例路99号'].filter((text) => page.replaceAll(',', '').includes(text)), told: /有 (\d) 项内容不向您所在的环节显示/.exec(page)?.[1], program: Object.keys(variables).sort() }
  }
  expect(await seenBy('zhujian-materials')).toEqual({ page: ['样例工程'], told: '2', program: ['projectName'] })
  expect(await seenBy('zhujian-quality')).toEqual({ page: ['样例工程', '76543'], told: '1', program: ['price', 'projectName'] })
  expect(await seenBy('zhujian-safety')).toEqual({ page: ['样例工程', '76543', '样例路99号'], told: undefined, program: ['address', 'price', 'projectName'] })
  // the head sees the case by office from the first day, and no more of it than at the step that is to come
  expect(await seenBy('zhujian-head')).toEqual({ page: ['样例工程', '76543'], told: '1', program: ['price', 'projectName'] })
})

it('whoever has several steps sees what one of them may', () => {
  const form: FormSchema = { 'x-steps': { one: { hidden: ['a', 'b'] }, two: { hidden: ['b', 'c'] } } }
  expect([hiddenAtAll(form, ['one']), hiddenAtAll(form, ['one', 'two']), hiddenAtAll(form, ['one', 'free']), hiddenAtAll(form, []), hiddenAtAll(form, ['constructor'])]).toEqual([['a', 'b'], ['b'], [], [], []])
})

it('the applicant cannot change an answer that their step only reads, though the notice names it', async () => {
  const { bundle } = await matters.version(db, file.versionId)
  const gaps = [{ item: 'projectCode', problem: '样例', remedy: '样例' }, { item: 'projectName', problem: '样例', remedy: '样例' }]
  const at = new Date('2026-03-02T02:00:00Z')
  const tasksOf = (elementId: string) => [
    { elementId: 'acceptance', kind: 'officer', state: 'done', outcome: 'gaps', data: { outcome: 'gaps', gaps }, decidedAt: at }, { elementId, kind: 'applicant', state: 'open', outcome: null, data: null, decidedAt: null },
  ] as const
  const asked = (elementId: string) => askedOf(bundle.matter, bundle.forms.application!, { state: 'supplement', closedAt: null, tolerant: false, data: {} }, tasksOf(elementId), [])!
  expect([asked('supplement').fields, asked('supplement').gaps.length]).toEqual([['projectName'], 2])
  expect(asked('elsewhere').fields).toEqual(['projectCode', 'projectName'])
})
