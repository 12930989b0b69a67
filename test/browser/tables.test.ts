/** Decision tables in the browser modeler: changed by keyboard and mouse, tried by their cases, called by steps, kept, proposed; at a phone's width they are read. */
import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { saveDraft } from '../../server/modeler/drafts.ts'
import { openMatter as openFiles } from '../../server/modeler/service.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import { faults } from '../support/browser.ts'
import { modelerSite, openAsAnalyst, openMatter } from '../support/modelerPage.ts'

const MATTER = 'daolu-wajue'
const FILE = 'tables/zhengfu-pizhun.dmn'

const site = modelerSite([MATTER])
beforeEach(async () => { await site.db.raw('delete from matter_draft; delete from matter_presence') })

const cell = (page: Page, id: string) => page.locator(`.m-tables td[data-element-id="${id}"]`)
const wrong = (page: Page) => page.locator('.m-cases-grid tr.is-wrong')
const fine = (page: Page) => page.locator('.m-cases-grid tr.is-fine')
const kept = (page: Page, text: string) => page.locator('.m-kept', { hasText: text }).waitFor()

async function fill(page: Page, id: string, text: string): Promise<void> {
  await cell(page, id).click()
  await cell(page, id).locator('.cm-editor.cm-focused').waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

async function filesOf(): Promise<Record<string, string>> {
  return ((await site.db('matter_draft').first('files')) as { files: Record<string, string> }).files
}

async function open(page: Page): Promise<void> {
  await cell(page, 'rule_built_young_4').waitFor()
  await fine(page).nth(5).waitFor()
}

test('an analyst changes a rule, sees a case turn red, mends it, adds a rule and a case for it, and proposes', async () => {
  const { page, context, errors } = await openMatter(site, MATTER, 'tables')
  await open(page)
  expect(await cell(page, 'rule_occupy_2').getAttribute('data-meaning'), 'what the form calls it').toBe('只占用')
  expect(await cell(page, 'rule_built_young_4').getAttribute('data-meaning')).toBe('小于 5')
  expect(await page.locator('.m-tables-part .m-bar').textContent()).toContain('由“判断是否须经政府批准”调用')
  expect(await faults(page, 'modeler-tables')).toEqual([])

  await fill(page, 'rule_built_young_4', '< 8')
  await wrong(page).waitFor()
  expect(await wrong(page).textContent()).toContain('几条规则同时成立')
  await cell(page, 'rule_built_young_4').and(page.locator('[data-meaning="小于 8"]')).waitFor()
  expect(await faults(page, 'modeler-tables-wrong')).toEqual([])
  await page.keyboard.press('Control+z')
  await fine(page).nth(5).waitFor()
  await page.keyboard.press('Control+y')
  await wrong(page).waitFor()
  await fill(page, 'rule_built_young_4', '< 5')
  await fine(page).nth(5).waitFor()

  // a rule at the end by keyboard: Enter from the last line makes one
  await fill(page, 'rule_built_older_4', '0')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('[5..10)') // no bracket is closed by itself
  await expect.poll(() => cell(page, 'rule_built_older_4').locator('.cm-content').textContent()).toBe('[5..10)')
  await cell(page, 'rule_overhaul_older_1').click()
  await page.keyboard.press('Enter')
  for (const text of ['false', '"dig"', '"built"', '>= 10', 'false']) {
    await page.locator('.m-tables .cm-focused').waitFor()
    await page.keyboard.insertText(text)
    await page.keyboard.press('Tab')
  }
  await page.locator('.m-cases-unmet button', { hasText: '第 7 条' }).waitFor()
  await page.getByRole('button', { name: '增加案例' }).click()
  await page.getByLabel('案例 7：道路最近一次施工').selectOption({ label: '新建、扩建、改建后交付使用' })
  await page.getByLabel('案例 7：已满年数').fill('12')
  await page.getByLabel('案例 7：已满年数').press('Enter')
  await page.locator('.m-cases-grid tr', { hasText: '第 7 条规则' }).waitFor()
  expect(await page.locator('.m-cases-unmet').count()).toBe(0)
  expect(await page.locator('.m-case-state').textContent()).toBe('7 个案例都符合')
  await kept(page, '已保存')

  await page.reload()
  await fine(page).nth(6).waitFor()
  const files = await filesOf()
  expect(files[FILE]).toContain('&gt;= 10')
  expect(files['tables/zhengfu-pizhun.cases.yaml']!.trim().split('\n').at(-1)).toBe('  - { given: { urgent: false, useKind: dig, lastWorks: built, fullYears: 12 }, expect: false }')
  expect(files['tables/zhengfu-pizhun.cases.yaml']).toContain('# What the table must say')
  await page.locator('.m-lint', { hasText: '检查通过' }).waitFor()

  await page.locator('.m-head button', { hasText: '提议发布' }).click()
  await page.fill('.m-dialog textarea', '样例：满十年的道路单列一条')
  await page.locator('.m-dialog button', { hasText: '提交' }).click()
  await page.locator('.m-notice a', { hasText: '查看变更申请' }).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('a deleted table names its caller, and the problem leads to the step, where another is picked, and from there to its table', async () => {
  const { page, context, errors } = await openMatter(site, MATTER, 'tables')
  await open(page)
  await page.getByRole('button', { name: '新建决策表' }).click()
  await page.getByLabel('名称，如 是否需要听证').fill('是否先报市政府')
  await page.getByLabel('标识，如 needsHearing').fill('toTheCity')
  await page.locator('.m-tables-inputs').getByLabel('申请内容').check()
  await page.getByRole('button', { name: '新建', exact: true }).click()
  await page.locator('.m-tables .input-label', { hasText: '申请内容' }).waitFor()
  await page.locator('.m-none', { hasText: '还没有案例' }).waitFor()
  // nobody calls it, which is told here and leads here
  await page.locator('.m-tables-wrong').waitFor()
  await page.keyboard.press('Control+b')
  await page.click('#tab-of-guide')
  await page.locator('.m-problems li button', { hasText: 'toTheCity' }).click()
  await page.locator('.m-tables .input-label', { hasText: '申请内容' }).waitFor()

  await page.locator('.m-tables .m-files button', { hasText: '是否须经政府批准' }).click()
  await page.getByRole('button', { name: '删除', exact: true }).click()
  expect(await page.locator('.m-tables-ask').textContent()).toContain('环节“判断是否须经政府批准”调用这张表')
  await page.getByRole('button', { name: '确定删除' }).click()
  await page.locator('.m-notice-danger', { hasText: '判断是否须经政府批准' }).waitFor()
  await page.locator('.m-notice button').click()

  await page.locator('.m-problems li button', { hasText: 'process.bpmn#roadAgeRule' }).first().click()
  await page.locator('[data-entry-id="tongban-decision"] input:focus').waitFor()
  await page.keyboard.type('市政府')
  await page.keyboard.press('Enter')
  await page.locator('.m-pick-chosen', { hasText: '是否先报市政府' }).waitFor()
  // the result took the new decision's name, and the line that asks for the old one is told
  await page.locator('.m-problems li button', { hasText: 'process.bpmn#Flow_lu8rvga' }).filter({ hasText: 'governmentNeeded' }).waitFor()
  expect(await faults(page, 'modeler-tables-panel')).toEqual([])
  await page.getByRole('button', { name: '打开决策表' }).click()
  await page.locator('.m-tables .input-label', { hasText: '申请内容' }).waitFor()
  await page.locator('.m-tables-part .m-bar', { hasText: '由“判断是否须经政府批准”调用' }).waitFor()
  await page.getByRole('button', { name: '撤销' }).click()
  await page.locator('.m-tables .m-files button', { hasText: '是否须经政府批准' }).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('a cell that the engine does not take is opened by its problem; a file that is no table says so; nothing else is touched', async () => {
  const { files, base } = await openFiles(site.ctx, MATTER)
  const analyst = (await findOfficerByLogin(site.db, 'shengai-analyst'))!
  files[FILE] = files[FILE]!.replace('<text>&lt; 3</text>', '<text>&lt; (3</text>')
  files['tables/torn.dmn'] = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"'
  await saveDraft(site.ctx, MATTER, analyst.id, { base: base.revision, files, number: 0, tab: 'tab-number-one' })
  const { page, context, errors } = await openMatter(site, MATTER)
  await page.keyboard.press('Control+b')
  await page.locator('.m-problems li button', { hasText: 'rule_overhaul_young_4' }).click()
  await cell(page, 'rule_overhaul_young_4').locator('.cm-focused').waitFor()
  await page.locator('.m-cases .m-wrong', { hasText: '决策表有错' }).waitFor()
  await page.locator('.m-tables .m-files button', { hasText: 'torn' }).click()
  await page.locator('.m-tables-part .m-none', { hasText: '读不成决策表' }).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('tables and cases are read at the width of a phone', async () => {
  const { page, context, errors } = await openAsAnalyst(site, `/office/modeler/${MATTER}`, 'phone')
  await page.waitForSelector('.djs-container [data-element-id=acceptance]')
  await page.click('#tab-of-tables')
  await open(page)
  expect(await faults(page, 'modeler-tables')).toEqual([])
  expect(errors).toEqual([])
  await context.close()
})
