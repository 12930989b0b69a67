// Running cases moved to another version of their matter: checked and previewed case by case, limits and forms following, the engine with them.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { timeline } from '../../server/audit/service.ts'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, row, rows } from '../../server/db/pool.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import * as intake from '../../server/intake/service.ts'
import { checkTemplate } from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, type Officer } from '../../server/people/service.ts'
import { migrateCases, preview, resumeMigrations, type MigrateInstance } from '../../server/publication/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'

const PERMIT = 'jianzhu-shigong-xuke'
let office: Office
let publisher: Officer

beforeAll(async () => {
  office = await openOffice(embeddedStoryEngine, '2026-03-02T01:00:00Z')
  publisher = (await findOfficerByLogin(office.ctx.db, 'shengai-publisher'))!
})
afterAll(() => office?.close())

async function openCase(): Promise<Case> {
  const { db } = office.ctx
  const version = (await matters.effective(db, PERMIT, office.ctx.now()))!
  const { case: file } = await inTransaction(db, async (tx) => {
    const opened = await cases.open(tx, office.ctx, { version, applicant, data: { projectName: '样例' }, routing: {} })
    await intake.startLimits(tx, office.ctx, opened.case, version, 'application', opened.case.receivedAt)
    return opened
  })
  await office.settle()
  return cases.get(db, file.id)
}

/** Another version of the matter, signed as the samples are. */
async function publishChanged(change: (content: matters.Bundle) => void): Promise<matters.MatterVersion> {
  const { db, ctx } = { db: office.ctx.db, ctx: office.ctx }
  const { hash: _, ...content } = structuredClone((await matters.effective(db, PERMIT, ctx.now()))!.bundle)
  change(content as matters.Bundle)
  return inTransaction(db, (tx) => matters.publish(tx, ctx, matters.sealed(content), checkTemplate))
}

const shorter = () => publishChanged((bundle) => {
  bundle.matter.limits.statutory.amount += 1
  bundle.matter.limits.acceptance!.amount = 4
  bundle.matter.steps.find(({ element }) => element === 'acceptance')!.limit = '4wd'
  bundle.diagram = bundle.diagram.replace('<zeebe:header key="limit" value="5wd" />', '<zeebe:header key="limit" value="4wd" />').replace('candidateGroups="window"', 'candidateGroups="window,section-materials"')
  bundle.forms.acceptance!.title = '样例：新的受理意见'
})
const order = (file: Case, to: matters.MatterVersion, migrate: MigrateInstance = office.app.zeebe.migrate) => migrateCases(office.ctx, migrate, { officer: publisher, matter: PERMIT, to: to.id, caseIds: [file.id], reason: '样例：适用新版本' })
const limits = (file: Case) => inTransaction(office.ctx.db, async (tx) => Object.fromEntries((await deadlines.runningLimits(tx, file.id)).map(({ kind, amount, deadlineAt }) => [kind, `${Number(amount)} ${deadlineAt?.toISOString()}`])))

test('a case is previewed, moved, and goes on under the new version; its dates and the step it stands at follow', async () => {
  const { db } = office.ctx
  const file = await openCase()
  const before = await limits(file)
  const to = await shorter()
  expect((await cases.get(db, file.id)).versionId, 'a running case keeps its own').toBe(file.versionId)

  const seen = await preview(office.ctx, file.id, to.id)
  expect(seen).toMatchObject({ number: file.number, steps: ['窗口受理'], misfits: [], forms: ['窗口受理'], groups: ['窗口受理'] })
  expect(seen.limits.map(({ kind, step }) => `${kind} ${step}`).sort()).toEqual(['acceptance 窗口受理', 'statutory null'])
  expect([await limits(file), (await cases.get(db, file.id)).versionId], 'a preview changes nothing').toEqual([before, file.versionId])

  expect(await order(file, to)).toEqual([{ caseId: file.id, number: file.number, state: 'moved', answer: null }])
  // 2026-03-02 is a Monday: 8 working days end with 03-12, 4 with 03-06 (24:00 in China is 16:00 UTC)
  expect(await limits(file)).toEqual({ ...before, statutory: '8 2026-03-12T16:00:00.000Z', acceptance: '4 2026-03-06T16:00:00.000Z' })
  const [task] = await tasks.openOfCase(db, file.id)
  expect(task).toMatchObject({ elementId: 'acceptance', groups: ['zhujian/window', 'zhujian/section-materials'] })
  expect((await timeline(db, file.id)).map(({ action }) => action)).toContain('case.migrated')
  expect(await row(db, 'select hash from engine_instance where case_id = ?', [file.id])).toEqual({ hash: to.hash })

  const newcomer = await office.officer('zhujian-materials') // a group that only the new version names
  await newcomer.json('POST', `/v1/user-tasks/${task!.id}/completion`, { variables: { outcome: 'refuse', ground: 'not-needed', reasons: '样例：该工程依法不需要施工许可。', law: '建筑工程施工许可管理办法第二条' } }, 204)
  await office.settle()
  expect((await cases.get(db, file.id)).state).toBe('refused')
})

test('a server killed after the engine was told goes on with it, and asking again is no second move', async () => {
  const { db } = office.ctx
  const file = await openCase()
  const to = await publishChanged((bundle) => { bundle.matter.keywords.push('再一版') })
  const dies: MigrateInstance = async (...all) => {
    await office.app.zeebe.migrate(...all)
    throw new Error('killed')
  }
  await expect(order(file, to, dies)).rejects.toThrow('killed')
  expect((await cases.get(db, file.id)).versionId).toBe(file.versionId)
  await resumeMigrations(office.ctx, office.app.zeebe.migrate)
  expect((await cases.get(db, file.id)).versionId).toBe(to.id)
  expect(await rows(db, 'select state from case_migration where case_id = ?', [file.id])).toEqual([{ state: 'moved' }])
})

test('a case that does not fit stays where it is, in words, and holds back no other', async () => {
  const { db } = office.ctx
  const [stands, other] = [await openCase(), await openCase()]
  const to = await publishChanged((bundle) => {
    const words = ['formKey', 'key="clock" value', 'key="letter" value'] // the same word under other names
    bundle.diagram = words.reduce((text, name) => text.replaceAll(`${name}="newAcceptance"`, `${name}="acceptance"`), bundle.diagram.replaceAll('"acceptance"', '"newAcceptance"').replaceAll('limit-acceptance', 'limit-newAcceptance').replaceAll('acceptance =', 'newAcceptance ='))
    bundle.matter.steps.find(({ element }) => element === 'acceptance')!.element = 'newAcceptance'
  })
  expect((await preview(office.ctx, stands.id, to.id)).misfits).toEqual([{ kind: 'gone', step: '窗口受理' }])
  const results = await migrateCases(office.ctx, office.app.zeebe.migrate, { officer: publisher, matter: PERMIT, to: to.id, caseIds: [stands.id, other.id], reason: '样例：试一试' })
  expect(results.map(({ state, answer }) => [state, /不能迁移/.test(answer!)])).toEqual([['refused', true], ['refused', true]])
  expect((await cases.get(db, stands.id)).versionId).toBe(stands.versionId)
  expect((await preview(office.ctx, stands.id, stands.versionId)).misfits).toEqual([{ kind: 'same-version' }])
})

test('is ordered by the publisher alone, with a reason, to a signed version of the same matter', async () => {
  const file = await openCase()
  const to = (await matters.effective(office.ctx.db, PERMIT, office.ctx.now()))!
  const other = (await matters.effective(office.ctx.db, 'huwai-guanggao', office.ctx.now()))!
  const asked = (more: object) => migrateCases(office.ctx, office.app.zeebe.migrate, { officer: publisher, matter: PERMIT, to: to.id, caseIds: [file.id], reason: '样例', ...more }).catch((error: { code: string }) => error.code)
  expect(await asked({ officer: { ...publisher, posts: [] } })).toBe('forbidden')
  expect(await asked({ reason: '' })).toBe('remarks-missing')
  expect(await asked({ to: other.id })).toBe('not-found')
})
