/**
 * A matter drawn from nothing by keyboard and mouse, as an analyst does it: process, forms, guide, a problem mended where it is shown, a path
 * recorded; proposed, signed, published; then an applicant finds it and applies, and the window has it in the inbox. Engine, letters and clocks are real.
 */
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { organisation } from '../support/applicant.ts'
import { append, clickLineInto, fill, find, group, openRow, part, problem } from '../support/byHand.ts'
import { faults, fillIn, WIDTHS } from '../support/browser.ts'
import { officeSite } from '../support/browserSite.ts'
import { openAsAnalyst } from '../support/modelerPage.ts'
import { processesRepository, type OutsideRepository } from '../support/processesRepository.ts'

let repository: OutsideRepository | undefined
afterAll(() => repository?.remove())
const site = officeSite('2026-03-02T09:00:00+08:00', async () => {
  repository = await processesRepository(['huwai-guanggao'])
  return { PROCESSES_REPOSITORY: repository.dir }
})

const MATTER = '临时占道许可（样例）'
const CODE = 'linshi-zhandao'

async function good(page: Page, name: string): Promise<void> {
  expect(await faults(page, `nothing-${name}`)).toEqual([])
}

async function begin(): Promise<Awaited<ReturnType<typeof openAsAnalyst>>> {
  const opened = await openAsAnalyst(site, '/office/modeler')
  const { page } = opened
  await page.click('text=新建事项')
  await fillIn(page, { name: MATTER, code: CODE, body: 'chengguan', source: 'empty' })
  await good(page, 'new')
  await page.getByRole('button', { name: '建立草稿' }).click()
  await page.locator('.djs-shape', { hasText: '收到申请' }).first().waitFor()
  return opened
}

async function draw(page: Page): Promise<void> {
  await find(page, '收到申请')
  await append(page, '受理', '窗口受理')
  await append(page, '独占网关', '是否受理？', '判断')
  await append(page, '受理通知', '受理通知')
  await append(page, '审批环节', '科室审批')
  await append(page, '独占网关', '是否准予？')
  await append(page, '制发证照或者决定', '制发许可证', '制发证照')
  await append(page, '送达', '网上送达')
  await append(page, '归档', '归档')
  await append(page, '办结', '准予办结')
  await append(page, '结束事件', '已准予')
  await find(page, '是否受理')
  await append(page, '不予受理', '不予受理')
  await append(page, '结束事件', '未受理')
  await find(page, '是否准予')
  await append(page, '制发证照或者决定', '制发不予许可决定', '制发证照')
  await append(page, '办结', '不予办结')
  await append(page, '结束事件', '未准予')
  await page.keyboard.press('Control+1')
  await good(page, 'drawn')
}

async function setPanel(page: Page): Promise<void> {
  await find(page, '科室审批')
  await group(page, '办理')
  await group(page, '期限')
  await page.locator('.m-pick-chosen', { hasText: '城管局 经办' }).getByRole('button').click() // the chief instead of the handler
  const post = page.locator('#bio-properties-panel-tongban-candidates')
  await post.fill('科长')
  await post.press('Enter')
  await page.getByLabel('办理期限').fill('15wd')
  await find(page, '制发不予许可决定')
  await group(page, '结果')
  await group(page, '文书')
  await page.getByLabel('结果', { exact: true }).selectOption({ label: '不予许可' })
  await page.getByLabel('证照或者文书').fill('decision-deny')
  await good(page, 'panel')
}

async function buildForms(page: Page): Promise<void> {
  await page.click('#tab-of-forms')
  await page.locator('.m-new-missing', { hasText: '科室审批' }).getByLabel('从哪里开始').selectOption({ label: '审批决定' })
  await good(page, 'forms-missing')
  await page.getByRole('button', { name: '建立“科室审批”的表单' }).click()
  await page.getByRole('button', { name: '建立“窗口受理”的表单' }).click()
  await page.getByRole('button', { name: `建立“${MATTER}申请表”的表单` }).click()
  const panel = page.locator('.m-panel')
  const add = async (kind: string, fields: Record<string, string>): Promise<void> => {
    await page.locator('.m-palette button', { hasText: kind }).first().click()
    await panel.locator('h3', { hasText: kind }).waitFor() // the new field's panel, not the one before
    await fill(panel, fields)
  }
  await page.locator('.m-outline button', { hasText: '单行文字' }).click()
  await fill(panel, { 名称: '占用事由', 标识: 'purpose', 样例值: '样例：门店装修搭设围挡' })
  await add('单行文字', { 名称: '占用地点', 标识: 'address', 样例值: '样例市样例区样例路1号门前' })
  await add('数字', { 名称: '占用面积', 标识: 'area', 单位: '平方米', 样例值: '12' })
  await add('声明承诺', { 名称: '声明：所填内容真实，并对其负责', 标识: 'truth' })
  await page.frameLocator('.m-tab-forms .m-preview iframe').getByLabel('占用地点').waitFor()
  await good(page, 'form')
}

async function writeGuide(page: Page): Promise<void> {
  await page.click('#tab-of-guide')
  const section = (name: string): Promise<void> => page.locator('.m-tab-guide .m-files button', { hasText: name }).click()
  const addTo = (legend: string): Promise<void> => part(page, legend).getByRole('button', { name: '增加一项' }).click()
  const guide = page.locator('.m-guide')
  await section('对象和条件')
  for (const kind of ['自然人', '企业法人']) await part(page, '服务对象').getByLabel(kind).check()
  await fill(guide, { 受理条件: '占用城市道路确有必要，不影响行人和车辆通行（样例）', 通办范围: '全市' })
  await section('申请材料')
  await addTo('申请材料')
  await fill(part(page, '申请材料'), { 材料标识: 'application-form', 名称: '临时占道申请表（在线填写）', 原件份数: '0', 复印件份数: '0', 材料形式: '电子化', 要求提供的依据: '中华人民共和国行政许可法第二十九条', 受理标准: '在线填写齐全', 表单: 'application' })
  await part(page, '申请材料').getByLabel('提供示例样表').check()
  await section('时限')
  await fill(part(page, '法定时限'), { 依据: '中华人民共和国行政许可法第四十二条', 计量单位依据: '行政许可法第八十二条：期限以工作日计算' })
  await fill(part(page, '受理时限'), { 逾期不答复的后果: '由人决定' })
  await section('办理环节')
  await page.getByRole('button', { name: '从流程图补上 2 个环节' }).click()
  for (const [row, standard, result] of [['窗口受理', '材料齐全、符合法定形式', '受理通知书或者不予受理决定书'], ['科室审批', '对照受理条件', '准予或者不予许可决定']] as const) {
    await openRow(page, row)
    await fill(part(page, '公布的办理环节'), { 标准: standard, 审批结果: result })
  }
  await section('结果和收费')
  await fill(part(page, '审批结果'), { 名称: '临时占道许可证（样例）' })
  await part(page, '记载事项').getByLabel('占用地点').check()
  await section('依据和救济')
  await addTo('设定依据')
  await fill(part(page, '设定依据'), { 依据: '中华人民共和国行政许可法', 条款: '第十二条' })
  await fill(guide, { 权力来源: '法定本级行使' })
  await fill(part(page, '行政复议'), { 实施主体: '样例市人民政府' })
  await fill(part(page, '行政诉讼'), { 名称: '样例市样例区人民法院' })
  await good(page, 'guide')
  await section('地点和咨询')
  await addTo('办理地点')
  await fill(part(page, '办理地点'), { 名称: '综合窗口', 地址: '样例市样例区政务服务中心一楼（样例地址）', 时间: '工作日 08:30-12:00,14:00-17:30', 电话: '0000-0000000' })
  await fill(part(page, '咨询'), { 电话: '0000-0000004' })
  await fill(part(page, '监督投诉'), { 电话: '0000-0000001' })
}

/** What lint says is seen in the panel, leads to its field, and is gone once it is mended. */
async function mend(page: Page): Promise<void> {
  await page.click('#tab-of-diagram')
  await page.keyboard.press('Control+b')
  const when = page.getByLabel('什么情况走这条线')
  await problem(page, '流程引擎不接收').first().locator('button').click()
  await when.waitFor()
  await good(page, 'problems')
  for (const [into, outcome] of [['受理通知', '窗口受理：受理'], ['不予受理', '窗口受理：不予受理'], ['制发许可证', '科室审批：准予许可'], ['制发不予许可决定', '科室审批：不予许可']] as const) {
    await clickLineInto(page, into)
    await when.selectOption({ label: outcome })
  }
  await problem(page, '流程引擎不接收').first().waitFor({ state: 'detached' })
  await problem(page, '期限合计 15 个工作日').locator('button').click()
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toMatch(/approval-step-limit/)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('5wd')
  await problem(page, '期限合计').waitFor({ state: 'detached' })
  await group(page, '办理')
  for (const decision of ['准予许可', '不予许可']) await page.getByLabel(decision).check()

  await problem(page, '办事指南写的是15 个工作日').locator('button').click()
  await page.locator('.m-guide [data-place$="/limit"] input:focus').waitFor()
  await fill(part(page, '公布的办理环节'), { 时限: '5wd' })
  await problem(page, '办事指南写的是15 个工作日').waitFor({ state: 'detached' })

  await problem(page, '可能得出结果“gaps”').waitFor()
  await page.click('#tab-of-forms')
  await page.locator('.m-tab-forms .m-files button', { hasText: '窗口受理' }).click()
  await page.locator('.m-outline button', { hasText: '需要补正的全部内容' }).click()
  await page.getByRole('button', { name: '删去这一项' }).click()
  await page.locator('.m-outline button', { hasText: '受理结论' }).click()
  await page.getByRole('button', { name: '删去选项2' }).click()
  await problem(page, '可能得出结果“gaps”').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+b')
  expect(await page.locator('.m-tabs .m-count').count(), 'no tab has an error').toBe(0)
}

/** One letter is the matter's own: its text is changed, a field chosen from the list. */
async function writeLetter(page: Page): Promise<void> {
  await page.click('#tab-of-letters')
  await page.locator('.m-tab-letters .m-files button', { hasText: '受理通知书' }).first().click()
  await page.getByRole('button', { name: '改为本事项专用' }).click()
  await page.locator('.m-letter-work .cm-content').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\n:note 占用地点以申请表所填为准（样例）。\n')
  await page.frameLocator('.m-tab-letters .m-preview iframe').getByText('占用地点以申请表所填为准').waitFor()
  await good(page, 'letter')
}

async function record(page: Page): Promise<void> {
  await page.click('#tab-of-tryout')
  await page.getByRole('button', { name: '录制路径' }).click()
  const next = page.locator('.m-try-next')
  for (const outcome of ['受理', '准予许可']) {
    await next.frameLocator('iframe').first().getByLabel(outcome, { exact: true }).check()
    await next.getByText('这样办理之后').waitFor()
    await next.getByRole('button', { name: '办理', exact: true }).click()
  }
  await next.getByLabel('情景名称').fill('样例：受理并准予')
  await next.getByLabel('文件名').fill('zhunyu')
  await good(page, 'recorded')
  await next.getByRole('button', { name: '存为情景' }).click()
  await page.getByRole('button', { name: '运行情景' }).click()
  await page.locator('.m-try-list').getByRole('button', { name: /^通过 样例：受理并准予/ }).waitFor()
}

/** @returns where the proposal is looked at */
async function propose(page: Page): Promise<string> {
  await page.locator('.m-head').getByRole('button', { name: '提议发布' }).click()
  await page.locator('.m-dialog textarea').fill('样例：新设临时占道许可，窗口受理，科室审批，五个工作日办结')
  await good(page, 'propose')
  await page.locator('.m-dialog').getByRole('button', { name: '提交' }).click()
  return (await page.locator('.m-notice a[href*="/office/publication/proposals/"]').getAttribute('href'))!
}

async function signIn(page: Page, login: string, next: string): Promise<void> {
  await page.context().clearCookies()
  await page.goto(`${site.origin}/office/sign-in?next=${encodeURIComponent(next)}`)
  await page.fill('#field-login', login)
  await page.fill('#field-password', 'tongban-sample')
  await page.press('#field-password', 'Enter')
  await page.waitForURL(`**${next}`)
}

/** @returns the number of the case */
async function apply(page: Page): Promise<string> {
  await page.context().clearCookies()
  await page.goto(site.origin)
  await page.getByRole('searchbox').fill('临时占道')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: MATTER }).click()
  await good(page, 'public-guide')
  await page.getByRole('link', { name: '在线申请' }).click()
  await page.getByRole('button', { name: '开始新的申请' }).click()
  await fillIn(page, organisation)
  await page.getByRole('button', { name: '保存并继续' }).click()
  await page.waitForURL('**/form-1')
  await good(page, 'public-form')
  await fillIn(page, { '/purpose': '样例：门店装修搭设围挡', '/address': '样例市样例区样例路1号门前', '/area': '12', '/truth': 'true' })
  await page.getByRole('button', { name: '保存并继续' }).click()
  await page.waitForURL('**/check')
  await page.getByLabel('以上内容真实').check()
  await page.getByLabel('同意电子送达').check()
  await page.getByRole('button', { name: '提交申请' }).click()
  return (await page.locator('.ticket .big').first().textContent())!
}

test('a matter from nothing to its first case', async () => {
  const { page, context, errors } = await begin()
  await draw(page)
  await setPanel(page)
  await buildForms(page)
  await writeGuide(page)
  await mend(page)
  await writeLetter(page)
  await record(page)
  const proposal = await propose(page)
  expect(errors).toEqual([])

  await signIn(page, 'shengai-legal', proposal)
  await page.fill('#remarks', '样例：已逐条核对。')
  await good(page, 'legal')
  await page.getByRole('button', { name: '签署' }).click()
  await page.waitForURL('**?done=signature')
  await signIn(page, 'shengai-publisher', proposal)
  await page.fill('#effectiveFrom', '2026-03-03')
  await page.locator('#publish button').click()
  await page.waitForURL('**?done=publication')
  await site.office.until('2026-03-03', '09:30')

  await page.setViewportSize(WIDTHS.phone)
  const number = await apply(page)
  await site.office.settle()
  await page.setViewportSize(WIDTHS.wide)
  await signIn(page, 'chengguan-window', '/office/inbox')
  await page.locator('.row-link', { hasText: MATTER }).click()
  await page.locator('.task-decision').waitFor()
  await good(page, 'inbox')
  expect(await page.locator('main').textContent()).toContain(number)
  expect(await page.locator('main').textContent()).toContain('样例：门店装修搭设围挡')
  expect(errors).toEqual([])
  await context.close()
})
