/** The pages of publication at both widths, and one change from the lawyer's desk to the public guide by mouse and keyboard. */
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { webRooms } from '../../server/app.ts'
import * as cases from '../../server/cases/service.ts'
import { change, inTransaction } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { findOfficerByLogin, loadSample, type Officer } from '../../server/people/service.ts'
import * as publication from '../../server/publication/service.ts'
import { faults, openPage, WIDTHS } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { applicant } from '../support/caseFixture.ts'
import { processesRepository, type OutsideRepository } from '../support/processesRepository.ts'
import { serverWith } from '../support/web.ts'

const AD = 'huwai-guanggao'
let repository: OutsideRepository
const site = browserSite('2026-03-02T01:00:00Z', async (ctx) => {
  repository = await processesRepository([AD, 'qiye-touzi-beian'])
  ctx.config = { ...ctx.config, processesRepository: repository.dir }
  await loadSample(ctx)
  await publication.start(ctx, async () => undefined)
  return serverWith(ctx, webRooms().slice(1))
})
afterAll(() => repository.remove())

const officer = async (login: string): Promise<Officer> => (await findOfficerByLogin(site.db, login))!

async function proposeChange(change: (files: publication.MatterFiles, guide: any) => void): Promise<string> {
  const { revision, files } = await publication.readFiles(site.ctx, AD)
  const guide = JSON.parse(files['matter.json']!) as unknown
  change(files, guide)
  return (await publication.proposeNow(site.ctx, { matter: AD, base: revision, files: { ...files, 'matter.json': JSON.stringify(guide, null, 2) }, message: '样例：把结构鉴定的计划天数改短\n\n依据本市 2026 年第 1 号通知。', author: await officer('shengai-analyst') })).id
}

/** A common part of forms and two matters that refer to it, pushed as one branch. */
async function pushedPart(width: string): Promise<publication.Proposal[]> {
  const branch = `proposals/parts-${width}`
  const forms = await Promise.all([AD, 'qiye-touzi-beian'].map(async (code): Promise<[string, string]> => {
    const form = JSON.parse((await publication.readFiles(site.ctx, code, await repository.tipOf('main'))).files['forms/application.schema.json']!)
    form.properties.place = { $ref: '../shared/place.schema.json' }
    form['x-pages'][0].properties.push('place')
    return [`forms/${code}/application.schema.json`, JSON.stringify(form, null, 2)]
  }))
  await repository.push(branch, { ...Object.fromEntries(forms), 'forms/shared/place.schema.json': JSON.stringify({ title: '样例：联系地点', type: 'string', maxLength: 50 }) }, { message: '样例：联系地点改用公用部件' })
  await publication.look(site.ctx, async () => undefined)
  return (await publication.list(site.db, { code: AD, states: ['proposed'] }, 10)).filter((one) => one.branch === branch)
}

async function openCase(): Promise<void> {
  const version = (await matters.effective(site.db, AD, site.ctx.now()))!
  await inTransaction(site.db, (tx) => cases.open(tx, site.ctx, { version, applicant, data: {}, routing: {} }))
}

async function signIn(page: Page, login: string, next: string): Promise<void> {
  await page.context().clearCookies()
  await page.goto(`${site.origin}/office/sign-in?next=${next}`)
  await page.fill('[name=login]', login)
  await page.fill('[name=password]', 'tongban-sample')
  await page.press('[name=password]', 'Enter')
  await page.waitForURL(`**${next}`)
}

test('a change of a common part: filtered by matter, and signed in one go', async () => {
  const [parts] = await pushedPart('at-once')
  const { page, context, errors } = await openPage(site.browser, { width: 'wide' })
  await signIn(page, 'shengai-legal', `/office/publication/proposals/${parts!.id}`)
  await page.click('a[href$="/together"]')
  await page.waitForURL('**/together')
  expect(await page.locator('tbody tr').count()).toBe(2)
  await page.fill('#together-q', 'qiye')
  await page.press('#together-q', 'Enter')
  await page.waitForURL('**q=qiye')
  expect(await page.locator('tbody tr').allTextContents()).toEqual([expect.stringContaining('qiye-touzi-beian')])
  await page.fill('#together-q', '')
  await page.press('#together-q', 'Enter')
  await page.waitForURL('**q=')
  expect(await page.locator('[name=proposals]:checked').count()).toBe(2)
  // the first was changed meanwhile: what was read is not what would be signed
  await page.locator('[name=proposals]').first().evaluate((box) => { (box as HTMLInputElement).value = (box as HTMLInputElement).value.replace(/:.*/, ':99') })
  await page.fill('#remarks', '样例：已逐项核对')
  await page.click('#judge button')
  await page.waitForURL('**/signature')
  expect(await page.textContent('main')).toContain('已签署 1 件')
  expect(await page.locator('.callout-danger').innerText(), 'each that could not be signed, with its reason').toMatch(/^有 1 件未能签署\s*城市户外广告设置审批：\S.*/)
  const open = (await publication.list(site.db, { states: ['proposed', 'signed'] }, 50)).filter(({ branch }) => branch === parts!.branch)
  expect(open.map(({ state }) => state).sort()).toEqual(['proposed', 'signed'])
  await page.click('main a[href*="?list=signed"]')
  await page.waitForURL('**list=signed**')
  expect(await page.locator('tbody tr').count()).toBe(1)
  expect(await page.locator('[name=proposals]').count(), 'what is signed is not signed again').toBe(0)
  expect(errors, 'what was refused, and nothing else').toEqual([expect.stringContaining('409')])
  for (const { id } of open) await inTransaction(site.db, async (tx) => publication.withdraw(tx, site.ctx, await officer('shengai-analyst'), id, '样例：只为查看'))
  await context.close()
})

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`every page at ${WIDTHS[width].width} px`, async () => {
    const good = await proposeChange((_, guide) => { guide.faq.push({ question: `样例问（${width}）？`, answer: '样例答。' }); guide.pauses[0].planned.amount += 1 })
    const bad = await proposeChange((files, guide) => { guide.keywords.push(width); files['process.bpmn'] = files['process.bpmn']!.replace('type="case:accept"', 'type="department:<script>alert(1)</script>"').replace('key="limit" value="1wd"', 'key="limit" value=""') })
    await repository.push('published', { [`processes/qiye-touzi-beian/matter.json`]: `{"code":"qiye-touzi-beian","name":"<img src=x onerror=alert(1)>${width}"}` })
    await publication.look(site.ctx, async () => undefined)
    const [pushed] = await publication.list(site.db, { code: 'qiye-touzi-beian', states: ['proposed'] }, 1)
    const [parts] = await pushedPart(width)
    const returned = await proposeChange((_, guide) => { guide.keywords.push(`退回${width}`) })
    await inTransaction(site.db, async (tx) => publication.giveBack(tx, site.ctx, { officer: await officer('shengai-legal'), proposal: returned, revision: 1, remarks: '样例：“退回”一词请改为“补充”。' }))
    await openCase()
    const law = await inTransaction(site.db, async (tx) => publication.openLawChange(tx, site.ctx, await officer('shengai-legal'), { law: '行政许可法', article: '第四十五条', summary: '样例：特别程序的条文有修改。', inForceOn: '2026-03-10' }))
    const { page, context, errors } = await openPage(site.browser, { width })
    await signIn(page, 'shengai-legal', '/office/publication')
    const found = await faults(page, 'publication')
    for (const [name, path] of Object.entries({ good: `proposals/${good}`, bad: `proposals/${bad}`, manual: `proposals/${good}/manual`, pushed: `proposals/${pushed!.id}`, together: `proposals/${parts!.id}`, 'together-all': `proposals/${parts!.id}/together`, matters: 'matters', matter: `matters/${AD}`, laws: 'law-changes', law: `law-changes/${law}` })) {
      await page.goto(`${site.origin}/office/publication/${path}`)
      found.push(...await faults(page, `publication-${name}`))
    }
    await page.goto(`${site.origin}/office/publication/proposals/${good}`)
    await page.click('a[href$="/manual"]')
    expect(await page.textContent('main'), 'the draft in words, not what is in force').toContain('草稿')
    expect((await page.goto(`${site.origin}/office/publication/proposals/${bad}/manual`))!.status(), 'too broken to be read').toBe(404)
    await page.goto(`${site.origin}/office/publication`)
    errors.length = 0
    expect(await page.locator('#revise').count(), 'no business of a lawyer').toBe(0)
    await signIn(page, 'shengai-analyst', `/office/publication/proposals/${returned}`)
    expect(await page.getAttribute('#revise a', 'href')).toBe(`/office/modeler/${AD}?returned`)
    found.push(...await faults(page, 'publication-returned'))
    expect(found).toEqual([])
    expect(errors).toEqual([])
    const opened = (await Promise.all([AD, 'qiye-touzi-beian'].map((code) => publication.list(site.db, { code, states: ['proposed'] }, 10)))).flat().filter(({ branch }) => branch.startsWith('proposals/parts-'))
    for (const id of [bad, good, returned, ...opened.map((one) => one.id)]) await inTransaction(site.db, async (tx) => publication.withdraw(tx, site.ctx, await officer('shengai-analyst'), id, '样例：只为查看'))
    await context.close()
  })
}

test('a change goes from the lawyer to the publisher to the public guide, and back again', async () => {
  const id = await proposeChange((_, guide) => { guide.faq.push({ question: '样例：新增的问题？', answer: '样例答。' }) })
  const { page, context, errors } = await openPage(site.browser, {})
  await signIn(page, 'shengai-legal', '/office/publication')
  await page.click(`a[href$="/proposals/${id}"]`)
  expect(await page.textContent('.change-list')).toContain('样例：新增的问题？')
  await page.fill('#remarks', '样例：已逐条核对。')
  await page.click('text=签署 >> nth=-1')
  await page.waitForURL('**?done=signature')
  await signIn(page, 'shengai-publisher', `/office/publication/proposals/${id}`)
  await page.click('#publish button')
  await page.waitForURL('**?done=publication')
  await page.goto(`${site.origin}/matters/${AD}`)
  expect(await page.textContent('main')).toContain('样例：新增的问题？')

  // the cases of the first tests stand on the version before; one of them as if an engine had it
  await change(site.db, `insert into engine_instance (case_id, engine, hash, process_id, version, instance_key, state, started_at, probed_at) select min(id), 'embedded', 'x', 'x', 1, 1, 'running', now(), now() from case_file`)
  await change(site.db, `update outbox set state = 'done' where topic = 'engine:start'`)
  await page.goto(`${site.origin}/office/publication/matters/${AD}`)
  await page.click('text=查看迁移预览')
  expect(await page.textContent('.history-list')).toContain('办件没有运行中的流程实例')
  expect(await page.locator('input[name=caseIds]').count()).toBe(1)
  expect(await faults(page, 'publication-migration')).toEqual([])
  await page.setViewportSize(WIDTHS.phone)
  expect(await faults(page, 'publication-migration')).toEqual([])
  await page.setViewportSize(WIDTHS.wide)

  await page.goto(`${site.origin}/office/publication/matters/${AD}`)
  await page.click('summary:has-text("回退到这一版本")')
  await page.fill('[id^=rollback-]', '样例：问题写错了')
  await page.click('button:has-text("回退")')
  await page.waitForURL('**?done=rollback')
  expect(await faults(page, 'publication-rolled-back')).toEqual([])
  await page.goto(`${site.origin}/matters/${AD}`)
  expect(await page.textContent('main')).not.toContain('样例：新增的问题？')
  expect(errors).toEqual([])
  await context.close()
})
