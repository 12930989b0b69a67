/** Applying and following over HTTP, as a person without JavaScript does it; the engine is played by offering its jobs. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import type { Case } from '../../server/cases/case.ts'
import { change, inTransaction, openDatabase, row, rows } from '../../server/db/pool.ts'
import { dayOf } from '../../server/deadlines/shanghai.ts'
import { openFromJob as openSheet } from '../../server/coapproval/service.ts'
import * as intake from '../../server/intake/service.ts'
import * as letters from '../../server/letters/service.ts'
import * as library from '../../server/library/service.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import * as tasks from '../../server/tasks/service.ts'
import { tasksPages } from '../../server/tasks/routes.ts'
import type { Job, JobReply } from '../../server/zeebe/service.ts'
import { ApplicantVisitor, applications, issuesIn, organisation, plain, type Ticket } from '../support/applicant.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { pdf, png } from '../support/samples.ts'
import { serverWith, Visitor } from '../support/web.ts'

let database: TestDatabase, db: Knex, ctx: TestContext, app: FastifyInstance, dir: string

beforeAll(async () => {
  database = await createTestDatabase()
  dir = mkdtempSync(join(tmpdir(), 'tongban-intake-'))
  db = openDatabase(database.url)
  ctx = contextAt(db, '2026-03-02T09:00:00+08:00', { DATA_DIR: dir })
  app = await serverWith(ctx, [intake.intakePages({ panels: [] }), tasksPages({ panels: intake.panels, rules: [intake.acceptanceRule], points: () => [] })])
  await matters.publishAll(ctx)
})
afterAll(async () => {
  for (const entry of ctx.logged) if (entry.level === 'error') console.error(entry.message, entry.fields)
  await app.close()
  await db.destroy()
  await database.drop()
  rmSync(dir, { recursive: true, force: true })
})

let visitors = 0
/** Each applicant at an address of their own, so that throttles meet only those who are meant. */
const applicant = () => new ApplicantVisitor(app, `192.0.2.${++visitors}`)
const MATERIALS = ['subject', 'site-right', 'effect-drawing', 'site-photo', 'structure-design', 'safety-commitment']

async function apply(items = MATERIALS, wishes: Record<string, string> = {}): Promise<{ person: ApplicantVisitor; ticket: Ticket; file: Case }> {
  const person = applicant()
  await person.fill('huwai-guanggao', applications['huwai-guanggao']!)
  await person.get('/apply/draft/materials')
  await person.handIn(items)
  await person.get('/apply/draft/materials')
  await person.post('/apply/draft/materials', wishes)
  const ticket = await person.submit()
  return { person, ticket, file: await caseOf(ticket) }
}

async function caseOf({ number }: Ticket): Promise<Case> {
  const found = await row<{ id: string }>(db, 'select id from case_file where number = ?', [number])
  return cases.get(db, found!.id)
}

let jobKey = 5000
/** The engine offers a job of the diagram. */
async function offer(caseId: string, elementId: string): Promise<JobReply> {
  const file = await cases.get(db, caseId)
  const step = matters.step(await matters.version(db, file.versionId), elementId)
  const job: Job & { caseId: string } = {
    engine: 'embedded', key: String(jobKey++), type: step.jobType!, elementId, elementInstanceKey: '1', processInstanceKey: '2', bpmnProcessId: file.matterCode, processVersion: 1,
    headers: step.headers, variables: { caseId, round: file.round }, retries: 3, caseId,
  }
  const handler = intake.handlers[step.jobType!] ?? (step.headers.party === 'applicant' ? intake.openApplicantTask : step.headers.signing === 'sheet' ? openSheet : tasks.openFromJob)
  return inTransaction(db, async (tx) => {
    await cases.lock(tx, caseId)
    return handler(tx, ctx, job)
  })
}

async function decide(login: string, caseId: string, data: Record<string, unknown>): Promise<void> {
  const officer = (await findOfficerByLogin(db, login))!
  const task = (await tasks.openOfCase(db, caseId)).find(({ kind }) => kind === 'officer')!
  await inTransaction(db, (tx) => tasks.decide(tx, ctx, { officer, taskId: task.id, data }, [intake.acceptanceRule]))
}

const gap = (item: string) => ({ item, problem: '不清楚', remedy: '重新提交' })
const letterKinds = async (caseId: string) => (await letters.ofCase(db, caseId)).map(({ kind }) => kind)
const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code ?? String(error))

describe('finding a matter', () => {
  it('searches first, then by topic and body', async () => {
    const home = await applicant().get('/')
    expect(home.statusCode).toBe(200)
    for (const text of ['role="search"', '按主题', '工程建设', '/follow', '/verify']) expect(home.body).toContain(text)
    const found = await applicant().get(`/matters?q=${encodeURIComponent('招牌')}`)
    expect(found.body).toContain('城市户外广告设置审批')
    expect(found.body).not.toContain('企业投资项目备案')
    expect((await applicant().get('/matters?q=zzzz')).body).toContain('没有找到相符的事项')
    expect((await applicant().get('/matters?topic=%E6%8A%95%E8%B5%84%E9%A1%B9%E7%9B%AE')).body).toContain('企业投资项目备案')
  })

  it('shows the whole guide: steps with days, materials, fees, law, places, remedies', async () => {
    const guide = await applicant().get('/matters/huwai-guanggao')
    for (const text of ['7 个工作日', '15 个工作日', '结构设计图与安全说明', '容缺后补', '现场核查（两人）', '鉴定（结构安全）', '城市市容和环境卫生管理条例第十一条', '不收取任何费用', '样例市人民政府', '设施类型', '样例，非官方办事指南']) expect(guide.body).toContain(text)
    expect((await applicant().get('/matters/nothing')).statusCode).toBe(404)
  })
})

describe('a draft', () => {
  it('is saved page by page, tells what is wrong and where, and is found again on another device', async () => {
    const person = applicant()
    await person.get('/apply/huwai-guanggao')
    expect((await person.post('/apply/huwai-guanggao')).headers.location).toBe('/apply/draft/applicant')
    const first = await person.get('/apply/draft/applicant')
    const [, number, code] = /草稿号 (\d{12})，取回码 ([0-9A-Z-]{14})/.exec(first.body)!
    const wrong = await person.post('/apply/draft/applicant', { ...organisation, '/uscc': '91350100M000100Y44' })
    expect(wrong.statusCode).toBe(422)
    expect(wrong.body).toContain('<a href="#field-uscc">统一社会信用代码不正确')
    expect(wrong.body).toContain('value="样例广告有限公司"')

    const elsewhere = applicant()
    await elsewhere.get('/apply/resume')
    expect((await elsewhere.post('/apply/resume', { number: number!, code: 'AAAABBBBCCCC' })).statusCode).toBe(404)
    expect((await elsewhere.post('/apply/resume', { number: number!, code: code!.toLowerCase() })).headers.location).toBe('/apply/draft/check')
    const check = await elsewhere.get('/apply/draft/check')
    expect(plain(check.body)).toContain('href="/apply/draft/applicant?back=check#field-uscc"')
    expect(plain(check.body)).toContain('href="/apply/draft/materials?back=check#item-site-right"')
    await elsewhere.get('/apply/draft/applicant?back=check')
    expect((await elsewhere.post('/apply/draft/applicant', { ...organisation, _back: 'check' })).headers.location).toBe('/apply/draft/check')
  })

  it('brings conditional fields up without JavaScript and forgets them when the answer changes', async () => {
    const person = applicant()
    await person.fill('huwai-guanggao', applications['huwai-guanggao']!.slice(0, 1))
    const page = { '/adKind': 'screen', '/location': '样例路100号', '/placeRight': 'own' }
    const refreshed = await person.post('/apply/draft/form-1', { ...page, _refresh: '1' })
    expect(refreshed.statusCode).toBe(200)
    expect(refreshed.body).toMatch(/data-field="\/brightness" data-conditional>/)
    expect(issuesIn((await person.post('/apply/draft/form-1', page)).body)).toContain('请填写最大亮度')
    await person.post('/apply/draft/form-1', { ...page, '/brightness': '500', '/hours': '7:00-22:00' })
    await person.post('/apply/draft/form-1', { ...page, '/adKind': 'attached', '/brightness': '500' })
    const draft = await row<{ data: object }>(db, `select data from application order by id desc limit 1`)
    expect(draft!.data).toEqual({ adKind: 'attached', location: '样例路100号', placeRight: 'own' })
  })

  it('leads nowhere without its cookie, and never to a page the matter does not have', async () => {
    expect((await applicant().get('/apply/draft/check')).headers.location).toBe('/apply/resume')
    const person = applicant()
    await person.fill('qiye-touzi-beian', [])
    expect((await person.get('/apply/draft/materials')).statusCode).toBe(404) // everything is filled in online
    expect((await person.get('/apply/draft/form-9')).statusCode).toBe(404)
    expect((await applicant().get('/apply/nothing')).statusCode).toBe(404)
  })

  it('is judged by the version in force at submission, not by the one it was begun with', async () => {
    const person = applicant()
    await person.fill('qiye-touzi-beian', applications['qiye-touzi-beian']!)
    const old = (await matters.effective(db, 'qiye-touzi-beian', ctx.now()))!
    const form = structuredClone(old.bundle.forms.application!)
    form.properties!.landUse = { type: 'string', title: '用地性质' }
    form.required = [...form.required!, 'landUse']
    form['x-pages']![1]!.properties.push('landUse')
    const { hash: _, ...content } = old.bundle
    await inTransaction(db, (tx) => matters.publish(tx, ctx, matters.sealed({ ...content, forms: { ...content.forms, application: form } })))
    const refused = await person.post('/apply/draft/check', { truthful: 'true' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('本事项在您填写期间已经更新')
    expect(plain(refused.body)).toContain('href="/apply/draft/form-2?back=check#field-landUse"')
    await person.get('/apply/draft/form-2')
    await person.post('/apply/draft/form-2', { ...applications['qiye-touzi-beian']![2]![1], '/landUse': '工业' })
    const file = await caseOf(await person.submit())
    expect(file.versionId).not.toBe(old.id)
    expect(file.data).toMatchObject({ landUse: '工业' })
    await change(db, 'update matter_version set effective_from = null, reviewed_by = null, reviewed_at = null where id = ?', [file.versionId])
  })

  it('is forgotten after 90 days', async () => {
    const person = applicant()
    await person.fill('huwai-guanggao', [])
    const later = { ...ctx, now: () => new Date(ctx.now().getTime() + 91 * 86_400_000) }
    expect(await intake.tidy(later).then(() => rows(db, `select id from application where state = 'draft'`))).toEqual([])
    expect((await person.get('/apply/draft/applicant')).headers.location).toBe('/apply/resume')
  })
})

describe('materials', () => {
  it('are taken by content, shown back to their owner only, and can be removed', async () => {
    const person = applicant()
    expect(await person.fill('huwai-guanggao', applications['huwai-guanggao']!)).toBe('/apply/draft/materials')
    await person.get('/apply/draft/materials')
    const fake = await person.upload('/apply/draft/materials/site-photo', { name: '照片.jpg', data: Buffer.from('<svg onload=alert(1)>') })
    expect(fake.statusCode).toBe(422)
    expect(fake.body).toContain('不是PDF、JPG或PNG')
    expect((await person.upload('/apply/draft/materials/site-photo', { name: '../照片.gif', data: png(8, 8) })).headers.location).toBe('/apply/draft/materials#item-site-photo')
    const page = await person.get('/apply/draft/materials')
    const id = /\/apply\/draft\/materials\/(\d+)">照片.png/.exec(page.body)![1]!
    expect((await person.get(`/apply/draft/materials/${id}`)).headers['content-type']).toBe('image/png')
    expect((await applicant().get(`/apply/draft/materials/${id}`)).statusCode).toBe(404)
    const stranger = applicant()
    await stranger.fill('huwai-guanggao', [])
    await stranger.get('/apply/draft/applicant')
    expect((await stranger.post(`/apply/draft/materials/${id}/remove`)).statusCode).toBe(404)
    expect((await person.post(`/apply/draft/materials/${id}/remove`)).statusCode).toBe(303)
    expect((await person.get(`/apply/draft/materials/${id}`)).statusCode).toBe(404)
  })

  it('refuse an unknown item, a missing token, 11 MB and a boundary that hangs parsers, and keep nothing', async () => {
    const person = applicant()
    await person.fill('huwai-guanggao', applications['huwai-guanggao']!)
    await person.get('/apply/draft/materials')
    expect((await person.upload('/apply/draft/materials/no-such-item', { name: 'x.pdf', data: pdf('x') })).statusCode).toBe(422)
    expect((await person.upload('/apply/draft/materials/application-form', { name: 'x.pdf', data: pdf('x') })).statusCode).toBe(422)
    expect((await person.upload('/apply/draft/materials/subject', { name: 'x.pdf', data: pdf('x') }, 'wrong')).statusCode).toBe(403)
    expect((await person.upload('/apply/draft/materials/subject', { name: 'x.pdf', data: Buffer.alloc(11 * 1024 * 1024, 65) })).statusCode).toBe(413)
    const long = await person.send({ method: 'POST', url: '/apply/draft/materials/subject', payload: 'x', headers: { 'content-type': `multipart/form-data; boundary=${'x'.repeat(71)}`, origin: 'http://tongban.test' } })
    expect(long.statusCode).toBe(400)
    const draft = await row<{ id: string }>(db, 'select id from application order by id desc limit 1')
    expect(await rows(db, 'select id from material where application_id = ?', [draft!.id])).toEqual([])
  })

  it('leave no file, no row and no handler behind when the sender goes away at each tenth of an upload', async () => {
    const person = applicant()
    await person.fill('huwai-guanggao', applications['huwai-guanggao']!)
    await person.get('/apply/draft/materials')
    const draft = await row<{ id: string }>(db, 'select id from application order by id desc limit 1')
    const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
    const body = Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${person.lastToken}\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n`),
      pdf('x'.repeat(200_000)), Buffer.from('\r\n--b--\r\n'),
    ])
    const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const head = `POST /apply/draft/materials/subject HTTP/1.1\r\nHost: tongban.test\r\nOrigin: http://tongban.test\r\nCookie: ${cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: ${body.length}\r\n\r\n`
    const cutAt = (tenth: number) => new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(head)
        socket.write(body.subarray(0, Math.floor(body.length * tenth / 10)), () => socket.resetAndDestroy())
      })
      socket.on('close', () => resolve()).on('error', () => undefined)
    })
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 10 }, (_, tenth) => cutAt(tenth)))
    await expect.poll(() => readdirSync(join(dir, 'files/tmp')), { timeout: 10_000 }).toEqual([])
    await expect.poll(() => new Promise<number>((resolve) => app.server.getConnections((_, open) => resolve(open))), { timeout: 10_000 }).toBe(0)
    expect(await rows(db, 'select id from material where application_id = ?', [draft!.id])).toEqual([])
  })

  it('answer what is too large and leave the connection usable for the next page', async () => {
    const person = applicant()
    await person.fill('huwai-guanggao', applications['huwai-guanggao']!)
    await person.get('/apply/draft/materials')
    if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ask = (method: string, path: string, headers: Record<string, string>, body?: Buffer) => new Promise<{ status: number; socket: Socket }>((resolve, reject) => {
      const sent = httpRequest({ agent, port, host: '127.0.0.1', method, path, headers: { host: 'tongban.test', ...headers } }, (reply) => {
        const { statusCode, socket } = reply
        reply.resume().on('end', () => resolve({ status: statusCode!, socket }))
      })
      sent.on('error', reject).end(body)
    })
    const body = Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${person.lastToken}\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n`),
      Buffer.alloc(14 * 1024 * 1024, 65), Buffer.from('\r\n--b--\r\n'),
    ])
    const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const refused = await ask('POST', '/apply/draft/materials/subject', { origin: 'http://tongban.test', cookie, 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(body.length) }, body)
    const next = await ask('GET', '/matters', {})
    expect([refused.status, next.status]).toEqual([413, 200])
    expect(next.socket, 'the same connection').toBe(refused.socket)
    agent.destroy()
  })

  it('what is missing is told at the end with a way to it; 容缺 items may be promised within the limit', async () => {
    const person = applicant()
    await person.fill('huwai-guanggao', applications['huwai-guanggao']!)
    await person.get('/apply/draft/materials')
    await person.handIn(MATERIALS.filter((code) => code !== 'structure-design' && code !== 'site-photo'))
    await person.get('/apply/draft/materials')
    // 2026-03-02 + 7 working days = 2026-03-11
    const late = await person.post('/apply/draft/materials', { 'owe:structure-design': '2026-03-12' })
    expect(late.statusCode).toBe(422)
    expect(issuesIn(late.body)).toMatch(/承诺补交日期应在 2026-03-02 至 2026-03-11 之间/)
    expect(issuesIn(late.body)).toContain('请上传“设置位置现状照片”')
    await person.handIn(['site-photo'])
    expect((await person.post('/apply/draft/materials', { 'owe:structure-design': '2026-03-11', 'owe:subject': '2026-03-11' })).headers.location).toBe('/apply/draft/check')
    expect((await person.post('/apply/draft/check', {})).statusCode).toBe(422) // without the declaration
    const file = await caseOf(await person.submit())
    expect(await rows(db, `select detail->'items' as items from audit where case_id = ? and action = 'case.tolerance-asked'`, [file.id])).toEqual([{ items: { 'structure-design': '2026-03-11' } }])
  })

  it('what the shared library has need not be handed in, and its use is logged with its purpose', async () => {
    await inTransaction(db, (tx) => library.keep(tx, ctx, { holderCode: '91350100M000100Y43', holderName: '样例广告有限公司', kind: 'business-licence', title: '营业执照（样例）', number: 'YZ-1', issuedBy: '市场监管局', caseId: null, validFrom: '2025-01-01', validTo: null }))
    const { file } = await apply(MATERIALS.filter((code) => code !== 'subject'))
    expect(await intake.materialsOfCase(db, file.id)).toHaveLength(5)
    expect(await rows(db, 'select item_code, number from shared_material where case_id = ?', [file.id])).toEqual([{ item_code: 'subject', number: 'YZ-1' }])
    expect(await rows(db, 'select purpose from library_use where case_id = ?', [file.id])).toEqual([{ purpose: `城市户外广告设置审批 ${file.number}` }])
    await change(db, `update library_item set state = 'cancelled'`)
  })
})

describe('submission', () => {
  it('is receipt, also at night: number, query code, receipt and start in one transaction', async () => {
    ctx.setTime('2026-03-07T23:30:00+08:00') // a Saturday night
    const { ticket, file } = await apply(MATERIALS, { green: '列入重点项目名单' })
    expect(ticket.number).toMatch(/^990101|^990100/)
    expect(ticket.code).toMatch(/^\d{6}$/)
    expect(file).toMatchObject({ state: 'received', receivedAt: ctx.now(), applicant: { name: '样例广告有限公司', consentElectronicService: true }, data: { adKind: 'attached', years: 2, lit: false } })
    expect(await letterKinds(file.id)).toEqual(['receipt'])
    const outbox = await rows<{ topic: string; payload: { variables?: object } }>(db, 'select topic, payload from outbox where case_id = ? order by id', [file.id])
    expect(outbox[0]!.topic).toBe('engine:start')
    expect(JSON.stringify(outbox[0]!.payload)).not.toContain('样例路') // only routed fields leave the house
    expect(await row(db, 'select reason from green_request where case_id = ?', [file.id])).toEqual({ reason: '列入重点项目名单' })
    ctx.setTime('2026-03-09T09:00:00+08:00')
  })

  it('makes one case of a double click', async () => {
    const person = applicant()
    await person.fill('qiye-touzi-beian', applications['qiye-touzi-beian']!)
    const draft = await row<{ id: string }>(db, 'select id from application order by id desc limit 1')
    const declaration = { truthful: true, electronicService: true }
    const results = await Promise.all(Array.from({ length: 5 }, () => codeOf(inTransaction(db, (tx) => intake.submit(tx, ctx, draft!.id, declaration)))))
    expect(results.sort()).toEqual(['done', 'draft-submitted', 'draft-submitted', 'draft-submitted', 'draft-submitted'])
    expect((await person.get('/apply/draft/check')).headers.location).toBe('/follow')
  })

  it('of an instant matter starts its limits from the application and waits for the certificate on its page', async () => {
    const person = applicant()
    await person.fill('qiye-touzi-beian', applications['qiye-touzi-beian']!)
    const file = await caseOf(await person.submit())
    expect(await rows(db, `select kind, started_at from case_limit where case_id = ? order by kind`, [file.id])).toEqual([{ kind: 'promised', started_at: ctx.now() }, { kind: 'statutory', started_at: ctx.now() }])
    expect((await person.get('/follow/case')).body).toContain('data-waiting')
    await offer(file.id, 'fileCase')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', acceptedAt: file.receivedAt, acceptedBySilence: false })
    expect((await person.get('/follow/case/state')).json()).toEqual({ state: 'accepted', decided: false, closed: false })
  })
})

describe('following', () => {
  it('opens one case by number and code, says the same to a wrong number and a wrong code, and stops guessing', async () => {
    const { ticket, file } = await apply()
    const other = applicant()
    await other.get('/follow')
    const wrong = await other.post('/follow', { number: ticket.number, code: ticket.code === '000000' ? '000001' : '000000' })
    const unknown = await other.post('/follow', { number: '990100202603020000019', code: '123456' })
    expect([wrong.statusCode, unknown.statusCode]).toEqual([404, 404])
    expect(wrong.body).toContain('没有与该办件编号和查询码相符的办件')
    expect((await other.get('/follow/case')).headers.location).toBe('/follow')
    expect((await other.post('/follow', { number: ticket.number, code: ticket.code })).headers.location).toBe('/follow/case')
    await offer(file.id, 'acceptance')
    const page = await other.get('/follow/case')
    for (const text of ['已收件，待受理', '窗口受理', 'aria-current="step"', '受理答复', '2026年3月16日 24:00', '撤回申请']) expect(page.body).toContain(text)
    for (let tries = 0; tries < 5; tries++) await other.post('/follow', { number: ticket.number, code: '999999' })
    expect((await other.post('/follow', { number: ticket.number, code: ticket.code })).statusCode).toBe(429)
  })

  it('ends on a shared computer', async () => {
    const { person } = await apply()
    await person.get('/follow/case')
    await person.post('/follow/end')
    expect((await person.get('/follow/case')).headers.location).toBe('/follow')
  })
})

describe('acceptance', () => {
  it('the one notice: all gaps once, answered on the same case, only on its points', async () => {
    const { person, ticket, file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图'), gap('设置地点')] })
    expect(await letterKinds(file.id)).toEqual(['receipt', 'correction'])
    await offer(file.id, 'supplement')
    const follow = await person.get('/follow/case')
    expect(follow.body).toContain('请补正以下内容')
    // ten working days: 2026-03-10 ... 2026-03-23, that is, two weeks of five
    const letter = JSON.stringify(await row(db, `select document from letter where case_id = ? and kind = 'correction'`, [file.id]))
    expect(letter).toContain('提交截止日期为2026年3月23日')
    expect(letter).toContain('十个工作日内未补正的视为撤回申请')
    expect(follow.body).toMatch(/补交截止 .*2026年3月23日 24:00/)
    const page = await person.get('/follow/case/answer')
    expect(page.body).toContain('name="/location"')
    expect(page.body).not.toContain('name="/width"') // not a point of the notice
    expect(page.body).toContain('id="item-effect-drawing"')

    expect((await person.post('/follow/case/answer', { '/location': '样例市样例区样例路100号南立面' })).statusCode).toBe(422) // nothing changed
    expect((await person.upload('/follow/case/materials/site-photo', { name: 'x.pdf', data: pdf('x') })).statusCode).toBe(422)
    const forgotten = await person.post('/follow/case/answer', { '/location': '样例市样例区样例路102号' })
    expect(forgotten.statusCode).toBe(422)
    expect(forgotten.body).toContain('“彩色效果图”还没有上传')
    await person.handIn(['effect-drawing'], '/follow/case/materials')
    expect((await person.post('/follow/case/answer', { '/location': '' })).statusCode).toBe(422)
    ctx.advance({ days: 1 })
    await person.get('/follow') // the pass of yesterday has ended
    await person.post('/follow', { number: ticket.number, code: ticket.code })
    expect((await person.post('/follow/case/answer', { '/location': '样例市样例区样例路102号', '/width': '99', note: '已更换' })).headers.location).toBe('/follow/case?handed-in=1')
    const now = await cases.get(db, file.id)
    expect(now).toMatchObject({ state: 'received', revision: 2, submittedAt: ctx.now(), data: { location: '样例市样例区样例路102号', width: 6 } })
    expect((await intake.materialsOfCase(db, file.id)).filter(({ itemCode }) => itemCode === 'effect-drawing').map(({ state, revision }) => [state, revision])).toEqual([['replaced', 1], ['current', 2]])
    expect(await letterKinds(file.id)).toEqual(['receipt', 'correction', 'receipt'])
    expect(await row(db, `select payload->'variables' as variables from outbox where case_id = ? and topic = 'engine:complete' order by id desc limit 1`, [file.id])).toEqual({ variables: { supplement: 'submitted' } })
  })

  it('a second notice speaks of listed points and of what is new, and of nothing else (H3)', async () => {
    const { person, file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图'), gap('现场情况说明不清')] })
    await offer(file.id, 'supplement')
    await person.get('/follow/case/answer')
    await person.handIn(['effect-drawing'], '/follow/case/materials')
    await person.post('/follow/case/answer', { note: '见效果图' })
    await offer(file.id, 'acceptance')
    expect(await codeOf(decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('彩色效果图'), gap('安全施工承诺书')] }))).toBe('second-notice')
    expect(await letterKinds(file.id)).toEqual(['receipt', 'correction', 'receipt'])
    await decide('chengguan-window', file.id, { outcome: 'gaps', gaps: [gap('effect-drawing'), gap('现场情况说明不清')] })
    expect((await letterKinds(file.id)).filter((kind) => kind === 'correction')).toHaveLength(2)
  })

  it('accepts complete applications only, and starts the limits that run from acceptance', async () => {
    const { file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'accept' })
    const acceptedAt = ctx.now()
    ctx.advance({ hours: 1 })
    await offer(file.id, 'acceptCase')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', acceptedAt, acceptedBySilence: false, tolerant: false })
    expect(await rows(db, `select kind from case_limit where case_id = ? and task_id is null order by kind`, [file.id])).toEqual([{ kind: 'promised' }, { kind: 'statutory' }])
    expect(await letterKinds(file.id)).toContain('acceptance')
  })

  it('silence of five working days accepts as of the receipt', async () => {
    ctx.setTime('2026-03-09T10:00:00+08:00')
    const { file } = await apply()
    await offer(file.id, 'acceptance')
    ctx.setTime('2026-03-17T00:00:00+08:00')
    await offer(file.id, 'acceptDeemed')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', acceptedAt: file.receivedAt, acceptedBySilence: true })
    expect(await row(db, `select count(*)::int as n from audit where case_id = ? and action = 'case.accepted-by-silence'`, [file.id])).toEqual({ n: 1 })
  })

  it('容缺: only listed items, only what is missing, told once with form and date; the result waits until all is there', async () => {
    ctx.setTime('2026-03-02T09:00:00+08:00')
    const { person, file } = await apply(MATERIALS.filter((code) => code !== 'structure-design'), { 'owe:structure-design': '2026-03-11' })
    await offer(file.id, 'acceptance')
    expect(await codeOf(decide('chengguan-window', file.id, { outcome: 'accept' }))).toBe('not-complete')
    const owe = (item: string, promisedOn: string) => decide('chengguan-window', file.id, { outcome: 'tolerant', tolerantItems: [{ item, form: '电子件', promisedOn }] })
    expect(await codeOf(owe('site-photo', '2026-03-10'))).toBe('tolerant-wrong')
    expect(await codeOf(owe('结构设计图与安全说明', '2026-03-12'))).toBe('tolerant-wrong')
    await owe('结构设计图与安全说明', '2026-03-11')
    await offer(file.id, 'acceptCase')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', tolerant: true })
    expect(await letterKinds(file.id)).toEqual(['receipt', 'tolerant'])

    expect((await person.get('/follow/case')).body).toContain('请补交承诺的材料')
    await person.get('/follow/case/answer')
    await person.handIn(['structure-design'], '/follow/case/materials')
    expect((await person.post('/follow/case/answer', {})).statusCode).toBe(303)
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'accepted', revision: 2 })
    // all is there when the engine asks: the step is fulfilled at once
    await offer(file.id, 'tolerantSupplement')
    expect((await tasks.ofCase(db, file.id)).at(-1)).toMatchObject({ elementId: 'tolerantSupplement', state: 'done', outcome: 'submitted' })
    // the window finds it wanting: it is owed again
    await offer(file.id, 'tolerantSupplement')
    expect((await tasks.ofCase(db, file.id)).at(-1)).toMatchObject({ state: 'open' })
    expect((await person.get('/follow/case/answer')).body).toContain('id="item-structure-design"')
  })

  it('is of the day somebody decided, however late the engine brings the job', async () => {
    const { file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'refuse', ground: 'other', reasons: '样例：不符合受理条件', law: '行政许可法第三十二条' })
    const decidedAt = ctx.now()
    ctx.advance({ days: 2 }) // the engine was away
    await offer(file.id, 'refuseCase')
    expect((await cases.get(db, file.id)).decidedAt).toEqual(decidedAt)

    const { file: other } = await apply()
    await offer(other.id, 'acceptance')
    await decide('chengguan-window', other.id, { outcome: 'accept' })
    const acceptedAt = ctx.now()
    ctx.advance({ days: 1 })
    await offer(other.id, 'acceptCase')
    expect((await cases.get(db, other.id)).acceptedAt).toEqual(acceptedAt)
    expect(await rows(db, `select started_at as at from case_limit where case_id = ? and kind in ('promised', 'statutory')`, [other.id])).toEqual([{ at: acceptedAt }, { at: acceptedAt }])
  })

  it('refuses with grounds, in a letter', async () => {
    const { person, file } = await apply()
    await offer(file.id, 'acceptance')
    const refusal = { outcome: 'refuse', ground: 'not-our-power', reasons: '不属于本机关职权范围', law: '行政许可法第三十二条' }
    expect(await codeOf(decide('chengguan-window', file.id, refusal)), 'the right body is named, 行政许可法 32(1)(2)').toBe('invalid-input')
    await decide('chengguan-window', file.id, { ...refusal, rightBody: '样例区城管局' })
    await offer(file.id, 'refuseCase')
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'refused', outcome: 'refused' })
    expect(await letterKinds(file.id)).toEqual(['receipt', 'refuse-acceptance'])
    expect((await person.get('/follow/case')).body).toContain('不予受理')
  })
})

describe('withdrawal', () => {
  it('ends the case, its tasks and its limits, and cancels the instance; after the decision it is too late', async () => {
    const { person, file } = await apply()
    await offer(file.id, 'acceptance')
    await decide('chengguan-window', file.id, { outcome: 'accept' })
    await offer(file.id, 'acceptCase')
    await offer(file.id, 'handlerReview')
    await person.get('/follow/case/withdraw')
    await person.post('/follow/case/withdraw', { reason: '改变计划' })
    expect(await cases.get(db, file.id)).toMatchObject({ state: 'withdrawn', outcome: 'withdrawn' })
    expect(await tasks.openOfCase(db, file.id)).toEqual([])
    expect(await rows(db, `select state from case_limit where case_id = ? and state = 'running'`, [file.id])).toEqual([])
    expect(await row(db, 'select topic from outbox where case_id = ? order by id desc limit 1', [file.id])).toEqual({ topic: 'engine:cancel' })
    expect((await person.post('/follow/case/withdraw')).statusCode).toBe(409)
  })
})

describe('materials in the page', () => {
  it('are seen by officers of the case, by co-departments only what they need, by nobody else; also by range', async () => {
    const { person, file } = await apply()
    await offer(file.id, 'acceptance')
    const all = await intake.materialsOfCase(db, file.id)
    const [photo, design] = ['effect-drawing', 'structure-design'].map((code) => all.find(({ itemCode }) => itemCode === code)!)
    const url = (id: string) => `/office/cases/${file.id}/materials/${id}`
    const window = await new Visitor(app).signIn('chengguan-window')
    const stranger = await new Visitor(app).signIn('zhujian-window-1')
    const coDepartment = await new Visitor(app).signIn('ziran-handler')
    expect((await window.get(url(design!.id))).body).toContain('data-viewer="pdf"')
    expect((await window.get(`${url(photo!.id)}/file`, { range: 'bytes=0-3' })).statusCode).toBe(206)
    for (const who of [stranger, coDepartment, new Visitor(app)]) {
      for (const path of [url(photo!.id), `${url(photo!.id)}/file`]) expect([303, 404]).toContain((await who.get(path, { range: 'bytes=0-3' })).statusCode)
    }
    // the co-department gets its row of the sheet: it sees the drawing its row names, and neither the photo nor the structure
    await offer(file.id, 'coApproval')
    expect((await coDepartment.get(`${url(photo!.id)}/file`)).statusCode).toBe(200)
    expect((await coDepartment.get(`${url(design!.id)}/file`)).statusCode).toBe(404)
    const tab = await coDepartment.get(`/office/cases/${file.id}?tab=materials`)
    expect(tab.body).toContain('彩色效果图')
    for (const other of ['设置位置现状照片', '结构设计图']) expect(tab.body).not.toContain(other)
    expect((await person.get(`/follow/case/materials/${design!.id}/file`)).headers['content-security-policy']).toContain('sandbox')
    const other = await apply()
    expect((await other.person.get(`/follow/case/materials/${design!.id}/file`)).statusCode).toBe(404)
  })
})

it('dates of this file are Shanghai\'s', () => expect(dayOf(ctx.now())).toMatch(/^2026-03-/))
