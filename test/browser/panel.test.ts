/** The properties panel in a real browser: posts, steps and departments are picked by name with the keyboard; what is not known stays and is called so. */
import type { Page } from 'playwright-core'
import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import * as letters from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { routes as modeler } from '../../server/modeler/service.ts'
import { faults, WIDTHS } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { openAsAnalyst } from '../support/modelerPage.ts'
import { serverWith } from '../support/web.ts'

const site = browserSite('2026-03-02T01:00:00Z', async (ctx) => {
  const app = await serverWith(ctx, [modeler])
  await matters.publishAll(ctx, undefined, letters.checkTemplate)
  return app
})
beforeEach(async () => { await site.db.raw('delete from matter_draft; delete from matter_presence') })

const diagram = readFileSync('processes/huwai-guanggao/process.bpmn', 'utf8')

async function open(width: keyof typeof WIDTHS = 'wide') {
  const opened = await openAsAnalyst(site, '/office/modeler/huwai-guanggao', width)
  await opened.page.waitForSelector('.djs-container [data-element-id=acceptance]')
  return opened
}

async function load(page: Page, text: string): Promise<void> {
  await page.locator('.m-head input[type=file]').setInputFiles({ name: 'process.bpmn', mimeType: 'application/xml', buffer: Buffer.from(text) })
  await page.locator('.m-notice-info').waitFor()
}

/** Selects an element by the search and opens a group of the panel. */
async function group(page: Page, element: string, label: string): Promise<void> {
  await page.locator('.djs-container').click({ position: { x: 250, y: 20 } })
  await page.keyboard.press('Control+f')
  await page.locator('.djs-search-input input').pressSequentially(element)
  await page.locator('.djs-search-result', { hasText: element }).first().waitFor()
  await page.keyboard.press('Enter')
  const header = page.locator('.bio-properties-panel-group-header', { hasText: label })
  await header.waitFor()
  if (!(await header.getAttribute('class'))!.includes('open')) await header.click()
}

async function exported(page: Page): Promise<string> {
  await page.waitForTimeout(400)
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=导出 BPMN')])
  return readFileSync((await download.path())!, 'utf8')
}

const elementOf = (xml: string, id: string): string => new RegExp(`<bpmn:userTask id="${id}"[\\s\\S]*?</bpmn:userTask>`).exec(xml)![0]
const picked = (page: Page, field: string) => page.locator(`[data-entry-id="${field}"] .m-pick-chosen li > span`)

test('who does a step and who must not is picked by name, with the keyboard', async () => {
  const { page, context, errors } = await open()
  await group(page, 'handlerReview', '办理')
  expect(await picked(page, 'tongban-candidates').allTextContents()).toEqual(['城管局 经办'])
  const field = page.getByRole('combobox', { name: '由谁办理' })
  await field.focus()
  await page.getByRole('option', { name: /城管局 科长/ }).waitFor()
  expect(await faults(page, 'panel-candidates')).toEqual([])
  await field.pressSequentially('自然资源局 经办')
  await page.keyboard.press('Enter')
  await picked(page, 'tongban-candidates').nth(1).waitFor()
  expect(await picked(page, 'tongban-candidates').allTextContents()).toEqual(['城管局 经办', '自然资源局 经办'])
  expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Backspace')
  await picked(page, 'tongban-candidates').nth(1).waitFor({ state: 'detached' })
  await group(page, 'sectionReview', '签署')
  const apart = page.getByRole('combobox', { name: '回避的环节' })
  const before = await page.locator('.m-pick', { has: apart }).locator('.m-pick-chosen li > span').allTextContents()
  await apart.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await apart.pressSequentially('acceptance')
  await page.keyboard.press('Enter')
  await page.locator('.m-pick', { has: apart }).locator('.m-pick-chosen li').nth(before.length).waitFor()
  expect(await faults(page, 'panel-apart')).toEqual([])
  const xml = await exported(page)
  expect(elementOf(xml, 'handlerReview')).toContain('candidateGroups="handler"')
  expect(elementOf(xml, 'sectionReview')).toMatch(/key="fourEyes" value="[\w,]*acceptance"/)
  expect(errors).toEqual([])
  await context.close()
})

test('what the organisation and the diagram do not have stays, is called unknown, and goes only by hand', async () => {
  const { page, context, errors } = await open()
  const step = elementOf(diagram, 'sectionReview')
  const foreign = step.replace(/candidateGroups="[^"]*"/, 'candidateGroups="section-chief,gongan/xiezhu"').replace(/(key="fourEyes" value=")[^"]*/, '$1handlerReview,nobodyReview')
  await load(page, diagram.replace(step, foreign))
  await group(page, 'sectionReview', '办理')
  expect(await picked(page, 'tongban-candidates').allTextContents()).toEqual(['城管局 科长', '未知：gongan/xiezhu'])
  await page.getByRole('combobox', { name: '由谁办理' }).focus()
  await page.getByRole('option', { name: /城管局 经办/ }).first().click()
  await picked(page, 'tongban-candidates').nth(2).waitFor()
  await group(page, 'sectionReview', '签署')
  await page.getByText('未知：nobodyReview').waitFor()
  expect(elementOf(await exported(page), 'sectionReview')).toContain('candidateGroups="section-chief,gongan/xiezhu,handler"')
  await page.getByRole('button', { name: '移除未知：gongan/xiezhu' }).click()
  await page.getByText('未知：gongan/xiezhu').waitFor({ state: 'detached' })
  const xml = elementOf(await exported(page), 'sectionReview')
  expect(xml).toContain('candidateGroups="section-chief,handler"')
  expect(xml).toContain('value="handlerReview,nobodyReview"')
  await load(page, diagram.replace(step, step.replace(/candidateGroups="[^"]*"/, 'candidateGroups="=if urgent then [&quot;head&quot;] else [&quot;handler&quot;]"')))
  await group(page, 'sectionReview', '办理')
  await page.getByText('由表达式算出：=if urgent then ["head"] else ["handler"]').waitFor()
  expect(await page.getByRole('combobox', { name: '由谁办理' }).count()).toBe(0)
  expect(errors).toEqual([])
  await context.close()
})

test('a sheet\'s department, who signs in it and what it sees are picked; the name follows', async () => {
  const { page, context, errors } = await open()
  const sheet = JSON.stringify({ rule: { kind: 'veto', by: ['ziran', 'gongan'] }, departments: [{ body: 'ziran', name: '自然资源局', limit: '1wd' }], silence: { kind: 'remind' }, form: 'coApproval', innerForm: 'coApprovalInner', note: '样例' })
  const step = elementOf(diagram, 'sectionReview')
  const signed = step.replace(/<zeebe:taskHeaders>/, `<zeebe:taskHeaders><zeebe:header key="signing" value="sheet" /><zeebe:header key="sheet" value="${sheet.replaceAll('"', '&quot;')}" />`)
  await load(page, diagram.replace(step, signed))
  await group(page, 'sectionReview', '会签规则')
  expect(await picked(page, 'tongban-veto').allTextContents()).toEqual(['自然资源局', '未知：gongan'])
  await page.locator('.bio-properties-panel-group-header', { hasText: '会签部门' }).click()
  await page.locator('[data-entry-id="tongban-department-0"] .bio-properties-panel-collapsible-entry-header').click()
  const body = page.getByRole('combobox', { name: '部门', exact: true })
  await body.focus()
  await body.pressSequentially('住房和城乡')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: '显示的名称' }).and(page.locator('input')).waitFor()
  const inner = page.getByRole('combobox', { name: '内部办理顺序' })
  for (const post of ['消防科科长', '消防科经办']) {
    await inner.focus()
    await inner.pressSequentially(post)
    await page.keyboard.press('Enter')
    await page.locator('[data-entry-id="tongban-department-0-inner"] li > span', { hasText: post }).waitFor()
  }
  await page.getByRole('button', { name: /把.*消防科经办移前一位/ }).click()
  await page.locator('[data-entry-id="tongban-department-0-sees"] select').selectOption('some')
  await page.getByRole('combobox', { name: '所选材料' }).focus()
  await page.locator('.m-pick-list [role=option]').first().waitFor()
  expect(await faults(page, 'panel-sheet')).toEqual([])
  await page.keyboard.press('Enter')
  await picked(page, 'tongban-department-0-materials').first().waitFor()
  const header = /key="sheet" value="([^"]*)"/.exec(elementOf(await exported(page), 'sectionReview'))![1]!
  const written = JSON.parse(header.replaceAll('&#34;', '"').replaceAll('&quot;', '"')) as { departments: { materials: string[] }[] }
  expect(written).toMatchObject({ note: '样例', rule: { kind: 'veto', by: ['zhujian', 'gongan'] }, departments: [{ body: 'zhujian', name: '样例市住房和城乡建设局', limit: '1wd', inner: ['fire-handler', 'fire-chief'] }] })
  expect(written.departments[0]!.materials).toHaveLength(1)
  expect(errors).toEqual([])
  await context.close()
})

test('who may extend and whose matter it is are picked in the guide', async () => {
  const { page, context, errors } = await open()
  await page.click('#tab-of-guide')
  await page.locator('.m-files button', { hasText: '时限' }).click()
  const by = page.locator('#m-guide-extension-by')
  await by.focus()
  await by.pressSequentially('市领导')
  await by.press('Backspace')
  await page.locator('.m-pick-list').waitFor()
  expect(await faults(page, 'panel-guide')).toEqual([])
  await by.press('Escape')
  await by.pressSequentially('城管局 分管')
  await by.press('Enter')
  await page.locator('.m-pick', { has: by }).getByText('城管局 分管领导').waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('at 360 px a list of posts fits', async () => {
  const { page, context, errors } = await open('phone')
  await group(page, 'handlerReview', '办理')
  await page.getByRole('combobox', { name: '由谁办理' }).focus()
  await page.locator('.m-pick-list [role=option]').first().waitFor()
  expect(await faults(page, 'panel-candidates')).toEqual([])
  expect(errors).toEqual([])
  await context.close()
})
