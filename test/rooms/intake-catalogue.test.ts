/** Finding a matter and its guide, and filling in a draft: page by page, kept, found again, judged by the version in force. */
import type { Knex } from 'knex'
import { beforeAll, describe, expect, it } from 'vitest'
import { change, inTransaction, row, rows } from '../../server/db/pool.ts'
import * as intake from '../../server/intake/service.ts'
import * as matters from '../../server/matters/service.ts'
import { applications, issuesIn, organisation, plain } from '../support/applicant.ts'
import type { TestContext } from '../support/context.ts'
import { intakeDesk } from '../support/intakeDesk.ts'
import { pdfText } from '../support/pdfText.ts'

const desk = intakeDesk('2026-03-02T09:00:00+08:00')
const { applicant, caseOf } = desk
let db: Knex, ctx: TestContext
beforeAll(() => { ({ db, ctx } = desk) })

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
    const initials = await applicant().get('/matters?q=hwgg')
    expect(initials.body).toContain('城市户外广告设置审批')
    expect(initials.body).toContain('共 1 项')
  })

  it('narrows the list by choices, each with the number it leads to, and takes them back one by one', async () => {
    const list = await applicant().get('/matters?kind=instant')
    expect(list.body).toContain('企业投资项目备案')
    expect(list.body).not.toContain('城市户外广告设置审批')
    expect(list.body).toMatch(/<option value="instant" selected>即办件 \((\d+)\)<\/option>/)
    const chosen = plain((await applicant().get(`/matters?kind=instant&body=fagai&q=${encodeURIComponent('投资')}`)).body)
    expect(chosen).toContain(`href="/matters?q=${encodeURIComponent('投资')}&kind=instant"`)
    expect(chosen).toContain(`href="/matters?q=${encodeURIComponent('投资')}&body=fagai"`)
    expect((await applicant().get('/matters?page=999')).body, 'a page beyond the last is the last').toMatch(/href="\/matters\/[a-z-]+"/)
    for (const hostile of ['/matters?kind=x&subject=%00&page=-1', '/matters?q[]=1&topic=%3Cscript%3E', `/matters?q=${'a'.repeat(99)}%F0%9F%98%80`, `/matters?topic=${'a'.repeat(99)}%F0%9F%98%80`, `/matters?q=${encodeURIComponent('(((.*+)+)+$[\\'.repeat(900))}`, `/matters?q=${encodeURIComponent('怎么办理'.repeat(800))}`]) expect((await applicant().get(hostile)).statusCode).toBeLessThan(500)
  })

  it('says what was perhaps meant where nothing is found', async () => {
    const mistyped = (await applicant().get(`/matters?q=${encodeURIComponent('户外广靠')}`)).body
    expect(mistyped).toContain('您要找的是不是')
    expect(mistyped).toContain('/matters/huwai-guanggao')
    expect(plain((await applicant().get(`/matters?q=${encodeURIComponent('广告 火星')}`)).body)).toContain(`href="/matters?q=${encodeURIComponent('广告')}"`)
    const narrowed = plain((await applicant().get(`/matters?q=${encodeURIComponent('广告')}&kind=instant`)).body)
    expect(narrowed).toContain('按所选条件没有找到')
    expect(narrowed).toContain(`href="/matters?q=${encodeURIComponent('广告')}"`)
  })

  it('shows the whole guide: steps with days, materials, fees, law, places, remedies', async () => {
    const guide = await applicant().get('/matters/huwai-guanggao')
    for (const text of ['7 个工作日', '15 个工作日', '结构设计图与安全说明', '容缺后补', '现场核查（两人）', '鉴定（结构安全）', '城市市容和环境卫生管理条例第十一条', '不收取任何费用', '样例市人民政府', '设施类型', '样例，非官方办事指南']) expect(guide.body).toContain(text)
    expect((await applicant().get('/matters/nothing')).statusCode).toBe(404)
  })

  it('offers blank forms and filled samples as PDF, made from the forms themselves', async () => {
    const guide = await applicant().get('/matters/jianzhu-shigong-xuke')
    for (const item of ['application-form', 'funds-commitment']) for (const kind of ['blank', 'sample']) expect(guide.body).toContain(`/matters/jianzhu-shigong-xuke/materials/${item}/${kind}.pdf`)
    const texts: Record<string, string> = {}
    for (const kind of ['blank', 'sample']) {
      const reply = await applicant().get(`/matters/jianzhu-shigong-xuke/materials/funds-commitment/${kind}.pdf`)
      expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'application/pdf'])
      expect(reply.headers['content-disposition']).toMatch(/^attachment; .*%E5%BB%BA%E8%AE%BE/)
      texts[kind] = (await pdfText(reply.rawPayload)).join('\n')
      expect((await applicant().get(`/matters/jianzhu-shigong-xuke/materials/funds-commitment/${kind}.pdf`)).rawPayload.equals(reply.rawPayload), 'made once').toBe(true)
    }
    expect(texts.blank).toContain('建设资金已经落实承诺书')
    expect(texts.blank).not.toContain('样例建设有限公司')
    expect(texts.sample).toContain('样例建设有限公司')
    expect((await applicant().get('/matters/jianzhu-shigong-xuke/materials/contract/blank.pdf')).statusCode).toBe(404)
    expect((await applicant().get('/matters/jianzhu-shigong-xuke/materials/nothing/blank.pdf')).statusCode).toBe(404)
  })

  it('of a 备案 says that the law knows no time to wait: at once, with the promise of the certificate beside it', async () => {
    const guide = (await applicant().get('/matters/qiye-touzi-beian')).body
    expect(guide).toMatch(/30 分钟<\/span><span class="fine">承诺办结时限（即办件）/)
    expect(guide).toMatch(/当场办结<\/span><span class="fine">法定办结时限/)
    expect(guide).toContain('条文不设办理期限，备案信息填报齐全即为备案，不分昼夜')
    expect(guide).not.toContain('1 个工作日')
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
    form.properties!.investment = { ...form.properties!.investment!, minimum: 2000, 'x-sample': '3600' }
    const { hash: _, ...content } = old.bundle
    await inTransaction(db, (tx) => matters.publish(tx, ctx, matters.sealed({ ...content, forms: { ...content.forms, application: form } })))
    const refused = await person.post('/apply/draft/check', { truthful: 'true' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('本事项在您填写期间已经更新')
    expect(plain(refused.body)).toContain('href="/apply/draft/form-2?back=check#field-investment"')
    await person.get('/apply/draft/form-2')
    await person.post('/apply/draft/form-2', { ...applications['qiye-touzi-beian']![2]![1], '/investment': '2400' })
    const file = await caseOf(await person.submit())
    expect(file.versionId).not.toBe(old.id)
    expect(file.data).toMatchObject({ investment: 2400 })
    await change(db, 'delete from matter_publication where version_id = ?', [file.versionId])
  })

  it('is forgotten after 90 days', async () => {
    const person = applicant()
    await person.fill('huwai-guanggao', [])
    const later = { ...ctx, now: () => new Date(ctx.now().getTime() + 91 * 86_400_000) }
    expect(await intake.tidy(later).then(() => rows(db, `select id from application where state = 'draft'`))).toEqual([])
    expect((await person.get('/apply/draft/applicant')).headers.location).toBe('/apply/resume')
  })
})
