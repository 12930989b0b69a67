/** Stories of running cases moved to another version of their matter: checked and previewed case by case, limits and forms following, the engine with them. On any engine. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { timeline } from '../../server/audit/service.ts'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, row, rows } from '../../server/db/pool.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import { dayOf } from '../../server/deadlines/shanghai.ts'
import * as intake from '../../server/intake/service.ts'
import { checkTemplate } from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, type Officer } from '../../server/people/service.ts'
import { migrateCases, preview, resumeMigrations, type MigrateInstance } from '../../server/publication/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from './caseFixture.ts'
import { openOffice, type Office, type StoryEngine } from './office.ts'

const PERMIT = 'jianzhu-shigong-xuke'
/** @param bound what the engine does with an open element that has catch events attached: 8.5 keeps such an instance where it is */
export function migrationStories(engine: StoryEngine, bound: 'moves' | 'stays' = 'moves'): void {
  let office: Office
  let publisher: Officer

  beforeAll(async () => {
    office = await openOffice(engine, '2026-03-02T01:00:00Z')
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

  async function decide(login: string, file: Case, variables: object): Promise<void> {
    const [task] = await tasks.openOfCase(office.ctx.db, file.id)
    await (await office.officer(login)).json('POST', `/v1/user-tasks/${task!.id}/completion`, { variables }, 204)
    await office.settle()
  }
  /** Eight days hold at least five working days here: what the window left unanswered counts as accepted (行政许可法 32). */
  const silence = (): Promise<void> => office.until(dayOf(new Date(office.ctx.now().getTime() + 8 * 86_400_000)), '09:00')

  const check = (file: Case): Promise<void> => decide('zhujian-window-2', file, { outcome: 'pass', paperMatches: true })

  /** One that stands at a step to which no event is attached. */
  async function acceptedCase(): Promise<Case> {
    const file = await openCase()
    await silence()
    return cases.get(office.ctx.db, file.id)
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

  if (bound === 'moves') test('a case is previewed, moved, and goes on under the new version; its dates and the step it stands at follow', async () => {
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

  if (bound === 'stays') test('what the engine cannot move is told, and goes on under its own version', async () => {
    const { db } = office.ctx
    const file = await openCase()
    const before = await limits(file)
    const to = await shorter()
    expect(await order(file, to)).toMatchObject([{ caseId: file.id, state: 'refused', answer: expect.stringMatching(/^流程引擎不能迁移该办件.+catch event/) }])
    expect([await limits(file), (await cases.get(db, file.id)).versionId]).toEqual([before, file.versionId])
    expect(await row(db, 'select hash from engine_instance where case_id = ?', [file.id])).toEqual({ hash: (await matters.version(db, file.versionId)).hash })
    await silence()
    expect((await tasks.openOfCase(db, file.id)).map(({ elementId }) => elementId)).toEqual(['windowCheck'])
  })

  test('a case at a step without events is moved and goes on in the new diagram', async () => {
    const { db } = office.ctx
    const file = await acceptedCase()
    const to = await publishChanged((bundle) => {
      bundle.diagram = bundle.diagram.replace('name="质监站审核"', 'name="样例：质监站改了名"')
      bundle.matter.steps.find(({ element }) => element === 'reviewQuality')!.name = '样例：质监站改了名'
    })
    expect(await order(file, to)).toEqual([{ caseId: file.id, number: file.number, state: 'moved', answer: null }])
    await check(file)
    expect((await tasks.openOfCase(db, file.id)).map(({ name }) => name)).toContain('样例：质监站改了名')
  })

  test('a server killed after the engine was told goes on with it, and asking again is no second move', async () => {
    const { db } = office.ctx
    const file = await acceptedCase()
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
    const [stands, other] = [await acceptedCase(), await acceptedCase()]
    await check(stands)
    const to = await publishChanged((bundle) => {
      bundle.diagram = bundle.diagram.replaceAll('reviewConstruction', 'reviewBuilding')
      bundle.matter.steps.find(({ element }) => element === 'reviewConstruction')!.element = 'reviewBuilding'
    })
    expect((await preview(office.ctx, stands.id, to.id)).misfits).toEqual([{ kind: 'gone', step: '施工科审核' }])
    const results = await migrateCases(office.ctx, office.app.zeebe.migrate, { officer: publisher, matter: PERMIT, to: to.id, caseIds: [stands.id, other.id], reason: '样例：试一试' })
    expect(results.map(({ state, answer }) => [state, answer])).toEqual([['refused', '该办件不能迁移到这一版本：环节“施工科审核”在新版本中不存在。'], ['moved', null]])
    expect((await cases.get(db, stands.id)).versionId).toBe(stands.versionId)
    expect((await preview(office.ctx, stands.id, stands.versionId)).misfits).toEqual([{ kind: 'same-version' }])
    await check(other)
    expect((await tasks.openOfCase(db, other.id)).map(({ elementId }) => elementId)).toContain('reviewBuilding')
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
}
