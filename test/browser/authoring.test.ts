/** The tabs beside the diagram in a real browser at 1280: a form is built and looked at, the guide is filled in, a letter is tried; hostile text never runs. */
import { expect, test } from 'vitest'
import { routes as modeler } from '../../server/modeler/service.ts'
import { faults } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { openAsAnalyst, openMatter } from '../support/modelerPage.ts'
import { serverWith } from '../support/web.ts'
import { publishedDatabase } from '../support/published.ts'

/** Each test draws a matter of its own: drafts are kept, and the next test would find the one before. */
const site = browserSite('2026-03-02T01:00:00Z', async (ctx) => {
  const app = await serverWith(ctx, [modeler])
  return app
}, publishedDatabase)

test('a form is built: a field added, named, made conditional; the preview asks it then; the check stays silent', async () => {
  const { page, context, errors } = await openMatter(site, 'huwai-guanggao', 'forms')
  const preview = page.frameLocator('.m-forms iframe')
  await preview.getByRole('heading', { level: 1 }).waitFor()
  expect(await faults(page, 'authoring-forms')).toEqual([])
  await page.locator('.m-chip', { hasText: '单行文字' }).click()
  const panel = page.locator('.m-panel')
  await panel.getByLabel('名称', { exact: true }).fill('样例备注')
  await panel.getByLabel('标识').fill('sampleRemark')
  await panel.getByLabel('标识').press('Enter')
  await preview.getByLabel(/样例备注/).waitFor()
  await page.locator('.m-lint').filter({ hasText: '检查通过' }).waitFor()
  await preview.getByRole('button', { name: '按提交检查' }).click()
  await preview.locator('.tb-summary').waitFor()
  await page.getByRole('button', { name: 'JSON 原文' }).first().click()
  await page.locator('.m-json .cm-content').click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type('  \n  ') // typed fast, each key a change of the file
  expect(await faults(page, 'authoring-forms-text')).toEqual([])
  await page.getByRole('button', { name: '搭建' }).click()
  await page.getByRole('button', { name: /样例备注/ }).click()
  await panel.getByRole('button', { name: '删去这一项' }).click()
  await preview.getByLabel(/样例备注/).waitFor({ state: 'detached' })
  expect(errors).toEqual([])
  await context.close()
})

test('the guide is filled in by its own form: a wrong place is said beside it, what is generated follows', async () => {
  const { page, context, errors } = await openMatter(site, 'xiangmu-hezhun-lvse', 'guide')
  const preview = page.frameLocator('.m-forms iframe')
  await preview.getByRole('heading', { name: '企业投资项目核准' }).waitFor()
  expect(await faults(page, 'authoring-guide')).toEqual([])
  const name = page.locator('.m-guide').getByLabel('名称', { exact: true })
  await name.fill('')
  await name.press('Enter')
  await page.locator('.m-guide .m-wrong').first().waitFor()
  await preview.locator('li', { hasText: /^名称/ }).waitFor() // its place by name, not as a pointer
  await name.fill('企业投资项目核准（样例改）')
  await name.press('Enter')
  await page.locator('.m-lint').filter({ hasText: '检查通过' }).waitFor()
  await page.getByRole('button', { name: '便民条' }).click()
  await preview.getByRole('heading', { name: /样例改/ }).waitFor()
  await page.locator('.m-files button', { hasText: '申请材料' }).click()
  await page.locator('.m-guide-row-name').first().click()
  expect(await faults(page, 'authoring-guide-materials')).toEqual([])
  await page.getByRole('button', { name: 'JSON 原文' }).click()
  await page.locator('.m-json .cm-content').waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('a letter becomes the matter\'s own, takes a field from the list and is tried on the sample case; markup in it stays text', async () => {
  const { page, context, errors } = await openMatter(site, 'yule-changsuo', 'letters')
  const preview = page.frameLocator('.m-forms iframe')
  await page.locator('.m-files button', { hasText: '不予受理决定书' }).click()
  await preview.getByRole('heading', { name: '不予受理决定书' }).waitFor()
  await page.getByRole('button', { name: '改为本事项专用' }).click()
  await page.locator('.m-letter-work .cm-content').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('<img src=x onerror=document.title=1337> ')
  await page.locator('.m-letter-fields .m-chip', { hasText: 'applicant.name' }).first().click()
  await preview.getByText('<img src=x onerror=document.title=1337> 样例建设发展有限公司').waitFor()
  expect(await faults(page, 'authoring-letters')).toEqual([])
  expect(await page.title()).not.toContain('1337')
  await page.keyboard.type('{{{raw}}}')
  await preview.getByText('暂时不能预览').waitFor()
  const line = (await page.locator('.m-letter-work .cm-line').count())
  await preview.getByText(`第 ${line} 行：请用两层花括号`).waitFor()
  await page.locator('.m-letter-work .cm-content').press('Control+Home')
  await page.locator('.m-letter-fields').getByRole('button', { name: `第 ${line} 行：请用两层花括号` }).click()
  await page.locator('.m-letter-work .cm-activeLine', { hasText: '{{{raw}}}' }).waitFor()
  expect(await faults(page, 'authoring-letters-fault')).toEqual([])
  await page.getByRole('button', { name: '恢复通用样式' }).click()
  await preview.getByRole('heading', { name: '不予受理决定书' }).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

for (const width of ['wide', 'phone'] as const) {
  test(`an answer of the application is hidden from a step, which the preview at that step shows; ${width}`, async () => {
    await site.db.raw('delete from matter_draft')
    const { page, context, errors } = await openAsAnalyst(site, '/office/modeler/jianzhu-shigong-xuke', width)
    await page.locator('#tab-of-forms').click()
    const preview = page.frameLocator('.m-forms iframe')
    await page.locator('.m-outline-row button', { hasText: '合同价格' }).click()
    const panel = page.locator('.m-panel')
    expect(await panel.getByLabel('申请人补正材料').locator('option').allTextContents()).toEqual(['可填写', '只读'])
    await panel.getByLabel('散墙办审核').selectOption({ label: '看不到' })
    await page.locator('.m-lint').filter({ hasText: '检查通过' }).waitFor()
    expect(await faults(page, 'authoring-rights')).toEqual([])
    await page.getByRole('button', { name: '工作人员看到的' }).click()
    await preview.getByText('合同价格').waitFor()
    await page.getByLabel('在哪个环节看').selectOption({ label: '散墙办审核' })
    await preview.getByText('合同价格').waitFor({ state: 'detached' })
    await preview.getByText('工程名称').first().waitFor()
    expect(await faults(page, 'authoring-rights-preview')).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  })
}
