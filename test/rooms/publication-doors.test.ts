// Publication at its doors: programs over /v1, and installations that have no repository of their own to publish by.
import git from 'isomorphic-git'
import { randomUUID } from 'node:crypto'
import fs, { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestContext } from '../support/context.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import * as publication from '../../server/publication/service.ts'
import { serverWith } from '../support/web.ts'
import { openPublication, type PublicationOffice } from '../support/publicationOffice.ts'
import { refusal } from '../support/refusal.ts'

const FILING = 'qiye-touzi-beian'
const AD = 'huwai-guanggao'
let office: PublicationOffice
let ctx: TestContext
let officers: PublicationOffice['officers']
const deploy = async (): Promise<void> => undefined

beforeAll(async () => {
  office = await openPublication([FILING, AD], deploy)
  ;({ ctx, officers } = office)
})
afterAll(() => office?.close())

const code = async (work: Promise<unknown>): Promise<string> => (await refusal(work)).code

describe('a program', () => {
  test('tries, proposes, judges and publishes over /v1; the same key is the same proposal', async () => {
    const app = await serverWith(ctx, [publication.publicationApi(deploy)])
    const tokens = new Map<string, string>()
    for (const login of ['shengai-analyst', 'shengai-legal', 'shengai-publisher']) {
      tokens.set(login, ((await app.inject({ method: 'POST', url: '/v1/sessions', payload: { login, password: SAMPLE_PASSWORD } })).json() as { token: string }).token)
    }
    const ask = async (login: string, method: 'GET' | 'POST', url: string, payload?: object, key: string = randomUUID()) => {
      const reply = await app.inject({ method, url, headers: { authorization: `Bearer ${tokens.get(login)!}`, 'idempotency-key': key }, ...(payload ? { payload } : {}) })
      return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() as any }
    }
    const { body: read } = await ask('shengai-analyst', 'GET', `/v1/matters/${FILING}/files`)
    const guide = JSON.parse(read.files['matter.json'])
    guide.limits.statutory.amount += 1
    const files = { ...read.files, 'matter.json': JSON.stringify(guide) }
    const tried = await ask('shengai-analyst', 'POST', '/v1/proposals/check', { matter: FILING, files })
    expect([tried.status, tried.body.problems.filter(({ severity }: { severity: string }) => severity === 'error'), tried.body.changes[0].area]).toEqual([200, [], 'limit'])
    const unsigned = { ...files, 'matter.json': JSON.stringify({ ...guide, review: null, effectiveFrom: null }) }
    expect((await ask('shengai-analyst', 'POST', '/v1/proposals/check', { matter: FILING, files: unsigned })).body.problems, 'signature and day come with the publication').toEqual([])
    const broken = { matter: FILING, files: { ...files, 'process.bpmn': '<!DOCTYPE x><definitions/>' } }
    const toldIn = async (language?: string): Promise<object> => (await app.inject({ method: 'POST', url: '/v1/proposals/check', payload: broken, headers: { authorization: `Bearer ${tokens.get('shengai-analyst')!}`, 'idempotency-key': randomUUID(), ...(language ? { 'accept-language': language } : {}) } })).json().problems[0]
    expect(await toldIn()).toEqual({ rule: 'diagram-is-readable', severity: 'error', file: 'process.bpmn', message: 'A diagram must not carry a DOCTYPE or entities. Save it again with a BPMN modeler.' })
    expect(await toldIn('en-GB, zh;q=0.5')).toEqual(await toldIn())
    expect(await toldIn('zh-CN,zh;q=0.9,en;q=0.8')).toEqual({ rule: 'diagram-is-readable', severity: 'error', file: 'process.bpmn', message: '流程图文件不得含有 DOCTYPE 或实体声明。请用 BPMN 建模工具重新保存。' })
    const wish = { matter: FILING, base: read.revision, files, message: '样例：程序提交' }
    const made = await ask('shengai-analyst', 'POST', '/v1/proposals', wish, 'once')
    expect((await ask('shengai-analyst', 'POST', '/v1/proposals', wish, 'once')).body).toEqual(made.body)
    const { proposalKey } = made.body
    expect((await ask('shengai-legal', 'GET', `/v1/proposals/${proposalKey}`)).body).toMatchObject({ state: 'proposed', source: 'program', moved: null, changes: expect.arrayContaining([expect.objectContaining({ sentence: expect.stringContaining('延长') as string })]) as object[] })
    expect((await ask('shengai-legal', 'POST', `/v1/proposals/${proposalKey}/signature`, { revision: 1 })).status).toBe(204)
    expect((await ask('shengai-publisher', 'POST', `/v1/proposals/${proposalKey}/publication`, { effectiveFrom: '2026-04-01' }, 'go')).body).toMatchObject({ state: 'published' })
    expect((await ask('shengai-publisher', 'POST', `/v1/proposals/${proposalKey}/publication`, { effectiveFrom: '2026-04-01' }, 'go')).status).toBe(200)
    expect((await ask('shengai-analyst', 'POST', '/v1/proposals/search', { filter: { matter: FILING, states: ['published'] } })).body.items[0]).toMatchObject({ proposalKey })
    expect((await app.inject({ method: 'POST', url: '/v1/repository-events', headers: { 'idempotency-key': 'hook' } })).json()).toEqual({ proposals: 0 })
    await app.close()
  })
})

describe('without a repository', () => {
  test('what was published stays, and proposing says what to do', async () => {
    const unpacked = { ...ctx, config: { ...ctx.config, processesRepository: null, processesDir: '/nowhere/processes' } }
    expect(await code(publication.proposeNow(unpacked, { matter: AD, base: null, files: { 'matter.json': `{"code":"${AD}"}`, 'process.bpmn': '' }, message: '样例：无库', author: officers.analyst }))).toBe('no-repository')
    await publication.start(unpacked, deploy)
    expect(await publication.look(unpacked, deploy)).toBe(0)
  })

  test('a branch somebody works on, and a folder that is none: asked for by the settings they stop the start with their sentence, else it is told and nothing is touched', async () => {
    const set = (more: Partial<typeof ctx.config>) => ({ ...ctx, config: { ...ctx.config, ...more } })
    const folder = mkdtempSync(join(tmpdir(), 'tongban-worked-in-'))
    await git.init({ fs, dir: folder, defaultBranch: 'published' })
    await expect(publication.start(set({ processesRepository: folder }), deploy)).rejects.toThrow(/"published" is checked out in/)
    await expect(publication.start(set({ processesRepository: tmpdir() }), deploy)).rejects.toThrow(/holds no git repository/)
    const worked = set({ processesRepository: null, processesDir: join(folder, 'processes') })
    await publication.start(worked, deploy)
    expect(ctx.logged.at(-1)!.message).toMatch(/"published" is checked out/)
    expect(await code(publication.proposeNow(worked, { matter: AD, base: null, files: { 'matter.json': `{"code":"${AD}"}`, 'process.bpmn': '' }, message: '样例', author: officers.analyst }))).toBe('no-repository')
    rmSync(folder, { recursive: true })
  })
})
