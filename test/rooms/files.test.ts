/** The door to stored files: what is taken, what is refused, that nothing is left of what was refused, and how files are served back. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, rows } from '../../server/db/pool.ts'
import { Refusal } from '../../server/errors.ts'
import * as files from '../../server/files/service.ts'
import { safeName } from '../../server/files/names.ts'
import { rangeOf } from '../../server/files/serve.ts'
import { contextAt, type TestContext } from '../support/context.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { jpeg, pdf, png } from '../support/samples.ts'

let database: TestDatabase, ctx: TestContext, dir: string, app: FastifyInstance

beforeAll(async () => {
  database = await createTestDatabase()
  dir = mkdtempSync(join(tmpdir(), 'tongban-files-'))
  ctx = contextAt(openDatabase(database.url), '2026-03-02T09:00:00+08:00', { DATA_DIR: dir })
  app = fastify()
  app.get('/file/:hash', async (request, reply) => files.serve(reply, ctx, (request.params as { hash: string }).hash, { name: '合同.pdf', inline: 'inline' in (request.query as object) }))
})

afterAll(async () => {
  await app.close()
  await ctx.db.destroy()
  await database.drop()
  rmSync(dir, { recursive: true, force: true })
})

const leftOver = () => readdirSync(join(dir, 'files/tmp'))
const codeOf = (work: Promise<unknown>) => work.then(() => 'taken', (error: unknown) => (error instanceof Refusal ? error.code : String(error)))

describe('storing', () => {
  it.each([['pdf', pdf('样例')], ['jpg', jpeg(40, 30)], ['png', png(40, 30)]])('takes a %s whatever its name says, and keeps it once', async (ending, data) => {
    const first = await files.store(ctx, { name: 'x.exe', data })
    const second = await files.store(ctx, { name: '合同 副本.txt', data: Readable.from([data.subarray(0, 10), data.subarray(10)]) })
    expect(first).toMatchObject({ size: data.length, name: `x.${ending}` })
    expect(second).toEqual({ ...first, name: `合同 副本.${ending}` })
    expect(await rows(ctx.db, 'select hash from stored_file where hash = ?', [first.hash])).toHaveLength(1)
    expect(leftOver()).toEqual([])
  })

  const html = Buffer.from('<!doctype html><script>alert(1)</script>')
  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'file-empty'],
    ['HTML called .pdf', html, 'file-type'],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'file-type'],
    ['a zip (docx, zip bomb)', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200)]), 'file-type'],
    ['an exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]), 'file-type'],
    ['a gif', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(100)]), 'file-type'],
    ['a PDF with rubbish before its header', Buffer.concat([html, pdf('x')]), 'file-type'],
    ['a PDF cut off', pdf('x').subarray(0, -60), 'file-cut'],
    ['a PDF with a password', Buffer.from(pdf('x').toString('latin1').replace('trailer <<', 'trailer << /Encrypt 9 0 R'), 'latin1'), 'file-locked'],
    ['a PDF with a script', Buffer.from(pdf('x').toString('latin1').replace('/Type /Catalog', '/Type /Catalog /OpenAction << /S /JavaScript /JS (x) >>'), 'latin1'), 'file-active'],
    ['a PNG with a zip behind it', Buffer.concat([png(4, 4), Buffer.from('PK\x03\x04')]), 'file-cut'],
    ['a PNG of 60,000 x 60,000', png(60_000, 60_000), 'file-pixels'],
    ['a JPEG of 60,000 x 60,000', jpeg(60_000, 60_000), 'file-pixels'],
    ['a PNG of nothing', png(0, 0), 'file-cut'],
    ['a PDF that hides its script behind #xx', Buffer.from('%PDF-1.4\n<< /S /J#61vaScript /JS (app.alert(1)) >>\n%%EOF'), 'file-active'],
    ['a PDF that sends its form elsewhere', Buffer.from('%PDF-1.4\n<< /S /SubmitForm /F (http://example.invalid) >>\n%%EOF'), 'file-active'],
    ['a JPEG cut off', jpeg(40, 30).subarray(0, -2), 'file-cut'],
    ['11 MB', Buffer.alloc(11 * 1024 * 1024, 1), 'file-too-large'],
  ])('refuses %s and keeps nothing of it', async (_, data, code) => {
    const before = await rows(ctx.db, 'select hash from stored_file')
    expect(await codeOf(files.store(ctx, { name: 'x.pdf', data }))).toBe(code)
    expect(await rows(ctx.db, 'select hash from stored_file')).toEqual(before)
    expect(leftOver()).toEqual([])
  })

  it.each<[string, Buffer, string, string]>([
    ['bytes of no known kind', Buffer.from([1, 2, 3, 250, 251, 0, 9, 9]), '无法识别的文件类型', 'of a kind that is not recognised'],
    ['HTML', html, '文本或网页', 'text or a web page'],
    ['a zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200)]), '压缩包', 'an archive'],
    ['a gif', Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(100)]), 'GIF 图片', 'a GIF picture'],
    ['an exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]), '可执行程序', 'a program'],
  ])('says of %s what it is in words, and what is taken', async (_, data, zh, en) => {
    const refusal = await files.store(ctx, { name: 'x.pdf', data }).then(() => undefined, (error: Refusal) => error)
    expect(refusal!.sentence('zh-CN')).toBe(`文件“x.pdf”不能接收：按内容看是${zh}。只接收 PDF、JPG、PNG 文件，请转换格式后再上传。`)
    expect(refusal!.sentence('en')).toContain(`by its content it is ${en}. PDF, JPG and PNG are taken`)
  })

  it('stops reading an endless upload at the limit', async () => {
    let sent = 0
    const endless = Readable.from((function* () { for (;;) { sent += 65536; yield Buffer.alloc(65536, 7) } })())
    expect(await codeOf(files.store(ctx, { name: 'x', data: endless, mostBytes: 200_000 }))).toBe('file-too-large')
    expect(sent).toBeLessThan(600_000)
    expect(leftOver()).toEqual([])
  })

  it('leaves no file and no row when the sender goes away at each tenth of an upload', async () => {
    const data = pdf('x'.repeat(5000))
    for (let tenth = 0; tenth < 10; tenth++) {
      const cut = Readable.from((function* () {
        yield data.subarray(0, Math.floor(data.length * tenth / 10))
        throw new Error('connection reset')
      })())
      await expect(files.store(ctx, { name: 'x.pdf', data: cut })).rejects.toThrow('connection reset')
    }
    expect(leftOver()).toEqual([])
  })

  it('clears what a killed process left, but not what is still arriving', async () => {
    const { writeFileSync, utimesSync } = await import('node:fs')
    for (const name of ['old', 'new']) writeFileSync(join(dir, 'files/tmp', name), 'x')
    const now = ctx.now().getTime() / 1000
    utimesSync(join(dir, 'files/tmp/old'), now - 90_000, now - 90_000)
    utimesSync(join(dir, 'files/tmp/new'), now - 60, now - 60)
    expect(await files.tidyUploads(ctx)).toBe(1)
    expect(leftOver()).toEqual(['new'])
    rmSync(join(dir, 'files/tmp/new'))
  })

  it.each([
    ['../../etc/passwd', 'passwd.pdf'], ['C:\\temp\\图纸.PDF.exe', '图纸.pdf'], ['\u202Efdp.exe', 'fdp.pdf'], ['a\r\nb\0.pdf', 'ab.pdf'], ['', 'file.pdf'], ['...', 'file.pdf'],
    ['x'.repeat(300), `${'x'.repeat(80)}.pdf`], ['施工合同(第2版).pdf', '施工合同(第2版).pdf'], ['𠮷䶮.pdf', '𠮷䶮.pdf'],
  ])('calls %j %j', (given, shown) => expect(safeName(given, 'application/pdf')).toBe(shown))
})

describe('serving', () => {
  it('sandboxes, never sniffs, never caches; downloads unless asked to show', async () => {
    const { hash, size } = await files.store(ctx, { name: 'x', data: pdf('serve') })
    const reply = await app.inject(`/file/${hash}`)
    expect(reply.statusCode).toBe(200)
    expect(reply.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store', 'content-length': String(size) })
    expect(reply.headers['content-security-policy']).toContain('sandbox')
    expect(reply.headers['content-disposition']).toBe("attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf")
    expect((await app.inject(`/file/${hash}?inline`)).headers['content-disposition']).toMatch(/^inline;/)
  })

  it('answers one range as pdf.js asks for it, and nothing beyond the file', async () => {
    const data = pdf('range')
    const { hash } = await files.store(ctx, { name: 'x', data })
    const part = await app.inject({ url: `/file/${hash}`, headers: { range: 'bytes=5-14' } })
    expect([part.statusCode, part.headers['content-range'], part.rawPayload.equals(data.subarray(5, 15))]).toEqual([206, `bytes 5-14/${data.length}`, true])
    const beyond = await app.inject({ url: `/file/${hash}`, headers: { range: `bytes=${data.length}-` } })
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, `bytes */${data.length}`])
  })

  it.each([['bytes=0-', { start: 0, end: 9 }], ['bytes=-3', { start: 7, end: 9 }], ['bytes=8-100', { start: 8, end: 9 }], ['bytes=5-2', undefined], ['bytes=0-1,3-4', undefined], ['items=0-1', undefined], ['bytes=-', undefined]])('reads %s', (text, range) => {
    expect(rangeOf(text, 10)).toEqual(range)
  })

  it('knows no file by a name that is no hash', async () => {
    for (const hash of ['..%2f..%2fpasswd', 'x', 'a'.repeat(64)]) expect((await app.inject(`/file/${hash}`)).statusCode).not.toBe(200)
  })
})
