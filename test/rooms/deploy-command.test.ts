// `npm run tongban -- deploy`: a matter's folders proposed to a server, looked at, and put into force once a lawyer has signed.
import type { FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CannotRun } from '../../scripts/tongban/cannotRun.ts'
import { carryOut, deploy as verb, type Wish } from '../../scripts/tongban/deploy.ts'
import { signIn, type Send } from '../../scripts/tongban/deploy/door.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import * as publication from '../../server/publication/service.ts'
import type { OutsideRepository } from '../support/processesRepository.ts'
import { openPublication, type PublicationOffice } from '../support/publicationOffice.ts'
import { serverWith } from '../support/web.ts'

const CODE = 'qiye-touzi-beian'
let office: PublicationOffice
let repository: OutsideRepository
let app: FastifyInstance
let folder: string
let matter: string

beforeAll(async () => {
  const onto = async (): Promise<void> => undefined
  office = await openPublication([CODE], onto)
  ;({ repository } = office)
  app = await serverWith(office.ctx, [publication.publicationApi(onto)])
  folder = mkdtempSync(join(tmpdir(), 'tongban-deploy-'))
  for (const area of ['processes', 'forms']) cpSync(join(area, CODE), join(folder, area, CODE), { recursive: true })
  cpSync('forms/shared', join(folder, 'forms/shared'), { recursive: true })
  matter = join(folder, 'processes', CODE)
})
afterAll(async () => {
  await app?.close()
  await office?.close()
  rmSync(folder, { recursive: true, force: true })
})

const send: Send = async (method, url, headers, body) => {
  const reply = await app.inject({ method: method as 'GET', url, headers, ...(body === undefined ? {} : { payload: body }) })
  return { status: reply.statusCode, text: reply.body }
}
const door = (login: string) => signIn({ TONGBAN_LOGIN: login, TONGBAN_PASSWORD: SAMPLE_PASSWORD }, 'en', send)
const as = async (login: string, wish: Partial<Wish>) => carryOut(await door(login), { dryRun: false, lang: 'en', ...wish })
const edit = (change: (guide: any) => void): void => {
  const guide = JSON.parse(readFileSync(join(matter, 'matter.json'), 'utf8'))
  change(guide)
  writeFileSync(join(matter, 'matter.json'), `${JSON.stringify(guide, null, 2)}\n`)
}

test('what is in force already is not proposed', async () => {
  expect(await as('shengai-analyst', { matter, message: '样例' })).toMatchObject({ code: 0, text: expect.stringContaining('it is what is in force') })
})

test('a dry run tells what changes and writes nothing; an error is told and not proposed', async () => {
  edit((guide) => { guide.limits.statutory.amount += 1 })
  const tried = await as('shengai-analyst', { matter, dryRun: true })
  expect(tried).toMatchObject({ code: 0, text: expect.stringContaining('Nothing was written.'), data: { changes: [{ area: 'limit' }], proposed: null } })
  edit((guide) => { guide.limits.promised.amount = 100 })
  expect(await as('shengai-analyst', { matter, message: '样例' })).toMatchObject({ code: 1, text: expect.stringContaining('correct the errors first') })
  edit((guide) => { guide.limits.promised = JSON.parse(readFileSync(join('processes', CODE, 'matter.json'), 'utf8')).limits.promised })
})

test('it is proposed, signed by a lawyer, and put into force from a day on', async () => {
  const { text, data } = await as('shengai-analyst', { matter, message: '样例：法定时限改为两个工作日' })
  const { proposalKey } = (data as { proposed: { proposalKey: string } }).proposed
  expect(text).toMatch(new RegExp(`Proposal ${proposalKey} of ${CODE}, revision 1 by .*: proposed. A lawyer`))
  await expect(as('shengai-publisher', { proposal: proposalKey, effective: '2026-03-03' })).rejects.toThrow(CannotRun)
  const lawyer = await door('shengai-legal')
  await lawyer.call('POST', `/v1/proposals/${proposalKey}/signature`, { revision: 1 })
  expect((await as('shengai-analyst', { proposal: proposalKey })).text).toMatch(/: signed\. .*--proposal \d+ --effective DAY/)
  await expect(as('shengai-analyst', { proposal: proposalKey, effective: '2026-03-03' })).rejects.toThrow(/answered 403/)
  expect((await as('shengai-publisher', { proposal: proposalKey, effective: '2026-03-03' })).text).toMatch(/published, effective 2026-03-03/)
})

test('work on an earlier revision is refused with who changed it', async () => {
  edit((guide) => { guide.faq.push({ question: '样例问题', answer: '样例回答' }) })
  await expect(as('shengai-analyst', { matter, message: '样例', base: await repository.tipOf('main') })).rejects.toThrow(/answered 409/)
})

test('who does not say who they are, or says it wrongly, is told', async () => {
  await expect(signIn({}, 'zh', send)).rejects.toThrow(/TONGBAN_TOKEN, or TONGBAN_LOGIN and TONGBAN_PASSWORD/)
  await expect(signIn({ TONGBAN_LOGIN: 'shengai-analyst', TONGBAN_PASSWORD: randomUUID() }, 'en', send)).rejects.toThrow(/answered 401: .*not right/)
  await expect(signIn({ TONGBAN_SERVER: 'http://127.0.0.1:1', TONGBAN_LOGIN: 'a', TONGBAN_PASSWORD: 'b' }, 'zh')).rejects.toThrow(/does not answer.*TONGBAN_SERVER/)
  await expect(verb.run([CODE])).rejects.toThrow(/Say why with --message/)
  await expect(verb.run([CODE, '--effective', '2026-03-03'])).rejects.toThrow(/comes after legal review/)
})
