/** Operators at work: what needs them is told in plain words, what they do is done by the engine and stands on the trace with its reason. */
import { execFile } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readArguments } from '../../scripts/operations/arguments.ts'
import { carryOut } from '../../scripts/operations/carryOut.ts'
import { timeline } from '../../server/audit/service.ts'
import * as cases from '../../server/cases/service.ts'
import { change, inTransaction, rows } from '../../server/db/pool.ts'
import { Gateway } from '../../server/engine/gateway/server.ts'
import * as matters from '../../server/matters/service.ts'
import * as operations from '../../server/operations/service.ts'
import { applicant } from '../support/caseFixture.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { Visitor } from '../support/web.ts'
import { bpmn } from '../engine/support/diagram.ts'

let office: Office
let operator: Visitor
let desk: operations.Desk

const WAITING = bpmn('waiting', {
  nodes: { s: 'start', a: { service: 'elsewhere' }, b: { service: 'elsewhere-too' }, e: 'end', late: { boundary: { timer: 'P5D' }, on: 'a' }, le: 'end' }, flows: ['s a b e', 'late le'],
})
const actor = { kind: 'system', name: '样例运维' } as const
const reason = '样例：登记系统已恢复'

beforeAll(async () => {
  office = await openOffice(embeddedStoryEngine, '2026-03-02T01:00:00Z')
  operator = new Visitor(office.app.web)
  await operator.get('/office/sign-in')
  await operator.post('/office/sign-in', { login: 'operator', password: 'tongban-sample' })
  desk = operations.openDesk(office.ctx)
  await office.app.zeebe.client.deploy({ name: 'waiting.bpmn', content: WAITING })
})
afterAll(async () => {
  await desk?.close()
  await office?.close()
})

async function openCase(): Promise<{ id: string; number: string; instance: string }> {
  const { db } = office.ctx
  const version = (await matters.effective(db, 'jianzhu-shigong-xuke', office.ctx.now()))!
  const { case: file } = await inTransaction(db, (tx) => cases.open(tx, office.ctx, { version, applicant, data: {}, routing: {} }))
  await office.settle()
  const [bound] = await rows<{ key: string }>(db, 'select instance_key as key from engine_instance where case_id = ?', [file.id])
  return { id: file.id, number: file.number, instance: bound!.key }
}

const stray = (variables: object = {}): Promise<string> => office.app.zeebe.client.createInstance({ processId: 'waiting', version: 1, variables: variables as Record<string, unknown> })

async function breakDown(instance: string): Promise<{ job: string; incident: string }> {
  const view = (await operations.instance(desk, office.ctx, 'embedded', instance))!
  const job = view.whole.jobs[0]!
  if (job.state === 'activatable') await office.app.zeebe.client.activateJobs({ type: job.type, maxJobs: 1, timeoutMs: 60_000, waitMs: -1 })
  await office.app.zeebe.client.failJob(job.key, { retries: 0, message: '样例：登记系统 does not answer', backoffMs: 0 })
  return { job: job.key, incident: (await operations.instance(desk, office.ctx, 'embedded', instance))!.whole.incidents[0]!.key }
}

describe('an incident of a case', () => {
  test('is told in plain words, tried again with a reason, and stands on the trace of the case', async () => {
    const file = await openCase()
    const { incident } = await breakDown(file.instance)
    const page = await operator.get('/office/operations')
    expect(page.body).toContain('多次执行失败，已停下')
    expect(page.body).toContain('流程停在这里，其他并行的环节不受影响')
    expect(page.body).toContain('登记系统 does not answer')
    expect(page.body).toMatch(/nav-count">1</)
    const whole = await operator.get(`/office/operations/instances/embedded/${file.instance}`)
    expect(whole.body).toContain(file.number)
    expect(whole.body).toContain('id="diagram-model"')
    const reply = await operator.post(`/office/operations/embedded/incidents/${incident}/resolution`, { reason, retries: '2', back: file.instance })
    expect([reply.statusCode, reply.headers.location]).toEqual([303, `/office/operations/instances/embedded/${file.instance}?done=resolve`])
    const { whole: after } = (await operations.instance(desk, office.ctx, 'embedded', file.instance))!
    expect(after.incidents).toEqual([])
    expect(after.jobs).toMatchObject([{ state: 'activatable', retries: 2 }])
    expect((await timeline(office.ctx.db, file.id)).at(-1)).toMatchObject({
      action: 'operations.resolve', actor: { kind: 'officer', name: '样例-系统管理' }, object: `engine:embedded/${incident}`, detail: { reason, retries: 2, instance: file.instance },
    })
  })

  test('an instance is found by the number of its case', async () => {
    const file = await openCase()
    const reply = await operator.get(`/office/operations/instances?q=${file.number}`)
    expect(reply.headers.location).toBe(`/office/operations/instances/embedded/${file.instance}`)
    expect((await operator.get('/office/operations/instances?q=4711')).body).toContain('没有找到“4711”')
  })

  test('an open case is not cancelled behind its back, and nothing is said of it on the trace', async () => {
    const file = await openCase()
    const rowsBefore = (await timeline(office.ctx.db, file.id)).length
    await expect(operations.act(desk, office.ctx, { engine: 'embedded', verb: 'cancel', key: file.instance }, { actor, reason })).rejects.toMatchObject({ code: 'operations-case-runs', details: { number: file.number } })
    expect((await operations.instance(desk, office.ctx, 'embedded', file.instance))!.whole.state).toBe('active')
    expect(await timeline(office.ctx.db, file.id)).toHaveLength(rowsBefore)
  })
})

describe('acts', () => {
  const traced = () => rows<{ action: string; detail: Record<string, unknown> }>(office.ctx.db, `select action, detail from audit where lane = 'office' and action like 'operations.%' order by lane_seq`)

  test('need a reason', async () => {
    const instance = await stray()
    for (const why of ['', ' x ']) await expect(operations.act(desk, office.ctx, { engine: 'embedded', verb: 'cancel', key: instance }, { actor, reason: why })).rejects.toMatchObject({ code: 'operations-reason' })
    const reply = await operator.post(`/office/operations/embedded/instances/${instance}/cancellation`, { reason: '' })
    expect(reply.statusCode).toBe(422)
    expect(reply.body).toContain('请写明理由')
  })

  test('cancel an instance of no case', async () => {
    const instance = await stray()
    await operations.act(desk, office.ctx, { engine: 'embedded', verb: 'cancel', key: instance }, { actor, reason })
    const view = (await operations.instance(desk, office.ctx, 'embedded', instance))!
    expect(view.whole).toMatchObject({ state: 'terminated', elements: [] })
    expect(view.places.map(({ elementId, state }) => `${elementId} ${state}`)).toEqual(['s done', 'a ended'])
    expect((await traced()).at(-1)).toMatchObject({ action: 'operations.cancel', detail: { reason, instance } })
  })

  test('retry a job: its tries are set and its incident is gone', async () => {
    const instance = await stray()
    const { job } = await breakDown(instance)
    await operations.act(desk, office.ctx, { engine: 'embedded', verb: 'retry', key: job, retries: 4 }, { actor, reason })
    expect((await operations.instance(desk, office.ctx, 'embedded', instance))!.whole).toMatchObject({ incidents: [], jobs: [{ state: 'activatable', retries: 4 }] })
  })

  test('change variables; what is no object is refused on the page with what was typed', async () => {
    const instance = await stray({ amount: 5 })
    const wrong = await operator.post(`/office/operations/embedded/elements/${instance}/variables`, { reason, variables: '[7]', back: instance })
    expect(wrong.statusCode).toBe(422)
    expect(wrong.body).toContain('变量须为 JSON 对象')
    expect(wrong.body).toContain('>[7]</textarea>')
    await operator.post(`/office/operations/embedded/elements/${instance}/variables`, { reason, variables: '{"amount":7}', back: instance })
    expect((await operations.instance(desk, office.ctx, 'embedded', instance))!.whole.elements[0]).toMatchObject({ variables: { amount: 7 } })
    expect((await traced()).at(-1)).toMatchObject({ action: 'operations.set-variables', detail: { variables: { amount: 7 } } })
  })

  test('move where an instance stands: one element is ended, another entered', async () => {
    const instance = await stray()
    const { whole } = (await operations.instance(desk, office.ctx, 'embedded', instance))!
    const here = whole.elements.find(({ elementId }) => elementId === 'a')!
    const page = await operator.get(`/office/operations/instances/embedded/${instance}`)
    expect(page.body).toContain(`name="terminate" value="${here.key}"`)
    expect(page.body).toContain('<option value="b">b</option>')
    const reply = await operator.post(`/office/operations/embedded/instances/${instance}/modification`, { reason, terminate: here.key, activate: 'b' })
    expect(reply.headers.location).toBe(`/office/operations/instances/embedded/${instance}?done=modify`)
    const moved = (await operations.instance(desk, office.ctx, 'embedded', instance))!
    expect(moved.places.map(({ elementId, state }) => `${elementId} ${state}`)).toEqual(['s done', 'a ended', 'b active'])
    expect(moved.whole.jobs).toMatchObject([{ elementId: 'b', type: 'elsewhere-too', state: 'activatable' }])
    expect((await traced()).at(-1)).toMatchObject({ action: 'operations.modify', detail: { reason, activate: ['b'], terminate: [here.key] } })
    const nothing = await operator.post(`/office/operations/embedded/instances/${instance}/modification`, { reason, activate: '' })
    expect(nothing.statusCode).toBe(422)
    const wrong = await operator.post(`/office/operations/embedded/instances/${instance}/modification`, { reason, activate: 'nowhere' })
    expect([wrong.statusCode, wrong.body.includes('nowhere')]).toEqual([409, true])
  })

  test('a called instance: its page shows the way up, its caller\'s the way down; it is moved by itself and ends with the outermost', async () => {
    const { client } = office.app.zeebe
    await client.deploy({ name: 'inner.bpmn', content: bpmn('outer_inner', { nodes: { cs: 'start', x: { service: 'inner-x' }, y: { service: 'inner-y' }, ce: 'end' }, flows: ['cs x y ce'] }) })
    await client.deploy({ name: 'outer.bpmn', content: bpmn('outer', { nodes: { s: 'start', p: { call: 'inner' }, e: 'end' }, flows: ['s p e'] }) })
    const caller = await client.createInstance({ processId: 'outer', version: 1, variables: {} })
    const called = (await operations.instance(desk, office.ctx, 'embedded', caller))!.whole.elements.find(({ calls }) => calls)!.calls!.instance
    const { job, incident } = await breakDown(called)
    const above = await operator.get(`/office/operations/instances/embedded/${caller}`)
    expect(above.body).toContain(`<a href="/office/operations/instances/embedded/${called}">`)
    expect(above.body).toContain('其中有 1 个异常')
    expect(above.body).toContain('连同由它调用的流程')
    const below = await operator.get(`/office/operations/instances/embedded/${called}`)
    expect(below.body).toContain('由“outer”的环节“p”调用')
    expect(below.body).toContain(`<a href="/office/operations/instances/embedded/${caller}">`)
    expect(below.body).toContain('不能单独终止')
    expect(below.body).not.toContain('/cancellation')
    expect(below.body).toContain('<option value="y">y</option>') // of its own diagram
    expect((await operator.get('/office/operations/incidents')).body).toContain(`/office/operations/instances/embedded/${called}`)
    await operations.act(desk, office.ctx, { engine: 'embedded', verb: 'retry', key: job, retries: 2 }, { actor, reason })
    expect((await operations.instance(desk, office.ctx, 'embedded', called))!.whole.incidents.some(({ key }) => key === incident)).toBe(false)
    await expect(operations.act(desk, office.ctx, { engine: 'embedded', verb: 'cancel', key: called }, { actor, reason })).rejects.toThrow(/created by a parent process instance/)
    const here = (await operations.instance(desk, office.ctx, 'embedded', called))!.whole.elements.find(({ elementId }) => elementId === 'x')!
    await operations.act(desk, office.ctx, { engine: 'embedded', verb: 'modify', key: called, activate: ['y'], terminate: [here.key] }, { actor, reason })
    expect((await operations.instance(desk, office.ctx, 'embedded', called))!.whole.jobs).toMatchObject([{ elementId: 'y' }])
    const say = (key: string): Promise<string> => carryOut(readArguments(['show', 'instance', key]), desk, office.ctx)
    expect(await say(caller)).toContain(`p calls outer_inner version 1: instance ${called}`)
    expect(await say(called)).toContain(`called by instance ${caller} at p`)
    await operations.act(desk, office.ctx, { engine: 'embedded', verb: 'cancel', key: caller }, { actor, reason })
    expect(await operations.instance(desk, office.ctx, 'embedded', called)).toBeUndefined()
  })

  test('what the engine refuses is told in its words, and the trace does not say it was done', async () => {
    const instance = await stray()
    const { incident } = await breakDown(instance)
    const reply = await operator.post(`/office/operations/embedded/incidents/${incident}/resolution`, { reason, back: instance })
    expect(reply.statusCode).toBe(409)
    expect(reply.body).toContain('has no retries left')
    expect((await traced()).slice(-2).map(({ action }) => action)).toEqual(['operations.resolve', 'operations.failed'])
    expect((await traced()).at(-1)!.detail.failed).toContain('has no retries left')
  })

  test('what is gone is gone', async () => {
    await expect(operations.act(desk, office.ctx, { engine: 'embedded', verb: 'resolve', key: '4711' }, { actor, reason })).rejects.toMatchObject({ code: 'engine-gone' })
    expect((await operator.get('/office/operations/instances/embedded/4711')).statusCode).toBe(404)
  })
})

describe('lists', () => {
  test('go page by page, newest first, each row with its case', async () => {
    const file = await openCase()
    const first = await operations.list(desk, office.ctx, 'embedded', 'instances', { limit: 1 })
    expect(first).toMatchObject({ from: 'engine', items: [{ key: file.instance, processId: expect.stringContaining('jianzhu-shigong-xuke'), case: { number: file.number } }], next: file.instance })
    const second = await operations.list(desk, office.ctx, 'embedded', 'instances', { limit: 1, after: first.next! })
    expect(second.items[0]!.key < file.instance).toBe(true)
    for (const noun of ['jobs', 'timers', 'incidents', 'messages', 'subscriptions'] as const) expect((await operations.list(desk, office.ctx, 'embedded', noun)).from, noun).toBe('engine')
    for (const page of ['instances?state=ended', 'instances?state=incident', 'jobs', 'timers', 'messages', 'incidents']) expect((await operator.get(`/office/operations/${page}`)).statusCode, page).toBe(200)
  })
})

test('what other rooms could not do shows on the first page', async () => {
  const file = await openCase()
  const { db } = office.ctx
  await change(db, `insert into sweep_failure (case_id, failures, last_error, failed_at, retry_at) values (?, 3, 'no calendar for 2031', now(), now())`, [file.id])
  await change(db, `update outbox set state = 'waiting', attempt = 6, last_error = 'sms gateway away' where id = (select min(id) from outbox)`, [])
  await change(db, `update engine_instance set state = 'lost' where case_id = ?`, [file.id])
  const page = await operator.get('/office/operations')
  for (const words of ['no calendar for 2031', 'sms gateway away', '办件的流程实例丢失', file.number]) expect(page.body).toContain(words)
  await change(db, 'delete from sweep_failure', [])
  await change(db, `update outbox set state = 'done', last_error = null where attempt = 6`, [])
})

test('numbers: the server\'s, then the engine\'s', async () => {
  const { body, headers } = await office.app.web.inject({ method: 'GET', url: '/metrics' })
  expect(headers['content-type']).toContain('version=0.0.4')
  for (const line of body.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+-]+)$/)
  for (const wanted of [/^tongban_outbox_lag_seconds /m, /^tongban_pool_connections\{state="used"\} /m, /^tongban_http_request_seconds_count [1-9]/m, /^tongban_engine_up\{engine="embedded"\} 1$/m, /^tongban_engine_commit_seconds_count [1-9]/m, /^tongban_engine_incidents_total\{action="created"\} [1-9]/m]) expect(body).toMatch(wanted)
})

describe('the command line', () => {
  const say = (...args: string[]): Promise<string> => carryOut(readArguments(args), desk, office.ctx)

  test('lists, shows and acts as the pages do', async () => {
    const file = await openCase()
    const { incident } = await breakDown(file.instance)
    const listed = await say('list', 'incidents')
    expect(listed).toMatch(/^KEY +INSTANCE +CASE +ELEMENT +TYPE/)
    expect(listed).toMatch(new RegExp(`${incident} +${file.instance} +${file.number} +acceptance +JOB_NO_RETRIES`))
    expect(JSON.parse(await say('list', 'jobs', '--instance', file.instance, '--json'))).toMatchObject({ from: 'engine', items: [{ elementId: 'acceptance', step: '窗口受理', state: 'failed' }] })
    const shown = await say('show', 'instance', file.instance)
    expect(shown).toContain(`case ${file.number} (received)`)
    expect(shown).toContain('failed too often and has stopped')
    expect(await say('resolve', 'incident', incident, '--retries', '1', '--reason', reason)).toContain('Done: resolve')
    expect((await timeline(office.ctx.db, file.id)).at(-1)).toMatchObject({ action: 'operations.resolve', actor: { kind: 'system', name: expect.stringMatching(/^命令行 ./) }, detail: { reason } })
    await expect(say('cancel', 'instance', file.instance, '--reason', reason)).rejects.toMatchObject({ code: 'operations-case-runs' })
  })

  test('stands on the database and the engine of the settings', async () => {
    const { connectionString } = (office.ctx.db.client as { connectionSettings: { connectionString: string } }).connectionSettings
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: connectionString, ENGINE_PORT: String(office.ctx.config.enginePort) }
    const out = await new Promise<string>((resolve, reject) => execFile(process.execPath, ['--import', 'tsx', 'scripts/operations.ts', 'show', 'summary'], { env }, (error, text) => (error ? reject(error) : resolve(text))))
    expect(out).toMatch(/^embedded: ok, \d+ instances/)
  })
})

test('sign-in leads each to where their work is, and the side shows what they may use', async () => {
  const homes: [login: string, home: string, side: string[]][] = [
    ['chengguan-window', '/office/inbox', ['我的待办', '消息', '业务手册']],
    ['shengai-analyst', '/office/modeler', ['流程绘制', '事项发布', '消息', '业务手册']],
    ['shengai-legal', '/office/publication', ['事项发布', '消息', '业务手册']],
    ['shengai-publisher', '/office/publication', ['事项发布', '消息', '业务手册']],
    ['operator', '/office/operations', ['流程运维', '消息', '业务手册']],
  ]
  for (const [login, home, side] of homes) {
    const officer = await new Visitor(office.app.web).signIn(login)
    expect([login, (await officer.get('/office')).headers.location]).toEqual([login, home])
    expect((await officer.get('/office/nowhere')).body).toContain('<a class="btn" href="/office">') // out of a dead end to one's own work
    const navigation = /<nav class="office-nav"[\s\S]*?<\/nav>/.exec((await officer.get(home)).body)![0]
    expect([...navigation.matchAll(/<\/svg><span>([^<]+)<\/span>/g)].map((match) => match[1])).toEqual(side)
  }
})

test('of a Zeebe that nobody can read, our own books are shown, and the page says so', async () => {
  const file = await openCase()
  const gateway = new Gateway({ info: () => {}, warn: () => {}, error: () => {} })
  const port = await gateway.listen('127.0.0.1', 0)
  const ctx = { ...office.ctx, config: { ...office.ctx.config, zeebeAddress: `127.0.0.1:${port}` } }
  await change(ctx.db, `update engine_instance set engine = 'zeebe' where case_id = ?`, [file.id])
  await change(ctx.db, `update engine_job set engine = 'zeebe' where case_id = ?`, [file.id])
  const foreign = operations.openDesk(ctx)
  expect((await operations.overview(foreign, ctx)).engines).toMatchObject([{ name: 'zeebe', state: 'silent' }, { name: 'embedded', state: 'ok' }])
  expect(await operations.list(foreign, ctx, 'zeebe', 'instances')).toMatchObject({ from: 'books', items: [{ key: file.instance, state: 'active', case: { number: file.number } }] })
  expect(await operations.list(foreign, ctx, 'zeebe', 'jobs')).toMatchObject({ from: 'books', items: [{ state: 'held', elementId: 'acceptance' }] })
  expect(await operations.list(foreign, ctx, 'zeebe', 'timers')).toMatchObject({ from: 'nothing', items: [] })
  expect(await operations.instance(foreign, ctx, 'zeebe', file.instance)).toMatchObject({ told: false, xml: null, case: { number: file.number } })
  await foreign.close()
  await gateway.close()
})
