/** The modeler in a real browser: opened from the list, drawn by keyboard and mouse, judged while drawing, foreign and hostile files. */
import type { Page } from 'playwright-core'
import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { inTransaction } from '../../server/db/pool.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import { giveBack, proposeNow, withdraw } from '../../server/publication/service.ts'
import { saveDraft } from '../../server/modeler/drafts.ts'
import { openMatter as openFiles } from '../../server/modeler/service.ts'
import { group } from '../support/byHand.ts'
import { faults, WIDTHS } from '../support/browser.ts'
import { modelerSite, openAsAnalyst, openMatter as openMatterOf, renameStep } from '../support/modelerPage.ts'

const site = modelerSite(['huwai-guanggao', 'jianzhu-shigong-xuke'])
// what one story left in its draft is not the next one's beginning, nor its window still open
beforeEach(async () => { await site.db.raw('delete from matter_draft; delete from matter_presence') })
const diagram = readFileSync('processes/huwai-guanggao/process.bpmn', 'utf8')

const open = (path: string, width?: keyof typeof WIDTHS) => openAsAnalyst(site, path, width)
const openMatter = (code = 'huwai-guanggao') => openMatterOf(site, code)
const judged = (page: Page) => page.locator('.m-lint')

async function choose(page: Page, name: string, text: string): Promise<void> {
  await page.locator('.m-head input[type=file]').setInputFiles({ name, mimeType: 'application/xml', buffer: Buffer.from(text) })
}

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`the list of matters at ${WIDTHS[width].width} px leads to one`, async () => {
    const { page, context, errors } = await open('/office/modeler', width)
    expect(await faults(page, 'modeler-list')).toEqual([])
    await page.click('text=城市户外广告设置审批')
    await page.waitForURL('**/office/modeler/huwai-guanggao*')
    expect(errors).toEqual([])
    await context.close()
  })
}

test('a new matter is begun from the list, drawn and proposed', async () => {
  const { page, context, errors } = await open('/office/modeler')
  await page.click('text=新建事项')
  expect(await faults(page, 'modeler-new')).toEqual([])
  await page.fill('[name=name]', '临时占道许可')
  await page.fill('[name=code]', 'linshi-zhandao')
  await page.selectOption('[name=body]', 'chengguan')
  await page.click('button:has-text("建立草稿")')
  await page.waitForSelector('.djs-container [data-element-id=acceptance]')
  expect(await page.locator('.m-head h1').textContent()).toBe('临时占道许可')
  await judged(page).filter({ hasText: '检查通过' }).waitFor()
  await page.click('.m-head button:has-text("提议")')
  await page.fill('.m-dialog textarea', '样例：新事项')
  await page.click('.m-dialog button[type=submit]')
  await page.locator('.m-notice a[href*="/office/publication/proposals/"]').waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('a step is appended by keyboard, named, judged at once; the problem leads to it; undo takes it back', async () => {
  const { page, context, errors } = await openMatter()
  await judged(page).filter({ hasText: '检查通过' }).waitFor()
  expect(await faults(page, 'modeler')).toEqual([])
  await page.locator('[data-element-id=acceptance] .djs-hit').first().click()
  await page.keyboard.press('a')
  await page.locator('.djs-popup .entry', { hasText: '用户任务' }).first().click()
  await judged(page).filter({ hasText: '个错误' }).waitFor()
  await page.keyboard.press('Control+b')
  await page.locator('.m-problems .m-message', { hasText: /^环节“未命名的审批环节（窗口受理之后）”没有表单。请填写“表单名”/ }).waitFor()
  await page.locator('.m-problems li button', { hasText: '#Activity_' }).first().click()
  await page.locator('.bio-properties-panel-header-type', { hasText: '审批环节' }).waitFor()
  expect(await faults(page, 'modeler-problem')).toEqual([])
  await page.locator('.djs-container').click({ position: { x: 400, y: 40 } })
  for (let step = 0; step < 5 && !(await judged(page).textContent())!.includes('检查通过'); step++) {
    await page.keyboard.press('Control+z')
    await page.waitForTimeout(400)
  }
  await judged(page).filter({ hasText: '检查通过' }).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('a tab that breaks while it is put up says so in its place, and is there when tried again', async () => {
  const { page, context } = await openMatter()
  await page.evaluate(() => {
    const whole = DOMParser
    const broken = function () { throw new Error('样例故障') } as unknown as typeof DOMParser
    Object.assign(window, { DOMParser: broken, mend: () => { window.DOMParser = whole } })
  })
  await page.click('#tab-of-forms')
  const panel = page.locator('#tab-forms')
  await panel.locator('text=样例故障').waitFor()
  expect([await panel.count(), await page.locator('#tab-diagram').isVisible()]).toEqual([1, false])
  expect(await faults(page, 'modeler-tab-failed')).toEqual([])
  await panel.locator('button').click()
  await panel.locator('text=样例故障').waitFor()
  expect(await panel.count(), 'what failed is put away').toBe(1)
  await page.evaluate(() => (window as unknown as { mend(): void }).mend())
  await panel.locator('button').click()
  await panel.locator('.m-outline').waitFor()
  expect(await panel.count()).toBe(1)
  await context.close()
})

test('a problem of each kind leads to its place: an entry of the panel, a place of the guide, a field and a line of a form, a line of a letter and of a scenario', async () => {
  const { files, base } = await openFiles(site.ctx, 'huwai-guanggao')
  const change = (path: string, from: string, to: string): void => {
    expect(files[path], path).toContain(from)
    files[path] = files[path]!.replace(from, to)
  }
  change('process.bpmn', '<zeebe:header key="limit" value="2wd" />', '<zeebe:header key="limit" value="两天" />')
  change('process.bpmn', 'candidateGroups="window"', 'candidateGroups="nobody"')
  change('matter.json', '"name": "彩色效果图"', '"name": "其他有关材料"')
  change('forms/acceptance.schema.json', '"oneOf": [', '"oneOf": [\n        { "const": "return:nowhere", "title": "样例" },')
  const form = JSON.parse(files['forms/siteVisit.schema.json']!) as object
  files['forms/siteVisit.schema.json'] = JSON.stringify({ ...form, 'x-steps': { nowhere: {} } }, null, 2)
  files['letters/permit.hbs'] = ':title {{letter.title}}\n:number {{letter.number}}\n{{{applicant.name}}}\n'
  change('scenarios/bu-yu-shouli.yaml', 'step: acceptance', 'step: nowhere')
  const analyst = (await findOfficerByLogin(site.db, 'shengai-analyst'))!
  await saveDraft(site.ctx, 'huwai-guanggao', analyst.id, { base: base.revision, files, number: 0, tab: 'tab-number-one' })

  const { page, context, errors } = await openMatter()
  await page.keyboard.press('Control+b')
  const go = (code: string) => page.locator('.m-problems li button', { has: page.locator('code', { hasText: code }) }).first().click()
  const focused = (property: 'value' | 'textContent') => page.waitForFunction((name) => (document.activeElement as HTMLInputElement | null)?.[name], property).then(() => page.evaluate((name) => (document.activeElement as HTMLInputElement)[name], property))
  const line = async (tab: string) => {
    await page.locator(`#tab-${tab} .cm-focused`).waitFor()
    return page.locator(`#tab-${tab} .cm-activeLine`).textContent()
  }
  await go('process.bpmn#siteVisit')
  await page.locator('[data-entry-id="custom-entry-tongban:site-visit-limit-0"] input:focus').waitFor()
  expect(await faults(page, 'modeler-place-panel')).toEqual([])
  await go('process.bpmn#acceptance')
  await page.locator('[data-entry-id="tongban-candidates"] input:focus').waitFor()
  await go('matter.json#/materials/')
  await page.locator('#tab-guide input:focus').waitFor()
  expect(await focused('value')).toBe('其他有关材料')
  expect(await faults(page, 'modeler-place-guide')).toEqual([])
  await go('forms/acceptance#/properties/outcome')
  await page.locator('#tab-forms .m-outline button:focus[aria-current]').waitFor()
  expect(await focused('textContent')).toContain('受理')
  await go('forms/siteVisit#/x-steps/nowhere')
  expect(await line('forms')).toContain('nowhere')
  await go('letters/permit.hbs')
  expect(await line('letters')).toBe('{{{applicant.name}}}')
  await go('scenarios/bu-yu-shouli.yaml')
  expect(await line('tryout')).toContain('nowhere')
  expect(await faults(page, 'modeler-place-scenario')).toEqual([])
  expect(errors).toEqual([])
  await context.close()
})

test('a broken file is refused with its line and leaves the drawing alone; a foreign one is opened with what it does not know kept', async () => {
  const { page, context, errors } = await openMatter()
  await choose(page, 'broken.bpmn', diagram.replace('</bpmn:startEvent>', ''))
  expect(await page.locator('.m-notice-danger').textContent()).toMatch(/没有打开 broken\.bpmn（第 \d+ 行/)
  expect(await page.locator('[data-element-id=acceptance]').count()).toBe(1)
  const foreign = diagram.replace('<bpmn:process ', '<bpmn:process xmlns:foreign="urn:foreign" foreign:colour="red" ').replace('<zeebe:formDefinition formKey="acceptance" />', '<zeebe:formDefinition formKey="acceptance" /><foreign:note xmlns:foreign="urn:foreign" by="样例">kept</foreign:note>')
  await choose(page, 'foreign.bpmn', foreign)
  await page.locator('.m-notice-info').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=导出 BPMN')])
  const exported = readFileSync((await download.path())!, 'utf8')
  expect(exported).toMatch(/foreign:colour="red"/)
  expect(exported).toMatch(/<foreign:note[^>]* by="样例">kept<\/foreign:note>/)
  expect(errors).toEqual([])
  await context.close()
})

test('a concept is chosen from the menu, its step has form, candidates and limit; a limit event on it is named after it; a department is added to a sheet', async () => {
  const { page, context, errors } = await openMatter('jianzhu-shigong-xuke')
  await page.locator('[data-element-id=acceptance] .djs-hit').first().click()
  await page.keyboard.press('a')
  await page.locator('.djs-popup input').fill('会签')
  await page.locator('.djs-popup .entry', { hasText: '会签' }).first().click()
  await page.keyboard.press('Escape')
  await page.locator('.bio-properties-panel-header-type', { hasText: '会签' }).waitFor()
  await page.locator('.bio-properties-panel-group-header', { hasText: '会签部门' }).hover()
  await page.locator('[data-group-id="group-tongban-departments"] .bio-properties-panel-add-entry').click()
  await page.locator('.bio-properties-panel-group-header', { hasText: '办理' }).click()
  await page.locator('#bio-properties-panel-tongban-candidates').waitFor()
  await page.waitForTimeout(400)
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=导出 BPMN')])
  const exported = readFileSync((await download.path())!, 'utf8')
  const made = /<bpmn:userTask id="Activity_[\s\S]*?<\/bpmn:userTask>/.exec(exported)![0]
  expect(made).toContain('zeebe:modelerTemplate="tongban:co-approval-sheet"')
  expect(made).toContain('<zeebe:formDefinition formKey="coApproval" />')
  expect(made).toContain('<zeebe:assignmentDefinition candidateGroups="section-chief" />')
  expect(made).not.toContain('zeebe:userTask')
  expect(made.match(/&#34;body&#34;|"body"|&quot;body&quot;/g)).toHaveLength(2)
  expect(errors).toEqual([])
  await context.close()
})

test('the condition of a line is chosen in words; an expression is hidden until it is asked for, and then completed with what exists there', async () => {
  const { page, context, errors } = await openMatter()
  const flow = /<bpmn:sequenceFlow id="([^"]+)"[^>]*>\s*<bpmn:conditionExpression[^>]*>=acceptance = "refuse"</.exec(diagram)![1]!
  await page.locator(`[data-element-id=${flow}] .djs-hit`).first().click({ force: true })
  await group(page, '条件')
  const when = page.getByLabel('什么情况走这条线')
  expect(await when.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]!.label)).toBe('窗口受理：不予受理')
  expect((await when.locator('option').allTextContents()).filter((text) => text.includes('科长审核')), 'a step that comes later').toEqual([])
  expect(await page.locator('.bio-properties-panel-feel-editor-container, .cm-content').count()).toBe(0)
  await when.selectOption({ label: '用表达式写……' })
  const editor = page.locator('.bio-properties-panel .cm-content')
  await editor.click()
  await page.keyboard.press('Control+a')
  const offered = page.locator('.cm-tooltip-autocomplete li')
  await page.keyboard.type('s')
  await offered.filter({ hasText: /^supplement/ }).waitFor() // after which the window looks again
  expect(await offered.filter({ hasText: 'sectionReview' }).count()).toBe(0)
  await page.keyboard.press('Backspace')
  await page.keyboard.type('acc')
  await offered.filter({ hasText: /^acceptance/ }).waitFor()
  expect(await faults(page, 'modeler-feel')).toEqual([])
  await offered.filter({ hasText: /^acceptance/ }).click() // the list takes no Enter in its first 75 ms, also when it was just made anew
  await page.keyboard.type(' = "gaps"')
  await expect.poll(() => editor.textContent()).toBe('acceptance = "gaps"')
  await when.selectOption({ label: '窗口受理：不予受理' })
  await editor.waitFor({ state: 'detached' })
  expect(errors).toEqual([])
  await context.close()
})

test('a deadlock is marked and its run played on the diagram; the longest road is shown; a simulation leaves nothing in the file', async () => {
  const { page, context, errors } = await openMatter('jianzhu-shigong-xuke')
  await page.click('.m-view button:has-text("关键路径")')
  await page.locator('.m-view-sum', { hasText: '最长路径 3 个工作日，承诺 3wd' }).waitFor()
  expect(await page.locator('.djs-element.m-road').count()).toBeGreaterThan(2)
  await page.click('.m-view button:has-text("流程模拟")')
  await page.locator('.bts-palette [title="重新开始"]').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=导出 BPMN')])
  expect(readFileSync((await download.path())!, 'utf8')).not.toMatch(/bioc:|color:/)
  const blocked = readFileSync('processes/jianzhu-shigong-xuke/process.bpmn', 'utf8').replace(/(<bpmn:)exclusiveGateway( id="[^"]*" name="材料齐全、符合法定形式？"[\s\S]*?<\/bpmn:)exclusiveGateway>/, '$1parallelGateway$2parallelGateway>')
  await choose(page, 'blocked.bpmn', blocked)
  await page.locator('.m-badge-error').first().click()
  await page.locator('.m-problems button', { hasText: '演示' }).first().click()
  await page.locator('.djs-element.m-token').first().waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('hostile labels, documentation, colours and links never run', async () => {
  const { page, context, errors } = await openMatter()
  const script = '&lt;img src=x onerror=&quot;document.title=1337&quot;&gt;&lt;script&gt;document.title=1337&lt;/script&gt;'
  const hostile = diagram
    .replaceAll(/ name="[^"]*"/g, ` name="${script}"`)
    .replaceAll(/<bpmn:documentation>[^<]*/g, `<bpmn:documentation>${script}`)
    .replace('<bpmn:definitions ', '<bpmn:definitions xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" ')
    .replaceAll(/<bpmndi:BPMNShape id/g, '<bpmndi:BPMNShape bioc:fill="url(javascript:document.title=1337)" bioc:stroke="red&quot; onload=&quot;document.title=1337" id')
    .replace('<bpmn:userTask id="acceptance"', '<bpmn:userTask id="acceptance" zeebe:modelerTemplateIcon="javascript:document.title=1337"')
  await choose(page, 'hostile.bpmn', hostile)
  await page.locator('.m-notice').first().waitFor()
  await page.locator('[data-element-id=acceptance] .djs-hit').first().click()
  await page.keyboard.press('Control+b')
  await page.waitForTimeout(500)
  expect(await page.title()).not.toContain('1337')
  expect(await page.locator('.m-app script, .m-app img[onerror]').count()).toBe(0)
  expect(errors.filter((error) => !/Failed to load resource|ERR_UNKNOWN_URL_SCHEME|Refused to load|Content Security Policy|violates/i.test(error))).toEqual([])
  await context.close()
})

test('a draft outlives the page, is seen in a second tab and merged there, outlives the connection, and is proposed', async () => {
  const { page, context, errors } = await openMatter()
  const kept = (on: Page, text: string) => on.locator('.m-kept', { hasText: text }).waitFor()
  await kept(page, '没有改动')
  await renameStep(page, 'closeWithdrawn', '撤回处理')
  await kept(page, '已保存')
  await page.reload()
  await page.waitForSelector('[data-element-id=acceptance]')
  expect(await page.locator('[data-element-id=closeWithdrawn] text').textContent()).toBe('撤回处理')
  await kept(page, '已保存')
  expect(await page.locator('.m-kept-others').count(), 'a reload is no second window').toBe(0)

  const second = await context.newPage()
  await second.goto(page.url())
  await second.waitForSelector('[data-element-id=acceptance]')
  await renameStep(second, 'issuePermit', '发证（样例）')
  await kept(second, '已保存')
  await renameStep(page, 'acceptCase', '受理通知（样例）')
  await kept(page, '另一个窗口改过这份草稿')
  await page.locator('.m-kept button', { hasText: '合并' }).click()
  await kept(page, '已保存')
  for (const [id, name] of [['closeWithdrawn', '撤回处理'], ['issuePermit', '发证（样例）'], ['acceptCase', '受理通知（样例）']] as const) expect((await page.locator(`[data-element-id=${id}] text`).textContent())!.replace(/\s/g, '')).toBe(name)
  await second.close()

  await context.setOffline(true)
  await renameStep(page, 'deliver', '送达（样例）')
  await kept(page, '已离线')
  await context.setOffline(false)
  await kept(page, '已保存')

  await judged(page).filter({ hasText: '检查通过' }).waitFor()
  await page.locator('.m-head button', { hasText: '提议发布' }).click()
  await page.fill('.m-dialog textarea', '样例：改了四个环节的名称')
  await page.locator('.m-dialog button', { hasText: '提交' }).click()
  await page.locator('.m-notice a', { hasText: '查看变更申请' }).waitFor()
  await kept(page, '没有改动')
  expect(errors.filter((error) => !/ERR_INTERNET_DISCONNECTED|409/.test(error))).toEqual([])
  await context.close()
})

test('an old version is looked at, compared with the latest side by side, and made the beginning of the draft', async () => {
  const renamed = diagram.replace('name="窗口受理"', 'name="收件受理"').replace('<zeebe:header key="limit" value="2wd" />', '<zeebe:header key="limit" value="1wd" />')
  const guide = readFileSync('processes/huwai-guanggao/matter.json', 'utf8').replace('"name": "彩色效果图"', '"name": "彩色效果图（样例）"')
  await site.repository.push('main', { 'processes/huwai-guanggao/process.bpmn': renamed, 'processes/huwai-guanggao/matter.json': guide }, { message: '样例：改环节名' })
  const { page, context, errors } = await openMatter()
  await page.click('#tab-of-versions')
  const rows = page.locator('.m-versions-acts')
  await rows.nth(1).waitFor()
  await rows.nth(1).locator('button:has-text("查看")').click()
  await page.locator('.m-versions-picture [data-element-id=acceptance]').waitFor()
  await page.click('text=返回版本列表')
  await rows.nth(0).locator('button:has-text("选来对照")').click()
  await rows.nth(1).locator('button:has-text("与所选版本对照")').click()
  await page.locator('.m-versions-sentences button', { hasText: '收件受理' }).first().click()
  expect(await page.locator('.m-versions-picture .m-change-changed[data-element-id=acceptance].selected').count()).toBe(2)
  expect(await page.locator('.m-change-sign-changed').count()).toBe(4)
  expect(await page.locator('.m-change-facts', { hasText: '2 个工作日 → 1 个工作日' }).count()).toBe(1)
  const boxes = await page.locator('.m-versions-picture .viewport').evaluateAll((all) => all.map((one) => (one as SVGGElement).transform.baseVal[0]!.matrix).map(({ a, e, f }) => [a, e, f].map((value) => value.toFixed(1))))
  expect(boxes[0]).toEqual(boxes[1])
  expect(await faults(page, 'modeler-versions')).toEqual([])
  await page.locator('.m-versions-sentences button', { hasText: '彩色效果图' }).click()
  await page.locator('#tab-guide input:focus').waitFor()
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toContain('彩色效果图')
  await page.click('#tab-of-versions')
  await page.click('text=返回版本列表')
  await rows.nth(1).locator('button:has-text("以此为草稿")').click()
  await page.locator('.m-table th code', { hasText: 'process.bpmn' }).waitFor()
  await page.click('#tab-of-diagram')
  await page.locator('[data-element-id=acceptance]', { hasText: '窗口' }).first().waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('where the page of a returned proposal leads, that revision is opened and kept as a draft', async () => {
  const { page, context, errors } = await open('/office/modeler/huwai-guanggao')
  const { matter } = await page.evaluate(() => JSON.parse(document.getElementById('modeler-model')!.textContent!))
  const [analyst, lawyer] = [(await findOfficerByLogin(site.db, 'shengai-analyst'))!, (await findOfficerByLogin(site.db, 'shengai-legal'))!]
  const drawn = matter.files['process.bpmn'] as string
  const renamed = page.locator(`[data-element-id=${/<bpmn:userTask id="([^"]+)"/.exec(drawn)![1]!}]`, { hasText: '退回的' }).first()
  const files = { ...matter.files, 'process.bpmn': drawn.replace(/(<bpmn:userTask id="[^"]+" name=")[^"]+/, '$1退回的稿') }
  const { id } = await proposeNow(site.ctx, { matter: 'huwai-guanggao', base: matter.base.revision, files, message: '样例：改名', author: analyst })
  await inTransaction(site.db, (tx) => giveBack(tx, site.ctx, { officer: lawyer, proposal: id, revision: 1, remarks: '样例：请改回原名。' }))
  await page.goto(`${site.origin}/office/modeler/huwai-guanggao?returned`) // where that page's link leads (publication.test.ts)
  await renamed.waitFor()
  await page.locator('.m-kept', { hasText: '已保存' }).waitFor()
  await page.reload()
  await renamed.waitFor()
  await inTransaction(site.db, (tx) => withdraw(tx, site.ctx, analyst, id, '样例：只为查看'))
  expect(errors).toEqual([])
  await context.close()
})

test('what legal review said of a returned proposal stands on its elements, and its files are taken up into a draft that is kept', async () => {
  const { page, context, errors } = await open('/office/modeler/huwai-guanggao')
  await page.waitForSelector('.djs-container [data-element-id=acceptance]')
  expect(await page.locator('.m-returned').count()).toBe(0)
  const opened = await page.evaluate(() => JSON.parse(document.getElementById('modeler-model')!.textContent!))
  const analyst = (await findOfficerByLogin(site.db, 'shengai-analyst'))!
  const lawyer = (await findOfficerByLogin(site.db, 'shengai-legal'))!
  const ctx = site.ctx
  const files = { ...opened.matter.files, 'process.bpmn': diagram.replace('name="窗口受理"', 'name="收件核对"') }
  const proposal = await proposeNow(ctx, { matter: 'huwai-guanggao', base: opened.matter.base.revision, files, message: '样例：改名', author: analyst })
  await inTransaction(site.db, (tx) => giveBack(tx, ctx, { officer: lawyer, proposal: proposal.id, revision: 1, remarks: 'acceptance 的名称请用“窗口受理”。' }))
  await page.reload()
  await page.locator('.m-notice-danger', { hasText: '退回' }).waitFor()
  await page.locator('[data-container-id=acceptance] .m-badge-warning').click()
  await page.locator('.m-problems li button', { hasText: '法核意见' }).waitFor()
  await page.click('text=取回退回的稿')
  await page.locator('[data-element-id=acceptance]', { hasText: '收件核' }).first().waitFor()
  expect(await faults(page, 'modeler-returned')).toEqual([])

  await page.locator('.m-kept', { hasText: '已保存' }).waitFor()
  await page.reload() // that the draft goes on with what was returned is kept with it
  await page.waitForSelector('.djs-container [data-element-id=acceptance]')
  await page.locator('[data-element-id=acceptance]', { hasText: '收件核' }).first().waitFor()
  expect(errors).toEqual([])
  await context.close()
})
