/**
 * Where two states of one matter meet in the modeler, and where a file is changed by being opened: nothing that a person wrote is lost without
 * a word. Two windows, a newer published version, a step of an older template; and what is told of it lies over nothing that is worked with.
 */
import type { Page } from 'playwright-core'
import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { faults } from '../support/browser.ts'
import { modelerSite, openAsAnalyst, openMatter, renameStep } from '../support/modelerPage.ts'

const MATTER = 'huwai-guanggao'
const FILE = `processes/${MATTER}/process.bpmn`

const site = modelerSite([MATTER])
beforeEach(async () => { await site.db.raw('delete from matter_draft; delete from matter_presence') })
const diagram = readFileSync(FILE, 'utf8')

const kept = (page: Page, text: string) => page.locator('.m-kept', { hasText: text }).waitFor()
const nameOf = async (page: Page, id: string) => (await page.locator(`[data-element-id=${id}] text`).textContent())!.replace(/\s/g, '')
const dialog = (page: Page) => page.locator('.m-dialog')

async function mergeAsked(page: Page): Promise<void> {
  await page.locator('.m-kept button', { hasText: '合并' }).click()
  await dialog(page).waitFor()
}

async function choose(page: Page, side: '保留我的' | '采用另一边的'): Promise<void> {
  await dialog(page).getByLabel(side).check()
  await dialog(page).getByRole('button', { name: '完成' }).click()
  await dialog(page).waitFor({ state: 'detached' })
}

async function savedFile(page: Page, of: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), of()])
  return readFileSync((await download.path())!, 'utf8')
}

async function chooseFile(page: Page, text: string): Promise<void> {
  await page.locator('.m-head input[type=file]').setInputFiles({ name: 'sample.bpmn', mimeType: 'application/xml', buffer: Buffer.from(text) })
  await page.locator('.m-notice', { hasText: 'sample.bpmn' }).waitFor()
}

const exported = (page: Page) => savedFile(page, () => page.click('text=导出 BPMN'))

test('two windows name one step differently: not now leaves both as they are, either side can be saved as a file, and the one that is chosen stays', async () => {
  const { page, context, errors } = await openMatter(site, MATTER)
  await renameStep(page, 'closeWithdrawn', '一号窗口')
  await kept(page, '已保存')
  const second = await context.newPage()
  await second.goto(page.url())
  await second.waitForSelector('[data-element-id=acceptance]')
  await renameStep(second, 'closeWithdrawn', '二号窗口')
  await kept(second, '已保存')
  await renameStep(page, 'closeWithdrawn', '我的窗口')
  await kept(page, '另一个窗口改过这份草稿')

  await mergeAsked(page)
  expect(await faults(page, 'modeler-conflict')).toEqual([])
  expect(await savedFile(page, () => dialog(page).getByRole('button', { name: '存为文件' }).nth(0).click())).toContain('name="我的窗口"')
  expect(await savedFile(page, () => dialog(page).getByRole('button', { name: '存为文件' }).nth(1).click())).toContain('name="二号窗口"')
  await dialog(page).getByRole('button', { name: '暂不合并' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  await kept(page, '另一个窗口改过这份草稿')
  expect([await nameOf(page, 'closeWithdrawn'), await nameOf(second, 'closeWithdrawn')]).toEqual(['我的窗口', '二号窗口'])

  await mergeAsked(page)
  await choose(page, '保留我的')
  await kept(page, '已保存')
  expect(await nameOf(page, 'closeWithdrawn')).toBe('我的窗口')

  await renameStep(second, 'deliver', '送达（样例）')
  await kept(second, '另一个窗口改过这份草稿')
  await mergeAsked(second)
  await choose(second, '采用另一边的')
  await kept(second, '已保存')
  expect(await nameOf(second, 'closeWithdrawn')).toBe('我的窗口')
  expect(errors.filter((error) => !/409/.test(error))).toEqual([])
  await context.close()
})

test('a version is published meanwhile that names the step differently: the person chooses for the diagram, the rest of both is merged', async () => {
  const { page, context, errors } = await openMatter(site, MATTER)
  await renameStep(page, 'closeWithdrawn', '我的撤回')
  await kept(page, '已保存')
  const guide = readFileSync(`processes/${MATTER}/matter.json`, 'utf8')
  await site.repository.push('main', {
    [FILE]: diagram.replace(/(id="closeWithdrawn" name=")[^"]+/, '$1新版撤回'),
    [`processes/${MATTER}/matter.json`]: guide.replace('"name": "彩色效果图"', '"name": "彩色效果图（新版）"'),
  }, { message: '样例：改名' })
  await page.reload()
  await page.waitForSelector('[data-element-id=acceptance]')
  expect(await nameOf(page, 'closeWithdrawn')).toBe('我的撤回')
  await kept(page, '合并')
  await mergeAsked(page)
  expect(await dialog(page).locator('legend').allTextContents(), 'the guide is no conflict').toEqual(['process.bpmn'])
  await choose(page, '保留我的')
  await kept(page, '已保存')
  expect(await nameOf(page, 'closeWithdrawn')).toBe('我的撤回')
  const { files } = (await site.db('matter_draft').first('files')) as { files: Record<string, string> }
  expect(files['matter.json']).toContain('彩色效果图（新版）')
  expect(files['process.bpmn']).toContain('我的撤回')
  expect(errors).toEqual([])
  await context.close()
})

test('a step of an older template is brought up to date with what was filled in; one undo gives the file as it was, one redo the new state', async () => {
  const { page, context, errors } = await openMatter(site, MATTER)
  const old = diagram
    .replace('<bpmn:userTask id="sectionReview"', '<bpmn:userTask id="sectionReview" zeebe:modelerTemplate="tongban:approval-step" zeebe:modelerTemplateVersion="0"')
    .replace('<bpmn:userTask id="acceptance"', '<bpmn:userTask id="acceptance" zeebe:modelerTemplate="tongban:approval-step"')
    .replace(/(id="sectionReview"[\s\S]*?)<zeebe:header key="limitSource" value="[^"]*" \/>/, '$1<zeebe:header key="ours" value="样例" />')
  await chooseFile(page, old)
  expect(await page.locator('.m-notice').textContent()).toContain('2 个环节已更新到新版模板')
  const step = (text: string) => /<bpmn:userTask id="sectionReview"[\s\S]*?<\/bpmn:userTask>/.exec(text)![0]
  const asOpened = await exported(page)
  expect(step(asOpened)).toContain('zeebe:modelerTemplateVersion="1"')
  expect(step(asOpened)).toContain('<zeebe:header key="limitSource" value="内部分解" />')
  for (const header of ['key="ours" value="样例"', 'key="limit" value="0.5wd"', 'key="fourEyes" value="handlerReview"', 'key="primary" value="提交审核意见"']) expect(step(asOpened)).toContain(header)

  await page.locator('.djs-container').click({ position: { x: 500, y: 20 } })
  await page.keyboard.press('Control+z')
  const undone = await exported(page)
  expect(step(undone)).toContain('zeebe:modelerTemplateVersion="0"')
  expect(step(undone)).not.toContain('limitSource')
  expect(undone.match(/modelerTemplateVersion/g), 'of the other step, or of what is not a step').toHaveLength(1)
  await page.locator('.djs-container').click({ position: { x: 500, y: 20 } })
  await page.keyboard.press('Control+y')
  expect(await exported(page)).toBe(asOpened)
  expect(errors).toEqual([])
  await context.close()
})

test('what is told after a file is opened is not in the way of the next click, and the append menu lies free', async () => {
  const { page, context, errors } = await openMatter(site, MATTER)
  await chooseFile(page, diagram)
  await page.locator('[data-element-id=acceptance] .djs-hit').first().click()
  await page.keyboard.press('a')
  await page.locator('.djs-popup .entry').first().waitFor()
  expect(await faults(page, 'modeler-notice')).toEqual([])
  const [notice, menu, foot] = await Promise.all(['.m-notice', '.djs-popup', '.m-foot'].map(async (part) => (await page.locator(part).first().boundingBox())!))
  expect(menu!.y + menu!.height <= notice!.y || menu!.x >= notice!.x + notice!.width || menu!.x + menu!.width <= notice!.x).toBe(true)
  expect(notice!.y, 'over the foot').toBeGreaterThan(foot!.y - 40)
  const under = await page.locator('.m-notice p').evaluate((told) => {
    const { left, top } = told.getBoundingClientRect()
    return document.elementFromPoint(left + 5, top + 5)!.closest('.m-notice') === null
  })
  expect(under, 'a click goes through').toBe(true)
  await page.locator('.m-notice button').click()
  await page.locator('.m-notice').waitFor({ state: 'detached' })
  expect(errors).toEqual([])
  await context.close()
})

for (const language of ['zh', 'en']) {
  test(`on a phone all acts of the head are inside the window (${language})`, async () => {
    const { page, context, errors } = await openAsAnalyst(site, `/office/modeler/${MATTER}`, 'phone')
    await page.goto(`${site.origin}/office/modeler/${MATTER}?lang=${language}`)
    await page.waitForSelector('.djs-container [data-element-id=acceptance]')
    expect(await faults(page, `modeler-head-${language}`)).toEqual([])
    const rights = await page.locator('.m-acts > *').evaluateAll((acts) => acts.map((act) => act.getBoundingClientRect().right))
    expect(rights.length).toBe(5)
    expect(Math.max(...rights)).toBeLessThanOrEqual(360)
    expect(errors).toEqual([])
    await context.close()
  })
}
