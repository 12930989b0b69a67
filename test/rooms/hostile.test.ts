/** The whole server attacked from outside: what it is sent is refused in words or taken as harmless, never answered with a 500. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apply } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { embeddedStoryEngine } from '../support/embeddedEngine.ts'
import { openOffice, type Office } from '../support/office.ts'
import { ApplicantVisitor } from '../support/applicant.ts'
import { pdf } from '../support/samples.ts'
import { stageOf } from '../support/stories.ts'
import { Visitor } from '../support/web.ts'

let office: Office

beforeAll(async () => {
  office = await openOffice(embeddedStoryEngine, '2026-03-02T01:00:00Z')
})
afterAll(async () => {
  await office?.close()
})

const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)

/** A draft of one's own at the door for programs. */
async function begin(matter: string): Promise<{ address: string; headers: Record<string, string>; number: string; code: string }> {
  const { number, code } = await office.anybody().json<{ number: string; code: string }>('POST', '/v1/applications', { matter }, 201)
  return { number, code, address: `/v1/applications/${number}`, get headers() { return { 'idempotency-key': randomUUID(), authorization: `Basic ${Buffer.from(`${number}:${code}`).toString('base64')}` } } }
}

describe('bodies no form has', () => {
  test('one nested thousands deep is refused at the door, and nothing is stored', async () => {
    const draft = await begin('qiye-touzi-beian')
    for (const depth of [100, 5000, 20_000]) {
      const payload = `{"variables":${nested(depth)}}`
      const reply = await office.app.web.inject({ method: 'PATCH', url: draft.address, payload, headers: { ...draft.headers, 'content-type': 'application/json' } })
      expect([reply.statusCode, reply.json().code, reply.json().detail]).toEqual([400, 'bad-request', expect.stringContaining('64 deep')])
    }
    expect(await office.ctx.db('application').where({ number: draft.number }).first('data')).toEqual({ data: {} })
  })

  test('bytes that are no UTF-8 are refused, since their text is lost', async () => {
    const draft = await begin('qiye-touzi-beian')
    const gbk = Buffer.concat([Buffer.from('{"variables":{"projectName":"'), Buffer.from([0xd1, 0xf9, 0xc0, 0xfd]), Buffer.from('"}}')])
    const reply = await office.app.web.inject({ method: 'PATCH', url: draft.address, payload: gbk, headers: { ...draft.headers, 'content-type': 'application/json' } })
    expect([reply.statusCode, reply.json().detail]).toEqual([400, expect.stringContaining('UTF-8')])
  })

  test('a material that is sent as JSON, as a form or as nothing is no file', async () => {
    const draft = await begin('huwai-guanggao')
    const url = `${draft.address}/materials/site-photo?name=a.pdf`
    for (const [type, payload] of [['application/json', '{"a":1}'], ['application/json', 'null'], ['application/x-www-form-urlencoded', 'a=1'], [undefined, undefined]]) {
      const reply = await office.app.web.inject({ method: 'POST', url, headers: { ...draft.headers, ...(type ? { 'content-type': type } : {}) }, ...(payload ? { payload } : {}) })
      expect([type, reply.statusCode, reply.json().code]).toEqual([type, 415, 'wrong-type'])
    }
  })

  test('a page that is sent null, a list or nothing at all reads an empty form', async () => {
    const visitor = new Visitor(office.app.web)
    const { number, code } = await begin('huwai-guanggao')
    visitor.cookies.set('tongban-draft', `${number}.${code}`)
    await visitor.get('/follow')
    for (const url of ['/follow', '/apply/resume', '/apply/draft/applicant', '/apply/draft/form-1', '/apply/draft/materials', '/apply/draft/check']) {
      const empty = await visitor.json('POST', url, null as never)
      expect([url, empty.statusCode < 500]).toEqual([url, true])
      for (const payload of ['null', '[]', '"text"', '1']) {
        const reply = await visitor.json('POST', url, payload as never, { 'content-type': 'application/json' })
        expect([url, payload, reply.statusCode < 500]).toEqual([url, payload, true])
      }
    }
  })
})

describe('uploads', () => {
  const part = (name: string, content: string | Buffer, more = ''): Buffer => Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`), Buffer.from(content as string), Buffer.from('\r\n')])
  const end = Buffer.from('--b--\r\n')
  const bodies: [string, (token: string) => Buffer][] = [
    ['without an end', (token) => Buffer.concat([part('_csrf', token), part('file', pdf('a'), '; filename="a.pdf"').subarray(0, -60)])],
    ['with bare line feeds', (token) => Buffer.from(`--b\nContent-Disposition: form-data; name="_csrf"\n\n${token}\n--b--\n`)],
    ['of a file without a name', (token) => Buffer.concat([part('_csrf', token), part('file', pdf('a'), '\r\nContent-Type: application/octet-stream'), end])],
    ['of nothing', () => Buffer.alloc(0)],
  ]
  test.each(bodies)('a multipart body %s is malformed, and nothing of it is kept', async (_, body) => {
    const visitor = new ApplicantVisitor(office.app.web)
    const { number, code } = await begin('huwai-guanggao')
    visitor.cookies.set('tongban-draft', `${number}.${code}`)
    await visitor.get('/apply/draft/materials')
    const reply = await visitor.send({ method: 'POST', url: '/apply/draft/materials/site-photo', payload: body(visitor.lastToken), headers: { 'content-type': 'multipart/form-data; boundary=b', origin: 'http://tongban.test', accept: 'application/json' } })
    expect([reply.statusCode, reply.json().code]).toEqual([400, 'bad-request'])
    expect(await office.ctx.db('material').join('application', 'application.id', 'application_id').where({ number })).toEqual([])
  })

  test('thirty files sent to one item at once: ten are taken', async () => {
    const draft = await begin('huwai-guanggao')
    const replies = await Promise.all(Array.from({ length: 30 }, async (_, index) => office.app.web.inject({ method: 'POST', url: `${draft.address}/materials/site-photo?name=${index}.pdf`, payload: pdf(`file ${index}`), headers: { ...draft.headers, 'content-type': 'application/pdf' } })))
    expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(10)
    expect(new Set(replies.filter(({ statusCode }) => statusCode !== 201).map((reply) => reply.json().code))).toEqual(new Set(['too-many-files']))
  })
})

describe('addresses', () => {
  test('a parameter given twice counts once, the last', async () => {
    const officer = await new Visitor(office.app.web).signIn('zhujian-window-1')
    for (const name of ['q', 'matter', 'list', 'page']) {
      const reply = await officer.get(`/office/inbox?${name}=first&${name}=second`)
      expect([name, reply.statusCode]).toEqual([name, 200])
    }
    expect((await officer.get('/office/inbox?q=first&q=second')).body).toContain('value="second"')
  })
})

describe('two who act at once', () => {
  test('a withdrawal between a decision and what follows from it: the case stays withdrawn, and no step opens in it', async () => {
    const scenario = readScenarios(office.ctx.config.processesDir, 'jianzhu-shigong-xuke').find(({ file }) => file === 'zhengchang.yaml')!
    const { caseKey, number, queryCode } = await apply(stageOf(office), scenario)
    await office.settle()
    const window = await office.officer('zhujian-window-1')
    const { items } = await window.json('POST', '/v1/user-tasks/search', { filter: { list: 'group' } })
    const task = items.find((item: { caseKey: string }) => item.caseKey === caseKey)
    await window.json('POST', `/v1/user-tasks/${task.userTaskKey}/completion`, { variables: { outcome: 'accept' } })
    const applicant = { authorization: `Basic ${Buffer.from(`${number}:${queryCode}`).toString('base64')}` }
    expect((await office.anybody().call('POST', `/v1/applicant-cases/${number}/withdrawal`, {}, applicant)).statusCode).toBe(204)
    await office.settle()
    expect(await office.ctx.db('case_file').where({ id: caseKey }).first('state')).toEqual({ state: 'withdrawn' })
    expect(await office.ctx.db('task').where({ case_id: caseKey, state: 'open' })).toEqual([])
    expect(await office.ctx.db('engine_job').where({ case_id: caseKey, state: 'open' })).toEqual([])
    const actions = await office.ctx.db('audit').where({ case_id: caseKey }).orderBy('id').pluck('action')
    expect(actions.slice(actions.indexOf('case.withdrawn') + 1)).toEqual(['limit.ended', 'limit.ended'])
  })
})

test('none of it was a bug', () => {
  expect(office.ctx.logged.filter(({ level }) => level === 'error')).toEqual([])
})
