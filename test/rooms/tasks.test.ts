/** The task room on a real database: who sees what, races of claim and decision, four eyes, returns across a fork, opinions that stand. */
import type { Knex } from 'knex'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { firstBreak } from '../../server/audit/service.ts'
import type { Case } from '../../server/cases/case.ts'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, openDatabase, openTransaction, rows } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, type Officer } from '../../server/people/service.ts'
import { inbox, worklist } from '../../server/tasks/inbox.ts'
import * as tasks from '../../server/tasks/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { publishedDatabase } from '../support/published.ts'

let database: TestDatabase
let db: Knex
let ctx: TestContext
let file: Case
let jobKey = 1000
const officers: Record<string, Officer> = {}

beforeAll(async () => {
  database = await publishedDatabase()
  db = openDatabase(database.url, { max: 20 })
  ctx = contextAt(db, '2026-03-02T01:00:00Z')
  for (const login of ['zhujian-window-1', 'zhujian-window-2', 'zhujian-safety', 'zhujian-construction', 'zhujian-quality', 'zhujian-materials', 'zhujian-head', 'ziran-handler', 'chengguan-handler-1', 'chengguan-handler-2']) {
    officers[login] = (await findOfficerByLogin(db, login))!
  }
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})
beforeEach(async () => {
  file = await openCase('jianzhu-shigong-xuke')
})

async function openCase(code: string): Promise<Case> {
  const version = (await matters.effective(db, code, ctx.now()))!
  return inTransaction(db, async (tx) => (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case)
}

/** The engine offers a user-task job. */
async function arrive(elementId: string, round = 1, of: Case = file): Promise<tasks.Task> {
  const key = String(jobKey++)
  await inTransaction(db, async (tx) => {
    await cases.lock(tx, of.id)
    return tasks.openFromJob(tx, ctx, {
      engine: 'embedded', key, type: 'io.camunda.zeebe:userTask', elementId, elementInstanceKey: '1', processInstanceKey: '2', bpmnProcessId: of.matterCode,
      processVersion: 1, headers: {}, variables: { caseId: of.id, round }, retries: 3, caseId: of.id,
    })
  })
  return (await tasks.ofCase(db, of.id)).find((task) => task.jobKey === key)!
}

const decide = (login: string, taskId: string, data: Record<string, unknown>, expectedVersion?: number): Promise<tasks.Decided> =>
  inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer: officers[login]!, taskId, data, ...(expectedVersion === undefined ? {} : { expectedVersion }) }))

const outbox = (caseId: string): Promise<{ topic: string; payload: Record<string, any> }[]> => rows(db, 'select topic, payload from outbox where case_id = ? order by id', [caseId])

describe('who sees a task', () => {
  it('is there for its groups only, and for others as if it were not', async () => {
    const task = await arrive('acceptance')
    await expect(tasks.visible(db, officers['zhujian-window-1']!, task.id)).resolves.toMatchObject({ name: '窗口受理' })
    for (const login of ['zhujian-safety', 'ziran-handler']) {
      await expect(tasks.visible(db, officers[login]!, task.id)).rejects.toMatchObject({ code: 'not-found' })
      await expect(decide(login, task.id, { outcome: 'accept' })).rejects.toMatchObject({ code: 'not-found' })
    }
    expect(await tasks.mayOfficerSee(db, officers['ziran-handler']!, file.id)).toBe(false)
  })

  it('counts what it lists, least time left first', async () => {
    await arrive('acceptance')
    const page = await inbox(db, officers['zhujian-window-1']!, { list: 'group' }, { offset: 0, limit: 200 })
    expect(page.counts.group).toBe(page.rows.length)
    const deadlines = page.rows.map((row) => Math.min(...[row.stepDeadline, row.promisedDeadline].filter((at) => at !== null).map((at) => at!.getTime())))
    expect(deadlines).toEqual([...deadlines].sort((a, b) => a - b))
  })

  it('takes a filter as text, never as a pattern or as SQL', async () => {
    for (const text of ['%', "' or 1=1 --", '\\', '_']) {
      expect((await inbox(db, officers['zhujian-window-1']!, { list: 'group', text }, { offset: 0, limit: 10 })).total).toBe(0)
    }
  })
})

describe('claim and decide', () => {
  it('lets one of two claim, and names the holder to the other', async () => {
    const task = await arrive('acceptance')
    const claims = await Promise.allSettled(['zhujian-window-1', 'zhujian-window-2'].map((login) => inTransaction(db, (tx) => tasks.claim(tx, ctx, officers[login]!, task.id))))
    expect(claims.map((claim) => claim.status).sort()).toEqual(['fulfilled', 'rejected'])
    const loser = claims.find((claim) => claim.status === 'rejected') as PromiseRejectedResult
    expect(loser.reason).toMatchObject({ code: 'task-taken', status: 409 })
    expect(loser.reason.details.holder).toMatch(/^样例-窗口/)
  })

  it('claims without a look where it can, and tells whoever cannot why', async () => {
    const claim = (login: string, task: tasks.Task) => inTransaction(db, (tx) => tasks.claim(tx, ctx, officers[login]!, task.id))
    const unseen = await arrive('acceptance')
    const { tx, end } = await openTransaction(db)
    await tasks.claim(tx, ctx, officers['zhujian-safety']!, unseen.id) // whoever had read the task would refuse here
    await expect(tx.commit(), 'the write alone finds that it is not theirs').rejects.toMatchObject({ code: '40001' })
    await end('rollback')
    const foreign = await arrive('acceptance')
    await expect(claim('zhujian-safety', foreign)).rejects.toMatchObject({ code: 'not-found' })
    expect((await tasks.get(db, foreign.id)).holderId).toBeNull()
    await claim('zhujian-window-1', foreign)
    await claim('zhujian-window-1', foreign)
    expect(await tasks.get(db, foreign.id)).toMatchObject({ holderId: officers['zhujian-window-1']!.id, version: 2 })
    const done = await arrive('windowCheck')
    await decide('zhujian-window-1', done.id, { outcome: 'pass', paperMatches: true })
    await expect(claim('zhujian-window-2', done)).rejects.toMatchObject({ code: 'task-closed' })
    expect(await rows(db, `select object from audit where action = 'task.claimed' and case_id = ?`, [file.id])).toEqual([{ object: `task:${foreign.id}` }])
    expect(await firstBreak(db, `case:${file.id}`)).toBeNull()
  })

  it('decides once however many decide at the same instant', async () => {
    const task = await arrive('acceptance')
    const tries = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => decide(i % 2 ? 'zhujian-window-1' : 'zhujian-window-2', task.id, { outcome: 'accept' })))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'task-closed' })
    expect((await outbox(file.id)).filter((sent) => sent.topic === 'engine:complete')).toHaveLength(1)
  })

  it('refuses what the form does not allow and leaves everything as it was', async () => {
    const task = await arrive('acceptance')
    await expect(decide('zhujian-window-1', task.id, { outcome: 'gaps' })).rejects.toMatchObject({ code: 'invalid-input', issues: [{ pointer: '/gaps' }] })
    await expect(decide('zhujian-window-1', task.id, { outcome: 'accept', role: 'head' })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(decide('zhujian-window-1', task.id, { outcome: 'accept' }, 99)).rejects.toMatchObject({ code: 'task-changed' })
    expect((await tasks.get(db, task.id)).state).toBe('open')
    expect((await outbox(file.id)).map((sent) => sent.topic)).toEqual(['engine:start'])
  })

  it('keeps the second pair of eyes apart from the first', async () => {
    const acceptance = await arrive('acceptance')
    await decide('zhujian-window-1', acceptance.id, { outcome: 'accept' })
    const check = await arrive('windowCheck')
    const outcome = { ...(await filled(file, 'windowCheck')), outcome: outcomeOf(await form('windowCheck')) }
    await expect(decide('zhujian-window-1', check.id, outcome)).rejects.toMatchObject({ code: 'four-eyes', details: { earlier: '窗口受理' } })
    await expect(decide('zhujian-window-2', check.id, outcome)).resolves.toMatchObject({ complete: true })
  })
})

describe('recusal', () => {
  const recuse = (login: string, taskId: string, reason: string): Promise<void> => inTransaction(db, (tx) => tasks.recuse(tx, ctx, officers[login]!, taskId, reason))

  it('keeps whoever declares it from every step of the case, and gives back what they hold', async () => {
    const task = await arrive('acceptance')
    await inTransaction(db, (tx) => tasks.claim(tx, ctx, officers['zhujian-window-1']!, task.id))
    await expect(recuse('zhujian-window-1', task.id, ' ')).rejects.toMatchObject({ code: 'recusal-reason' })
    await expect(recuse('ziran-handler', task.id, '样例理由')).rejects.toMatchObject({ code: 'not-found' })
    await recuse('zhujian-window-1', task.id, '样例：申请人是近亲属')
    expect(await tasks.get(db, task.id)).toMatchObject({ holderId: null, state: 'open' })
    await expect(decide('zhujian-window-1', task.id, { outcome: 'accept' })).rejects.toMatchObject({ code: 'recusal-declared' })
    const next = await arrive('windowCheck')
    await expect(inTransaction(db, (tx) => tasks.claim(tx, ctx, officers['zhujian-window-1']!, next.id))).rejects.toMatchObject({ code: 'recusal-declared' })
    await inTransaction(db, (tx) => tasks.claim(tx, ctx, officers['zhujian-window-2']!, next.id))
    await expect(recuse('zhujian-window-1', task.id, '样例：再次声明')).rejects.toMatchObject({ code: 'recusal-declared' })
    await expect(recuse('zhujian-window-2', task.id, '样例：也是近亲属')).rejects.toMatchObject({ code: 'recusal-last', details: { step: '窗口受理' } })
    expect(await firstBreak(db, `case:${file.id}`)).toBeNull()
  })

  it('needs no word where the officer applies in the case; to be named as the person to speak to is no ground, but the head hears of it', async () => {
    const { name } = officers['zhujian-window-1']!
    const version = (await matters.effective(db, 'jianzhu-shigong-xuke', ctx.now()))!
    const phoneIs = (phone: string | null) => db.raw("update officer set phone = ? where login = 'zhujian-window-1'", [phone])
    const applies = async (who: Partial<cases.Applicant>) => (await inTransaction(db, (tx) => cases.open(tx, ctx, { version, applicant: { ...applicant, ...who, phone: '13900000017' }, data: {}, routing: {} }))).case
    const told = (of: Case) => rows<{ login: string; text: string }>(db, "select o.login, n.text from notice n join officer o on o.id = n.officer_id where n.case_id = ? and n.template = 'contact-is-officer'", [of.id])
    await phoneIs('13900000017')
    const own = await applies({ kind: 'person', name })
    const task = await arrive('acceptance', 1, own)
    await expect(decide('zhujian-window-1', task.id, { outcome: 'accept' })).rejects.toMatchObject({ code: 'recusal-own' })
    await expect(inTransaction(db, (tx) => tasks.claim(tx, ctx, officers['zhujian-window-1']!, task.id)), 'also without a look').rejects.toMatchObject({ code: 'recusal-own' })
    expect(await told(own)).toEqual([])
    const named = await applies({ contact: name })
    expect(await told(named)).toEqual([{ login: 'zhujian-head', text: expect.stringMatching(new RegExp(`${named.number}.*${name}.*请核实`)) }])
    const open = await arrive('acceptance', 1, named)
    await expect(decide('zhujian-window-1', open.id, { outcome: 'accept' }), 'anybody could keep an officer away by naming them').resolves.toMatchObject({ complete: true })
    await phoneIs('13900000018') // somebody else of that name
    await expect(decide('zhujian-window-1', task.id, { outcome: 'accept' })).resolves.toMatchObject({ complete: true })
    await phoneIs(null)
  })

  it('binds on the whole of a joint case and all its parts, those yet to be opened too, wherever it was declared', async () => {
    const version = (await matters.effective(db, 'jianzhu-shigong-xuke', ctx.now()))!
    const partOf = async (parentId: string) => (await inTransaction(db, (tx) => cases.open(tx, ctx, { version, applicant, data: {}, routing: {}, parentId }))).case
    const [part, other] = [await partOf(file.id), await partOf(file.id)]
    const held = await arrive('acceptance', 1, other)
    const inWhole = await arrive('acceptance')
    const here = await arrive('acceptance', 1, part)
    await inTransaction(db, (tx) => tasks.claim(tx, ctx, officers['zhujian-window-1']!, held.id))
    await recuse('zhujian-window-1', here.id, '样例：申请人是近亲属')
    expect(await tasks.get(db, held.id), 'what they held beside it is given back').toMatchObject({ holderId: null })
    const later = await arrive('acceptance', 1, await partOf(part.id))
    for (const task of [held, inWhole, here, later]) {
      await expect(decide('zhujian-window-1', task.id, { outcome: 'accept' })).rejects.toMatchObject({ code: 'recusal-declared' })
      await expect(inTransaction(db, (tx) => tasks.claim(tx, ctx, officers['zhujian-window-1']!, task.id)), 'also without a look').rejects.toMatchObject({ code: 'recusal-declared' })
    }
    await expect(recuse('zhujian-window-1', held.id, '样例：再次声明')).rejects.toMatchObject({ code: 'recusal-declared' })
    const apart = await openCase('jianzhu-shigong-xuke')
    await expect(decide('zhujian-window-1', (await arrive('acceptance', 1, apart)).id, { outcome: 'accept' }), 'a case of nobody there').resolves.toMatchObject({ complete: true })
  })

  it('is refused where it would leave nobody for an open step of another part', async () => {
    const version = (await matters.effective(db, 'huwai-guanggao', ctx.now()))!
    const part = (await inTransaction(db, (tx) => cases.open(tx, ctx, { version, applicant, data: {}, routing: {}, parentId: file.id }))).case
    await db.raw("insert into officer_post (officer_id, body_id, role) values (?, 'chengguan', 'handler')", [officers['zhujian-window-1']!.id])
    officers['zhujian-window-1'] = (await findOfficerByLogin(db, 'zhujian-window-1'))!
    const task = await arrive('acceptance')
    await arrive('siteVisit', 1, part)
    const gone = officers['chengguan-handler-1']!
    await db.raw("update officer set state = 'disabled' where id = ?", [gone.id])
    await expect(recuse('zhujian-window-1', task.id, '样例：申请人是近亲属')).rejects.toMatchObject({ code: 'recusal-last', details: { step: '现场核查（两人）' } })
    await db.raw("update officer set state = 'active' where id = ?", [gone.id])
    await db.raw("delete from officer_post where officer_id = ? and body_id = 'chengguan'", [officers['zhujian-window-1'].id])
    officers['zhujian-window-1'] = (await findOfficerByLogin(db, 'zhujian-window-1'))!
  })
})

describe('the lists', () => {
  const listsOf = async (login: string, of: Case): Promise<Record<'group' | 'mine' | 'done' | 'work', string[]>> => {
    const officer = officers[login]!
    const filter = { text: of.number }
    const ids = async (list: 'group' | 'mine' | 'done') => {
      const found = await inbox(db, officer, { ...filter, list }, { offset: 0, limit: 50 })
      expect([found.counts[list], found.total], 'a number is always that of its list').toEqual([found.rows.length, found.rows.length])
      return found.rows.map(({ taskId }) => taskId)
    }
    return { group: await ids('group'), mine: await ids('mine'), done: await ids('done'), work: (await worklist(db, officer, filter, 50)).map(({ taskId }) => taskId) }
  }
  const nothing = { group: [], mine: [], done: [], work: [] }

  it('show who signed first nothing to do; it stands with what they did, first as waiting, then as done', async () => {
    const visit = await openCase('huwai-guanggao')
    const task = await arrive('siteVisit', 1, visit)
    const data = await filled(visit, 'siteVisit')
    await decide('chengguan-handler-1', task.id, data)
    expect(await listsOf('chengguan-handler-1', visit)).toEqual({ ...nothing, done: [task.id] })
    expect((await inbox(db, officers['chengguan-handler-1']!, { list: 'done', text: visit.number }, { offset: 0, limit: 5 })).rows[0]).toMatchObject({ waits: true, outcome: null, decidedAt: ctx.now() })
    expect(await listsOf('chengguan-handler-2', visit)).toEqual({ ...nothing, group: [task.id], work: [task.id] })
    await decide('chengguan-handler-2', task.id, data)
    expect((await inbox(db, officers['chengguan-handler-1']!, { list: 'done', text: visit.number }, { offset: 0, limit: 5 })).rows[0]).toMatchObject({ taskId: task.id, waits: false, outcome: data.outcome })
    expect(await listsOf('chengguan-handler-2', visit)).toEqual({ ...nothing, done: [task.id] })
  })

  it('show nothing of a case to whom it is not: who declared recusal, who applies themself', async () => {
    const task = await arrive('acceptance')
    const here = { ...nothing, group: [task.id], work: [task.id] }
    expect(await listsOf('zhujian-window-1', file)).toEqual(here)
    await inTransaction(db, (tx) => tasks.recuse(tx, ctx, officers['zhujian-window-1']!, task.id, '样例：申请人是近亲属'))
    expect(await listsOf('zhujian-window-1', file)).toEqual(nothing)
    expect(await listsOf('zhujian-window-2', file)).toEqual(here)
    await db.raw("update officer set phone = '13900000019' where login = 'zhujian-window-2'")
    await db.raw("update case_file set applicant = applicant || jsonb_build_object('name', ?::text, 'phone', '13900000019') where id = ?", [officers['zhujian-window-2']!.name, file.id])
    expect(await listsOf('zhujian-window-2', file)).toEqual(nothing)
    await db.raw("update officer set phone = null where login = 'zhujian-window-2'")
  })

  it('show a step that asks for another pair of eyes to the others only', async () => {
    const first = await arrive('acceptance')
    await decide('zhujian-window-1', first.id, { outcome: 'accept' })
    const check = await arrive('windowCheck')
    expect(await listsOf('zhujian-window-1', file)).toEqual({ ...nothing, done: [first.id] })
    expect(await listsOf('zhujian-window-2', file)).toEqual({ ...nothing, group: [check.id], work: [check.id] })
  })
})

describe('a step that two must sign', () => {
  it('is signed by nobody who takes no part any more: a first signature falls with that, and somebody has to be left for each', async () => {
    const visit = await openCase('huwai-guanggao')
    const task = await arrive('siteVisit', 1, visit)
    const data = await filled(visit, 'siteVisit')
    const third = officers['zhujian-window-2']!
    const recuse = () => inTransaction(db, (tx) => tasks.recuse(tx, ctx, officers['chengguan-handler-1']!, task.id, '样例：申请人是近亲属'))
    await decide('chengguan-handler-1', task.id, data)
    await expect(recuse(), 'two must be left').rejects.toMatchObject({ code: 'recusal-last' })
    await db.raw("insert into officer_post (officer_id, body_id, role) values (?, 'chengguan', 'handler')", [third.id])
    await recuse()
    expect((await tasks.get(db, task.id)).signatures).toEqual([])
    expect((await decide('chengguan-handler-2', task.id, data)).complete).toBe(false)
    const again = (await findOfficerByLogin(db, 'zhujian-window-2'))!
    const done = await inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer: again, taskId: task.id, data }))
    expect(done.task.signatures.map(({ name }) => name)).toEqual(['样例-城管经办二', third.name])
    await db.raw("delete from officer_post where officer_id = ? and body_id = 'chengguan'", [third.id])
  })

  it('waits for a second officer and refuses the first one twice', async () => {
    const visit = await openCase('huwai-guanggao')
    const task = await arrive('siteVisit', 1, visit)
    const data = await filled(visit, 'siteVisit')
    expect((await decide('chengguan-handler-1', task.id, data)).complete).toBe(false)
    expect((await outbox(visit.id)).some((sent) => sent.topic === 'engine:complete')).toBe(false)
    await expect(decide('chengguan-handler-1', task.id, data)).rejects.toMatchObject({ code: 'already-signed' })
    const second = await decide('chengguan-handler-2', task.id, data)
    expect(second.complete).toBe(true)
    expect(second.task.signatures.map((signature) => signature.name)).toEqual(['样例-城管经办一', '样例-城管经办二'])
  })
})

describe('a return across a fork', () => {
  it('ends the open siblings, raises the round, and lets opinions that stand complete their re-opened tasks', async () => {
    const open: Record<string, tasks.Task> = {}
    for (const step of ['reviewConstruction', 'reviewSafety', 'reviewQuality', 'reviewMaterials']) open[step] = await arrive(step)
    const agree = { outcome: 'agree', opinion: '同意(样例)' }
    await decide('zhujian-construction', open.reviewConstruction!.id, agree)
    await decide('zhujian-safety', open.reviewSafety!.id, { outcome: 'return:windowCheck', opinion: '资料与现场不符,退回窗口(样例)' })

    const after = await tasks.ofCase(db, file.id)
    expect(after.map((task) => [task.elementId, task.state])).toEqual([['reviewConstruction', 'done'], ['reviewSafety', 'done'], ['reviewQuality', 'ended'], ['reviewMaterials', 'ended']])
    expect((await cases.get(db, file.id)).round).toBe(2)
    expect((await outbox(file.id)).slice(-2)).toMatchObject([
      { topic: 'engine:set-variables', payload: { variables: { round: 2 } } },
      { topic: 'engine:throw-error', payload: { code: 'RETURN_windowCheck', jobKey: open.reviewSafety!.jobKey } },
    ])

    const construction = await arrive('reviewConstruction', 2)
    expect(construction).toMatchObject({ state: 'done', outcome: 'agree', carriedFrom: open.reviewConstruction!.id })
    expect((await arrive('reviewSafety', 2)).state).toBe('open')
    expect((await arrive('reviewQuality', 2)).state).toBe('open')
  })

  it('from behind the fork asks again whom it names; the others\' opinions stand, and next time so does the new one', async () => {
    const sections = ['reviewConstruction', 'reviewSafety', 'reviewQuality', 'reviewMaterials'] as const
    const who = { reviewConstruction: 'zhujian-construction', reviewSafety: 'zhujian-safety', reviewQuality: 'zhujian-quality', reviewMaterials: 'zhujian-materials' }
    const agree = { outcome: 'agree', opinion: '同意(样例)' }
    for (const step of sections) await decide(who[step], (await arrive(step)).id, agree)
    officers['zhujian-deputy'] = (await findOfficerByLogin(db, 'zhujian-deputy'))!
    await decide('zhujian-deputy', (await arrive('deputyReview')).id, { outcome: 'return:windowCheck', opinion: '安全站未见监测方案(样例)', again: ['reviewSafety'] })
    const states = async (round: number) => { const found: string[] = []; for (const step of sections) found.push((await arrive(step, round)).state); return found }
    expect(await states(2)).toEqual(['done', 'open', 'done', 'done'])
    const safety = (await tasks.openOfCase(db, file.id)).find(({ elementId }) => elementId === 'reviewSafety')!
    await decide('zhujian-safety', safety.id, agree)
    await decide('zhujian-deputy', (await arrive('deputyReview', 2)).id, { outcome: 'return:windowCheck', opinion: '窗口更正(样例)' })
    expect(await states(3)).toEqual(['done', 'done', 'done', 'done'])
  })

  it('asks again when the applicant has handed in something new', async () => {
    const task = await arrive('reviewConstruction')
    await decide('zhujian-construction', task.id, { outcome: 'agree', opinion: '同意(样例)' })
    const quality = await arrive('reviewQuality')
    await decide('zhujian-quality', quality.id, { outcome: 'return:windowCheck', opinion: '退回(样例)' })
    await inTransaction(db, async (tx) => cases.amend(tx, ctx, await cases.lock(tx, file.id), { actor: cases.applicantActor(file), action: 'case.handed-in' }, { revision: 2 }))
    expect((await arrive('reviewConstruction', 2)).state).toBe('open')
  })
})

async function form(formKey: string, code = 'jianzhu-shigong-xuke'): Promise<ReturnType<typeof matters.form>> {
  return matters.form((await matters.effective(db, code, ctx.now()))!, formKey)
}

function outcomeOf(schema: Awaited<ReturnType<typeof form>>): string {
  return String(schema.properties!.outcome!.oneOf![0]!.const)
}

/** Fills a form as its schema asks: the first choice, ticked boxes, words. */
async function filled(of: Case, formKey: string): Promise<Record<string, unknown>> {
  const schema = await form(formKey, of.matterCode)
  const data: Record<string, unknown> = {}
  for (const name of schema.required ?? []) {
    const property = schema.properties![name]!
    data[name] = property.oneOf?.[0]?.const ?? (property.format === 'date' ? '2026-03-02' : property.type === 'boolean' ? true : property.type === 'number' || property.type === 'integer' ? 1 : '现场情况与申请一致(样例)')
  }
  return data
}
