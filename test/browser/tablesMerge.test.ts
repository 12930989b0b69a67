/** Where two states of a decision table meet: its author's spacing and one changed cell, two windows on one table, a draft beside the published version, a type that cannot be tried. */
import type { Page } from 'playwright-core'
import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { saveDraft } from '../../server/modeler/drafts.ts'
import { openMatter as openFiles } from '../../server/modeler/service.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import { faults } from '../support/browser.ts'
import { modelerSite, openMatter } from '../support/modelerPage.ts'

const MATTER = 'daolu-wajue'
const FILE = 'tables/zhengfu-pizhun.dmn'

const site = modelerSite([MATTER])
beforeEach(async () => { await site.db.raw('delete from matter_draft; delete from matter_presence') })

const cell = (page: Page, id: string) => page.locator(`.m-tables td[data-element-id="${id}"]`)
const kept = (page: Page, text: string) => page.locator('.m-kept', { hasText: text }).waitFor()
const draft = async (): Promise<string> => ((await site.db('matter_draft').first('files')) as { files: Record<string, string> }).files[FILE]!
const published = (): string => readFileSync(`processes/${MATTER}/${FILE}`, 'utf8')

async function fill(page: Page, id: string, text: string): Promise<void> {
  await page.bringToFront()
  await cell(page, id).click()
  await cell(page, id).locator('.cm-editor.cm-focused').waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

test('one changed cell is one changed line of the file, as its author wrote it; the type of a column is said in words', async () => {
  const { page, context, errors } = await openMatter(site, MATTER, 'tables')
  await cell(page, 'rule_built_young_4').waitFor()
  await fill(page, 'rule_built_young_4', '< 8')
  await kept(page, '已保存')
  await expect.poll(draft, { timeout: 10_000 }).toBe(published().replace(/(id="rule_built_young_4"><text>)[^<]*/, '$1&lt; 8'))

  await page.locator('.m-tables th.input-cell').nth(1).dblclick()
  const type = page.locator('.type-ref-edit-select')
  await page.locator('.type-ref-edit-select[data-shown="文字"]').waitFor()
  expect(await faults(page, 'modeler-tables-type')).toEqual([])
  await type.locator('input').click()
  expect(await page.locator('.dms-select-options .option').allTextContents()).toEqual(['文字', '数字', '是/否'])
  expect(errors).toEqual([])
  await context.close()
})

test('two windows change two rules: both are kept; they change one cell: the person chooses', async () => {
  const { page, context, errors } = await openMatter(site, MATTER, 'tables')
  await cell(page, 'rule_built_young_4').waitFor()
  const second = await context.newPage()
  await second.goto(page.url())
  await second.click('#tab-of-tables')
  await cell(second, 'rule_built_young_4').waitFor()
  await fill(page, 'rule_built_young_4', '< 4')
  await kept(page, '已保存')
  await fill(second, 'rule_overhaul_older_4', '>= 4')
  await kept(second, '另一个窗口改过这份草稿')
  await second.locator('.m-kept button', { hasText: '合并' }).click()
  await kept(second, '已保存')
  await second.locator('td[data-element-id=rule_built_young_4][data-meaning="小于 4"]').waitFor()
  const both = await draft()
  expect(both).toContain('"rule_built_young_4"><text>&lt; 4</text>')
  expect(both).toContain('"rule_overhaul_older_4"><text>&gt;= 4</text>')

  await fill(page, 'rule_built_young_4', '< 6')
  await kept(page, '另一个窗口改过这份草稿')
  await page.locator('.m-kept button', { hasText: '合并' }).click()
  await page.locator('.m-dialog').waitFor()
  expect(await page.locator('.m-dialog legend').allTextContents()).toEqual([FILE])
  expect(await faults(page, 'modeler-tables-conflict')).toEqual([])
  await page.locator('.m-dialog').getByLabel('采用另一边的').check()
  await page.locator('.m-dialog').getByRole('button', { name: '完成' }).click()
  await page.locator('td[data-element-id=rule_built_young_4][data-meaning="小于 4"]').waitFor()
  await page.locator('td[data-element-id=rule_overhaul_older_4][data-meaning="不小于 4"]').waitFor()
  expect(errors.filter((error) => !/409/.test(error))).toEqual([])
  await context.close()
})

test('the draft beside the published version says what became of a rule, and a click leads to it', async () => {
  const { page, context, errors } = await openMatter(site, MATTER, 'tables')
  await cell(page, 'rule_built_young_4').waitFor()
  await fill(page, 'rule_built_young_4', '< 8')
  await kept(page, '已保存')
  await page.click('#tab-of-versions')
  await page.locator('.m-versions-acts').first().getByRole('button', { name: '与草稿对照' }).click()
  const sentence = page.locator('.m-versions-sentences button', { hasText: '是否须经政府批准' })
  await sentence.first().waitFor()
  expect(await faults(page, 'modeler-tables-versions')).toEqual([])
  await sentence.first().click()
  await page.locator('#tab-tables').waitFor()
  await cell(page, 'rule_built_young_4').waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('a column of dates is opened and named; it stays what it is when another cell is changed', async () => {
  const { files, base } = await openFiles(site.ctx, MATTER)
  const dated = published().replace('id="input_fullYears_expression" typeRef="number"', 'id="input_fullYears_expression" typeRef="date"').replaceAll(/(id="rule_\w+_4"><text>)[^<]*/g, '$1')
  const analyst = (await findOfficerByLogin(site.db, 'shengai-analyst'))!
  await saveDraft(site.ctx, MATTER, analyst.id, { base: base.revision, files: { ...files, [FILE]: dated }, number: 0, tab: 'tab-number-one' })
  const { page, context, errors } = await openMatter(site, MATTER, 'tables')
  await cell(page, 'rule_repair_5').or(cell(page, 'rule_repair_1')).first().waitFor()
  await page.locator('.m-tables th.input-cell', { hasText: '日期' }).waitFor()
  await fill(page, 'rule_built_young_3', '"overhaul"')
  await kept(page, '已保存')
  await expect.poll(draft, { timeout: 10_000 }).toBe(dated.replace(/(id="rule_built_young_3"><text>)[^<]*/, '$1"overhaul"'))
  await page.locator('.m-tables th.input-cell', { hasText: '日期' }).dblclick()
  await page.locator('.type-ref-edit-select[data-shown="日期"]').waitFor()
  expect(await faults(page, 'modeler-tables-dates')).toEqual([])
  expect(errors).toEqual([])
  await context.close()
})
