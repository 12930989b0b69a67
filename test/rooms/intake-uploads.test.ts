/** Files handed in (domain A8): taken by content, shown to their owner, gone with a broken upload; seen by those officers who need them (H12). */
import { readdirSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Knex } from 'knex'
import { beforeAll, describe, expect, it } from 'vitest'
import { row, rows } from '../../server/db/pool.ts'
import * as intake from '../../server/intake/service.ts'
import { applications } from '../support/applicant.ts'
import { intakeDesk } from '../support/intakeDesk.ts'
import { pdf, png } from '../support/samples.ts'
import { Visitor } from '../support/web.ts'

const desk = intakeDesk('2026-03-02T09:00:00+08:00')
const { applicant, apply, offer } = desk
let db: Knex, app: FastifyInstance, dir: string
beforeAll(() => { ({ db, app, dir } = desk) })

describe('materials', () => {
  it('are taken by content, shown back to their owner only, and can be removed', async () => {
    const person = applicant()
    expect(await person.fill('huwai-guanggao', applications['huwai-guanggao']!)).toBe('/apply/draft/materials')
    expect((await person.get('/apply/draft/materials')).body).toContain('/matters/huwai-guanggao/materials/safety-commitment/blank.pdf')
    const fake = await person.upload('/apply/draft/materials/site-photo', { name: '照片.jpg', data: Buffer.from('<svg onload=alert(1)>') })
    expect(fake.statusCode).toBe(422)
    expect(fake.body).toContain('只接收 PDF、JPG、PNG 文件')
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
