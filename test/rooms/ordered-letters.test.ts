/** What a decision on the way orders, on a real database: a hearing with its notice, a fee with its payment, a rectification, a revocation. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SYSTEM } from '../../server/audit/service.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase, row } from '../../server/db/pool.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import { hearingRule } from '../../server/hearings/service.ts'
import * as intake from '../../server/intake/service.ts'
import * as letters from '../../server/letters/service.ts'
import * as library from '../../server/library/service.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import * as results from '../../server/results/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import type { Job } from '../../server/zeebe/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'

let database: TestDatabase, db: Knex, ctx: TestContext
const dataDir = mkdtempSync(join(tmpdir(), 'tongban-ordered-'))

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-04T10:00:00+08:00', { DATA_DIR: dataDir })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function accepted(matter: string, data: Record<string, unknown>, who: Partial<cases.Applicant> = {}): Promise<cases.Case> {
  const version = (await matters.effective(db, matter, ctx.now()))!
  return inTransaction(db, async (tx) => {
    const { case: file } = await cases.open(tx, ctx, { version, applicant: { ...applicant, ...who }, data, routing: {} })
    return cases.move(tx, ctx, file, 'accepted', { actor: SYSTEM, action: 'case.accepted' }, { acceptedAt: ctx.now() })
  })
}

let key = 0
const jobAt = (file: cases.Case, elementId: string, headers: Record<string, string> = {}): Job & { caseId: string } =>
  ({ engine: 'embedded', key: String(++key), type: 'x', elementId, elementInstanceKey: String(key), processInstanceKey: '1', bpmnProcessId: 'x', processVersion: 1, headers, variables: {}, retries: 3, caseId: file.id })
const run = (file: cases.Case, type: string, headers: Record<string, string>, elementId = type): Promise<{ kind: string }> => inTransaction(db, async (tx) => {
  await cases.lock(tx, file.id)
  return results.handlers[type]!(tx, ctx, jobAt(file, elementId, headers))
})
const officer = async (login: string) => (await findOfficerByLogin(db, login))!
/** The step is offered, and the officer decides it. */
async function decide(login: string, file: cases.Case, elementId: string, data: Record<string, unknown>): Promise<void> {
  const open = (await tasks.openOfCase(db, file.id)).some((task) => task.elementId === elementId)
  if (!open) await inTransaction(db, async (tx) => { await cases.lock(tx, file.id); await tasks.openFromJob(tx, ctx, jobAt(file, elementId)) })
  const task = (await tasks.openOfCase(db, file.id)).find((one) => one.elementId === elementId)!
  const by = await officer(login)
  await inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer: by, taskId: task.id, data }, [hearingRule]))
}
const refusal = (doing: Promise<unknown>): Promise<string> => doing.then(() => 'done', (error: { code?: string }) => error.code ?? String(error))
const kinds = async (file: cases.Case): Promise<string[]> => (await letters.ofCase(db, file.id)).map(({ kind }) => kind)

describe('a hearing', () => {
  const plan = (heldOn: string) => ({ outcome: 'announced', subject: '样例欢唱城设立审批', heldOn, time: '上午九时', place: '样例市政务服务中心三楼', host: '样例-文旅法制', register: '到窗口报名' })
  const record = (heldOn: string) => ({ outcome: 'held', heldOn, participants: '申请人', record: '申请人陈述意见。', signed: true })

  it('is planned seven working days ahead at least, told to public and applicant once, and recorded of that very day', async () => {
    ctx.setTime('2026-03-04T10:00:00+08:00')
    const file = await accepted('yule-changsuo', {})
    // 03-05 03-06 03-09 03-10 03-11 03-12 03-13: the seventh may not be the day itself
    expect(await refusal(decide('wenlv-handler-1', file, 'hearingPlan', plan('2026-03-13')))).toBe('hearing-too-early')
    await decide('wenlv-handler-1', file, 'hearingPlan', plan('2026-03-16'))
    for (const letter of ['hearing-announcement', 'hearing-notice', 'hearing-notice']) expect(await run(file, 'letter:issue', { letter, from: 'hearingPlan' })).toEqual({ kind: 'complete' })
    expect(await kinds(file)).toEqual(['hearing-announcement', 'hearing-notice'])
    ctx.setTime('2026-03-16T11:00:00+08:00')
    expect(await refusal(decide('wenlv-legal', file, 'hearing', record('2026-03-17')))).toBe('hearing-other-day')
    await decide('wenlv-legal', file, 'hearing', record('2026-03-16'))
  })

  it('is not told by a job that names no such letter or no decision', async () => {
    const file = await accepted('yule-changsuo', {})
    expect(await run(file, 'letter:issue', { letter: 'permit', from: 'hearingPlan' })).toMatchObject({ kind: 'fail', message: expect.stringContaining('which no step can tell') as string })
    expect(await run(file, 'letter:issue', { letter: 'hearing-notice', from: 'hearingPlan' })).toMatchObject({ kind: 'fail', message: expect.stringContaining('nothing was decided there') as string })
  })
})

describe('a fee', () => {
  const pay = (file: cases.Case, login: string) => officer(login).then((by) => inTransaction(db, (tx) => results.recordPayment(tx, ctx, { officer: by, caseId: file.id, receiptNumber: '样票0001' })))

  it('is told with its sum, waits for the window, and is paid once', async () => {
    const file = await accepted('daolu-wajue', { occupyArea: 60, occupyDays: 7, digArea: 20 })
    expect(await run(file, 'fee:charge', {}, 'chargeFee')).toEqual({ kind: 'hold' })
    const notice = (await letters.ofCase(db, file.id)).find(({ kind }) => kind === 'fee-notice')!
    const said = JSON.stringify(await row(db, 'select document from letter where id = ?', [notice.id]))
    // 60 × 7 × 0.30 = 126.00; 20 × 260 = 5200.00
    for (const sum of ['126.00', '5200.00', '5326.00']) expect(said).toContain(sum)
    expect((await tasks.openOfCase(db, file.id)).map(({ name, groups }) => [name, groups])).toEqual([['缴费', ['chengguan/window']]])
    expect(await refusal(pay(file, 'chengguan-road-1'))).toBe('not-found')
    await pay(file, 'chengguan-window')
    expect(await tasks.openOfCase(db, file.id)).toEqual([])
    expect(await refusal(pay(file, 'chengguan-window'))).toBe('fee-paid')
  })

  it('is not asked where nothing is owed', async () => {
    const file = await accepted('xiaofang-sheji', {})
    expect(await run(file, 'fee:charge', {}, 'x')).toEqual({ kind: 'complete' })
    expect(await kinds(file)).toEqual([])
  })
})

describe('a permit given on a commitment', () => {
  const check = { outcome: 'unsuitable', visitedAt: '2026-03-16', findings: '三层疏散通道被占用。', demands: '清除占用物。', law: '中华人民共和国消防法第五十八条第二款', opinion: '与承诺不符。' }
  const granted = async (who: Partial<cases.Applicant> = {}): Promise<cases.Case> => {
    ctx.setTime('2026-03-16T10:00:00+08:00')
    const file = await accepted('gongzhong-xiaofang', { route: 'commitment' }, who)
    await run(file, 'result:issue', { outcome: 'granted', letter: 'permit' })
    for (const login of ['xiaofang-handler-1', 'xiaofang-handler-2']) await decide(login, file, 'followUp', check)
    await run(file, 'letter:issue', { letter: 'rectification-order', from: 'followUp' })
    return file
  }
  const offer = (file: cases.Case, elementId: string) => inTransaction(db, async (tx) => { await cases.lock(tx, file.id); await intake.openApplicantTask(tx, ctx, jobAt(file, elementId)) })
  const timeOf = async (file: cases.Case): Promise<string | undefined> => {
    const [task] = await tasks.openOfCase(db, file.id)
    return (await deadlines.account(db, ctx, file.id)).limits.find(({ taskId }) => taskId === task!.id)?.proof.end?.day
  }

  it('leaves ten working days to rectify from the service of the order, not before', async () => {
    const consenting = await granted()
    await offer(consenting, 'rectify')
    // 03-17 18 19 20 23 24 25 26 27 30
    expect(await timeOf(consenting)).toBe('2026-03-30')
    const byPost = await granted({ consentElectronicService: false })
    await offer(byPost, 'rectify')
    expect(await timeOf(byPost)).toBeUndefined()
  })

  it('asks for the report of the rectification, which a note does not replace', async () => {
    const file = await granted()
    await offer(file, 'rectify')
    const version = await matters.version(db, file.versionId)
    expect(await intake.asked(db, (await cases.find(db, file.id))!, version)).toMatchObject({ kind: 'step', items: ['rectification-report'] })
    expect(await refusal(inTransaction(db, (tx) => intake.handIn(tx, ctx, { caseId: file.id, note: '样例说明' })))).toBe('step-items-left')
  })

  it('is revoked by the decision, with its letter, and holds nowhere any more', async () => {
    const file = await granted({ idNumber: '91990101MA0A00001Q' })
    await decide('xiaofang-head', file, 'revokeDecision', { outcome: 'revoke', reasons: '期满仍未整改。', law: '中华人民共和国消防法第五十八条第二款' })
    for (let again = 0; again < 2; again++) expect(await run(file, 'result:revoke', { from: 'revokeDecision' })).toEqual({ kind: 'complete' })
    const permit = (await results.permitOfCase(db, file.id))!
    expect(await results.verify(db, permit.verifyCode, ctx.now())).toMatchObject({ state: 'revoked' })
    expect(await library.offers(db, '91990101MA0A00001Q', ['fire-safety-inspection'], ctx.now())).toEqual([])
    expect((await kinds(file)).filter((kind) => kind === 'revocation')).toHaveLength(1)
    expect(await cases.find(db, file.id)).toMatchObject({ state: 'decided', outcome: 'revoked' })
  })
})
