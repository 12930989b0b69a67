// Co-approval on a real database: departments answer through their own steps, the rule settles early and once, silence does what the sheet says.
import type { Knex } from 'knex'
import { describe, expect, it } from 'vitest'
import type { TestContext } from '../support/context.ts'
import { FOUR, inFork, sheetDesk } from '../support/sheetDesk.ts'
import { serverWith, Visitor } from '../support/web.ts'
import * as clock from '../../server/cases/clock.ts'
import * as cases from '../../server/cases/service.ts'
import type { Case } from '../../server/cases/case.ts'
import * as coapproval from '../../server/coapproval/service.ts'
import type { Relay } from '../../server/db/relay.ts'
import { change, inTransaction, row, rows } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, type Officer } from '../../server/people/service.ts'
import * as results from '../../server/results/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { casePanels } from '../../server/tasks/panels.ts'
import { tasksPages } from '../../server/tasks/routes.ts'

let db: Knex
let ctx: TestContext
let relay: Relay
const { sheetOf, newJob, comes, officer, openTasks, openGroups, answers, boardOf, completions } = sheetDesk((parts) => void ({ db, ctx, relay } = parts))

describe('a sheet of four departments, all must agree', () => {
  it('opens every row at once, follows a department through its inner steps, and settles with the last', async () => {
    const { file, job } = await sheetOf({ rule: { kind: 'all' }, departments: FOUR })
    expect(await openGroups(file)).toEqual(['gongan-jiaojing/handler', 'shichang/handler', 'yuanlin/handler', 'ziran/handler'])
    await comes(job) // the engine offers the job again: no second sheet
    expect(await openTasks(file)).toHaveLength(4)

    await answers(file, 'ziran-handler', 'agree')
    await answers(file, 'jiaojing-handler', 'disagree', '视距不足。')
    expect(await openGroups(file)).toEqual(['gongan-jiaojing/section-chief', 'shichang/handler', 'yuanlin/handler'])
    await answers(file, 'jiaojing-chief', 'back', '请到现场再看。')
    await answers(file, 'jiaojing-handler', 'agree', '现场视距满足。')
    await answers(file, 'jiaojing-chief', 'agree')
    const board = await boardOf(file)
    expect(board.rows[1]).toMatchObject({ state: 'open', opinion: null, signers: [
      { state: 'done', outcome: 'disagree', who: '样例-交警经办', opinion: '视距不足。' }, { state: 'done', outcome: 'back' },
      { state: 'done', outcome: 'agree' }, { state: 'done', outcome: 'agree' }, { state: 'open', role: '公安交警 分管领导' },
    ] })
    await answers(file, 'jiaojing-deputy', 'agree')
    await answers(file, 'yuanlin-handler', 'not-concerned', '不涉及绿地。')
    expect(await completions(job.key)).toEqual([])
    await answers(file, 'shichang-handler', 'agree')
    expect(await completions(job.key)).toEqual([{ coApproval: 'agree' }])
    expect(await boardOf(file)).toMatchObject({ state: 'settled', verdict: 'agree', why: { key: 'why.all.agree', agree: 3, notConcerned: 1 } })
  })

  it('settles with the first disagreement; the others need no longer answer and can no longer', async () => {
    const { file, job } = await sheetOf({ rule: { kind: 'all' }, departments: FOUR })
    const left = (await openTasks(file)).find(({ groups }) => groups[0] === 'ziran/handler')!
    await answers(file, 'yuanlin-handler', 'disagree', '遮挡行道树。')
    expect(await completions(job.key)).toEqual([{ coApproval: 'disagree' }])
    expect(await openTasks(file)).toEqual([])
    const late = inTransaction(db, async (tx) => tasks.decide(tx, ctx, { officer: await officer('ziran-handler'), taskId: left.id, data: { outcome: 'agree' } }, [coapproval.sheetRule]))
    await expect(late).rejects.toMatchObject({ code: 'task-closed' })
    expect((await boardOf(file)).rows.map(({ state }) => state)).toEqual(['ended', 'ended', 'answered', 'ended'])
  })

  it('come to again, asks only those who did not agree; their agreements stand until the applicant hands in something new', async () => {
    const { file } = await sheetOf({ rule: { kind: 'all' }, departments: FOUR })
    await answers(file, 'ziran-handler', 'agree')
    await answers(file, 'yuanlin-handler', 'disagree', '遮挡行道树。')
    await comes(newJob(file))
    expect(await openGroups(file)).toEqual(['gongan-jiaojing/handler', 'shichang/handler', 'yuanlin/handler'])
    expect((await boardOf(file)).rows[0]).toMatchObject({ state: 'answered', opinion: 'agree', carried: true })
    await answers(file, 'yuanlin-handler', 'disagree')
    await inTransaction(db, async (tx) => {
      const locked = await cases.lock(tx, file.id)
      await cases.amend(tx, ctx, locked, { actor: { kind: 'applicant', name: '样例' }, action: 'case.resubmitted' }, { revision: locked.revision + 1 })
    })
    await comes(newJob(file))
    expect(await openGroups(file)).toContain('ziran/handler')
  })

  it('in a fork that was returned: agreed it stands whole, in disagreement it is opened again for those who disagreed', async () => {
    const again = async (file: Case) => {
      await inTransaction(db, async (tx) => cases.amend(tx, ctx, await cases.lock(tx, file.id), { actor: { kind: 'system', name: '系统' }, action: 'case.returned' }, { round: 2 }))
      return comes(newJob(file))
    }
    const two = [{ body: 'yuanlin' }, { body: 'shichang' }]
    const { file: against } = await sheetOf({ rule: { kind: 'all' }, departments: two }, inFork)
    await answers(against, 'shichang-handler', 'agree')
    await answers(against, 'yuanlin-handler', 'disagree', '遮挡行道树。')
    expect(await again(against)).toEqual({ kind: 'hold' })
    expect([await openGroups(against), (await boardOf(against)).rows.map(({ carried }) => carried)]).toEqual([['yuanlin/handler'], [false, true]])

    const { file: agreed } = await sheetOf({ rule: { kind: 'all' }, departments: two }, inFork)
    for (const login of ['shichang-handler', 'yuanlin-handler']) await answers(agreed, login, 'agree')
    expect(await again(agreed)).toEqual({ kind: 'complete', variables: { coApproval: 'agree' } })
    expect(await openGroups(agreed)).toEqual([])
  })

  it('a department sees the materials of its row; the applicant department, state, time and answer, and nothing of the steps inside a house', async () => {
    const { file } = await sheetOf({ rule: { kind: 'all' }, departments: FOUR })
    await answers(file, 'jiaojing-handler', 'agree', '内部意见。')
    expect(await coapproval.materialsFor(db, await officer('jiaojing-chief'), file.id)).toEqual(['effect-drawing'])
    expect(await coapproval.materialsFor(db, await officer('ziran-handler'), file.id)).toBe('all')
    expect(await coapproval.materialsFor(db, await officer('chengguan-chief'), file.id)).toBe('all')
    expect(await coapproval.materialsFor(db, await officer('fagai-window'), file.id)).toEqual([])
    const shown = await boardOf(file, null)
    expect(shown.mayChange).toBe(false)
    expect(shown.rows[1]).toMatchObject({ state: 'open', opinion: null, signers: [], used: expect.anything(), allowed: expect.anything() })
    expect(JSON.stringify(shown)).not.toMatch(/样例-交警|内部意见|经办|科长|chief|handler/)
    expect((await boardOf(file, 'chengguan-chief')).rows[1]!.signers.map(({ role, state }) => [role, state])).toEqual([['公安交警 经办', 'done'], ['公安交警 科长', 'open'], ['公安交警 分管领导', 'next']])
  })

  it('tells the applicant that departments are at work only while they are', async () => {
    const { file } = await sheetOf({ rule: { kind: 'any' }, departments: FOUR })
    const version = await matters.version(db, file.versionId)
    const app = await serverWith(ctx, [async (web) => {
      web.get('/board', { config: { access: 'public' } }, async (request, reply) => reply.type('text/html').send(await coapproval.panels[0]!.html(ctx, { case: file, version, officer: null }, request, reply)))
    }])
    const atWork = async () => (await new Visitor(app).get('/board')).body
    expect(await atWork()).toContain('正在并行审核')
    expect(await atWork(), 'nor how it is divided inside a house').not.toMatch(/部门内部环节|经办|科长|未到/)
    expect(await atWork(), 'which materials a department sees is the office’s matter').not.toContain('查看材料')
    await answers(file, 'yuanlin-handler', 'agree')
    expect(await atWork()).not.toContain('正在并行审核')
    await app.close()
  })
})

describe('the other rules', () => {
  it('any: one agreement is enough', async () => {
    const { file, job } = await sheetOf({ rule: { kind: 'any' }, departments: FOUR })
    await answers(file, 'yuanlin-handler', 'disagree')
    expect(await completions(job.key)).toEqual([])
    await answers(file, 'ziran-handler', 'agree')
    expect(await completions(job.key)).toEqual([{ coApproval: 'agree' }])
  })

  it('in order: the next row opens when the one before has answered, the first disagreement ends it', async () => {
    const { file, job } = await sheetOf({ rule: { kind: 'order' }, departments: [{ body: 'ziran' }, { body: 'yuanlin' }, { body: 'shichang' }] })
    expect(await openGroups(file)).toEqual(['ziran/handler'])
    await answers(file, 'ziran-handler', 'agree')
    expect(await openGroups(file)).toEqual(['yuanlin/handler'])
    expect((await boardOf(file)).rows.map(({ state }) => state)).toEqual(['answered', 'open', 'waiting'])
    await answers(file, 'yuanlin-handler', 'disagree')
    expect(await completions(job.key)).toEqual([{ coApproval: 'disagree' }])
  })

  it('veto: only its holders can stop it', async () => {
    const { file, job } = await sheetOf({ rule: { kind: 'veto', by: ['gongan-jiaojing'] }, departments: [{ body: 'gongan-jiaojing' }, { body: 'yuanlin' }] })
    await answers(file, 'yuanlin-handler', 'disagree')
    expect(await completions(job.key)).toEqual([])
    await answers(file, 'jiaojing-handler', 'agree')
    expect(await completions(job.key)).toEqual([{ coApproval: 'agree' }])
  })

  it('the lead decides, once everybody was heard or is late; under any other rule nobody decides by hand', async () => {
    const { file, job } = await sheetOf({ rule: { kind: 'lead' }, departments: [{ body: 'ziran', limit: '1wd' }, { body: 'yuanlin' }] })
    const decide = async (outcome: string) => {
      const own = (await tasks.openOfCase(db, file.id)).find(({ kind }) => kind === 'sheet')!
      return inTransaction(db, async (tx) => tasks.decide(tx, ctx, { officer: await officer('chengguan-chief'), taskId: own.id, data: { outcome, opinion: '综合考虑。' } }, [coapproval.sheetRule]))
    }
    await answers(file, 'yuanlin-handler', 'agree')
    await expect(decide('agree')).rejects.toMatchObject({ code: 'sheet-unheard', details: { departments: 'ziran' } })
    ctx.advance({ days: 3 })
    await expect(decide('not-concerned')).rejects.toMatchObject({ code: 'sheet-joins' })
    await decide('agree')
    expect(await completions(job.key)).toEqual([{ coApproval: 'agree' }])
    expect(await boardOf(file)).toMatchObject({ verdict: 'agree', leadBy: '样例-城管科长', leadReason: '综合考虑。', why: { key: 'why.lead.agree' } })
    expect(await openTasks(file)).toEqual([])

    const joined = await sheetOf({ rule: { kind: 'all' }, departments: FOUR })
    const own = (await tasks.openOfCase(db, joined.file.id)).find(({ kind }) => kind === 'sheet')!
    const byHand = inTransaction(db, async (tx) => tasks.decide(tx, ctx, { officer: await officer('chengguan-chief'), taskId: own.id, data: { outcome: 'agree' } }, [coapproval.sheetRule]))
    await expect(byHand).rejects.toMatchObject({ code: 'sheet-joins' })
  })
})

describe('departments change while it runs', () => {
  const change = async <T>(work: (chief: Officer) => (tx: Parameters<typeof coapproval.addDepartment>[0]) => Promise<T>) => inTransaction(db, work(await officer('chengguan-chief')))
  const sheetId = async (file: Case) => (await row<{ id: string }>(db, 'select id from sheet where case_id = ?', [file.id]))!.id

  it('one more is asked, one is taken off, one is asked again; what is left may settle at once', async () => {
    const { file, job } = await sheetOf({ rule: { kind: 'all' }, departments: [{ body: 'ziran' }, { body: 'yuanlin' }] })
    const id = await sheetId(file)
    await change((chief) => (tx) => coapproval.addDepartment(tx, ctx, { officer: chief, sheetId: id, department: { body: 'shichang', materials: ['subject'] }, reason: '涉及经营主体。' }))
    await answers(file, 'ziran-handler', 'agree')
    const [first, second, third] = (await boardOf(file)).rows
    await change((chief) => (tx) => coapproval.askAgain(tx, ctx, { officer: chief, rowId: first!.id, reason: '图纸有更正。' }))
    expect(await openGroups(file)).toEqual(['shichang/handler', 'yuanlin/handler', 'ziran/handler'])
    await answers(file, 'ziran-handler', 'agree')
    await answers(file, 'shichang-handler', 'agree')
    await expect(change((chief) => (tx) => coapproval.removeDepartment(tx, ctx, { officer: chief, rowId: third!.id, reason: '无需' }))).rejects.toMatchObject({ code: 'department-answered' })
    await change((chief) => (tx) => coapproval.removeDepartment(tx, ctx, { officer: chief, rowId: second!.id, reason: '不在绿地范围。' }))
    expect(await completions(job.key)).toEqual([{ coApproval: 'agree' }])
    expect((await boardOf(file)).rows).toMatchObject([{ attempt: 2, opinion: 'agree' }, { state: 'removed', removed: { who: '样例-城管科长', reason: '不在绿地范围。' } }, { added: { reason: '涉及经营主体。' }, materials: ['主体资格证明'] }])
  })

  it('only by the lead, only on a sheet that runs, only with departments that exist, never down to none', async () => {
    const { file } = await sheetOf({ rule: { kind: 'all' }, departments: [{ body: 'ziran' }] })
    const id = await sheetId(file)
    const add = (login: string, body: string) => inTransaction(db, async (tx) => coapproval.addDepartment(tx, ctx, { officer: await officer(login), sheetId: id, department: { body }, reason: '样例' }))
    await expect(add('yuanlin-chief', 'yuanlin')).rejects.toMatchObject({ code: 'not-found' })
    await expect(add('chengguan-chief', 'lindian')).rejects.toMatchObject({ code: 'no-such-department' })
    await expect(add('chengguan-chief', 'zhujian'), 'no handler there').rejects.toMatchObject({ code: 'no-such-department' })
    await expect(add('chengguan-chief', 'ziran')).rejects.toMatchObject({ code: 'department-on-sheet' })
    const only = (await boardOf(file)).rows[0]!.id
    await expect(change((chief) => (tx) => coapproval.removeDepartment(tx, ctx, { officer: chief, rowId: only, reason: '样例' }))).rejects.toMatchObject({ code: 'last-department' })
    await expect(change((chief) => (tx) => coapproval.askAgain(tx, ctx, { officer: chief, rowId: only, reason: '样例' }))).rejects.toMatchObject({ code: 'department-not-answered' })
    await answers(file, 'ziran-handler', 'agree')
    await expect(add('chengguan-chief', 'yuanlin')).rejects.toMatchObject({ code: 'sheet-over' })
  })

  it('not by whoever takes no part in the case; nor do they extend its time, hurry it, or take its fee', async () => {
    const { file } = await sheetOf({ rule: { kind: 'all' }, departments: [{ body: 'ziran' }] })
    const id = await sheetId(file)
    const [chief, head, window] = [await officer('chengguan-chief'), await officer('chengguan-head'), await officer('chengguan-window')]
    for (const one of [chief, head]) await change(() => (tx) => rows(tx, "insert into case_recusal (case_id, officer_id, reason, declared_at) values (?, ?, '样例', now())", [file.id, one.id]))
    await change(() => (tx) => rows(tx, "update case_file set applicant = applicant || jsonb_build_object('agent', jsonb_build_object('name', ?::text, 'phone', '13900000017')) where id = ?", [window.name, file.id]))
    await change(() => (tx) => rows(tx, "update officer set phone = '13900000017' where id = ?", [window.id]))
    const declared = { code: 'recusal-declared' }
    await expect(change(() => (tx) => coapproval.addDepartment(tx, ctx, { officer: chief, sheetId: id, department: { body: 'yuanlin' }, reason: '样例' }))).rejects.toMatchObject(declared)
    await expect(change(() => (tx) => clock.extend(tx, ctx, { officer: head, caseId: file.id, amount: 5, reason: '样例' }))).rejects.toMatchObject(declared)
    await expect(change(() => (tx) => clock.grantGreen(tx, ctx, { officer: head, caseId: file.id, reason: '样例' }))).rejects.toMatchObject(declared)
    await expect(change(() => (tx) => results.recordPayment(tx, ctx, { officer: window, caseId: file.id, receiptNumber: '1' })), 'who acts for the applicant').rejects.toMatchObject({ code: 'recusal-own' })
  })
})

describe('silence', () => {
  it('of one department lights that one alone; escalated, it is told once to the department\'s deputy head and the lead', async () => {
    ctx.setTime('2026-03-16T09:00:00+08:00') // a Monday: one working day ends on Tuesday, three on Thursday
    const { file } = await sheetOf({ rule: { kind: 'all' }, departments: [{ body: 'ziran', limit: '1wd' }, { body: 'yuanlin', limit: '3wd' }], silence: { kind: 'escalate' } })
    await coapproval.sweep(ctx)
    ctx.setTime('2026-03-18T09:00:00+08:00')
    await coapproval.sweep(ctx)
    await coapproval.sweep(ctx)
    const told = await rows<{ name: string }>(db, "select name from notice where case_id = ? and template = 'sheet-silent' order by name", [file.id])
    expect(told.map(({ name }) => name).sort()).toEqual(['样例-城管科长', '样例-自然资源分管', '样例-自然资源经办'].sort())
    expect((await boardOf(file)).rows.map(({ late, tone }) => [late, tone])).toEqual([[true, 'late'], [false, 'info']])
    expect(await completions('0')).toEqual([])
  })

  it('counts as an opinion only where the sheet cites its law, and says so', async () => {
    const { file, job } = await sheetOf({ rule: { kind: 'all' }, departments: [{ body: 'ziran', limit: '1wd', inner: ['handler', 'section-chief'] }], silence: { kind: 'default', opinion: 'agree', law: '样例条例第五条' } })
    await answers(file, 'ziran-handler', 'disagree', '未经科长签出。')
    ctx.advance({ days: 5 })
    await coapproval.sweep(ctx)
    expect(await completions(job.key)).toEqual([{ coApproval: 'agree' }])
    expect((await boardOf(file)).rows[0]).toMatchObject({ opinion: 'agree', byLaw: '样例条例第五条' })
  })

  it('a sheet whose step was ended from outside leaves no task behind', async () => {
    const { file } = await sheetOf({ rule: { kind: 'all' }, departments: FOUR })
    const own = (await tasks.openOfCase(db, file.id)).find(({ kind }) => kind === 'sheet')!
    await inTransaction(db, (tx) => tasks.closeGone(tx, ctx, own.engine!, own.jobKey!))
    await coapproval.sweep(ctx)
    expect(await openTasks(file)).toEqual([])
    expect((await boardOf(file)).state).toBe('ended')
  })
})

describe('a hundred departments at once', () => {
  it('settle exactly once, whatever comes together', async () => {
    const bodies = Array.from({ length: 100 }, (_, index) => `dept-${index}`)
    for (const body of bodies) {
      await change(db, "insert into body (id, name, short_name, division_code) values (?, ?, ?, '990100')", [body, `样例部门 ${body}`, body])
      await change(db, "insert into role (body_id, code, name) values (?, 'handler', '经办')", [body])
      await change(db, "with o as (insert into officer (login, name, created_at) values (?, ?, ?) returning id) insert into officer_post (officer_id, body_id, role) select id, ?, 'handler' from o", [`${body}-handler`, `样例-${body}`, ctx.now(), body])
    }
    const { file, job } = await sheetOf({ rule: { kind: 'quorum', n: 60 }, departments: bodies.map((body) => ({ body })) })
    const open = await openTasks(file)
    expect(open).toHaveLength(100)
    const decided = await Promise.allSettled(open.map(async (task, index) => inTransaction(db, async (tx) => {
      const who = (await findOfficerByLogin(tx, `${task.bodyId}-handler`))!
      await tasks.decide(tx, ctx, { officer: who, taskId: task.id, data: { outcome: index % 4 === 3 ? 'disagree' : 'agree', opinion: '样例' } }, [coapproval.sheetRule])
    })))
    expect(decided.filter(({ status }) => status === 'rejected')).toEqual([])
    // the same news from the relay and, twice more, from everywhere at once
    await Promise.all([relay.drain(), ...[...open, ...open].map((task) => inTransaction(db, (tx) => coapproval.rowDone(tx, ctx, task.id)))])
    await relay.drain()
    expect(await completions(job.key)).toEqual([{ coApproval: 'agree' }])
    expect(await rows(db, "select 1 from audit where case_id = ? and action = 'sheet.settled'", [file.id])).toHaveLength(1)
    const board = await boardOf(file)
    expect(board).toMatchObject({ state: 'settled', verdict: 'agree' })
    expect(board.why.agree).toBe(60)
  })
})

describe('the page', () => {
  it('says what a department\'s own signers decided in the words of their form, among the opinions and on the trace', async () => {
    const app = await serverWith(ctx, [coapproval.routes, tasksPages({ panels: Object.values(casePanels(async () => [])), rules: [coapproval.sheetRule], points: () => [] })])
    const { file } = await sheetOf({ rule: { kind: 'all' }, departments: FOUR })
    await answers(file, 'jiaojing-handler', 'agree')
    await answers(file, 'jiaojing-chief', 'back', '请补充视距分析。')
    const handler = await new Visitor(app).signIn('jiaojing-handler')
    for (const [tab, said] of [['opinions', '退回上一环节'], ['history', '样例-交警科长 办理“部门会签”：退回上一环节']] as const) {
      const text = (await handler.get(`/office/cases/${file.id}?tab=${tab}`)).body.replace(/<[^>]*>/g, ' ')
      expect(text, tab).toContain(said)
      expect(text, tab).not.toMatch(/\bback\b/)
    }
  })

  it('shows the board to the officers of the case, lets the lead add a department, and does not exist for others', async () => {
    const app = await serverWith(ctx, [coapproval.routes, tasksPages({ panels: coapproval.panels, rules: [coapproval.sheetRule], points: () => [] })])
    const { file } = await sheetOf({ rule: { kind: 'all' }, departments: FOUR })
    const chief = await new Visitor(app).signIn('chengguan-chief')
    const page = await chief.get(`/office/cases/${file.id}?tab=board`)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('全部同意才通过')
    expect(page.body).toContain('公安交警 科长')
    const id = (await row<{ id: string }>(db, 'select id from sheet where case_id = ?', [file.id]))!.id
    const added = await chief.post(`/office/sheets/${id}/departments`, { body: 'zhujian', days: '2', reason: '涉及重点项目。' })
    expect(added.statusCode, 'zhujian has no handler').toBe(422)
    const removal = (await boardOf(file)).rows[3]!.id
    expect((await chief.post(`/office/sheet-rows/${removal}/removal`, { reason: '与主体资格无关。' })).statusCode).toBe(303)
    const other = await new Visitor(app).signIn('yuanlin-chief')
    expect((await other.post(`/office/sheet-rows/${removal}/removal`, { reason: '样例样例' })).statusCode).toBe(404)
    expect((await other.get(`/office/cases/${file.id}?tab=board`)).statusCode).toBe(404)
    expect((await (await new Visitor(app).signIn('ziran-handler')).get(`/office/cases/${file.id}?tab=board`)).body).not.toContain('移出会签')
    await app.close()
  })
})
