/** The trial runs in a real browser at 1280: the page stays strict, the player's worker compiles forms, a wrong date is told, a path is recorded. */
import { beforeEach, expect, test } from 'vitest'
import { routes as modeler } from '../../server/modeler/service.ts'
import { faults } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { openAsAnalyst, openMatter } from '../support/modelerPage.ts'
import { serverWith } from '../support/web.ts'
import { publishedDatabase } from '../support/published.ts'

const site = browserSite('2026-03-02T01:00:00Z', async (ctx) => {
  const app = await serverWith(ctx, [modeler])
  return app
}, publishedDatabase)
beforeEach(async () => { await site.db.raw('delete from matter_draft') })

test('scenarios are played: steps with inbox and date, the way on the diagram; a wrong date is told with what was found', async () => {
  const { page, context, errors } = await openMatter(site, 'daolu-wajue', 'tryout')
  const list = page.locator('.m-try-list')
  await list.getByRole('button', { name: /^通过/ }).first().waitFor()
  expect(await page.locator('.m-try-bad').count()).toBe(0)
  expect(await faults(page, 'tryout-coverage')).toEqual([])
  await list.getByRole('button', { name: /jihua-wajue\.yaml/ }).click()
  await page.locator('.m-try-steps').getByRole('button', { name: '申请人提交申请' }).click()
  await page.locator('.m-try-diagram .m-here[data-element-id=acceptance]').waitFor()
  expect(await page.locator('.m-try-steps tr.is-chosen').textContent()).toMatch(/窗口.*受理时限 2026-\d\d-\d\d 24:00，剩 5 个工作日/)
  expect(await faults(page, 'tryout-story')).toEqual([])
  await page.getByRole('button', { name: '情景原文' }).click()
  await page.locator('.m-try-texts [role=option]', { hasText: 'bu-yu-shouli.yaml' }).click()
  await page.locator('.m-try-texts .cm-content').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('  acceptedOn: 2026-10-13')
  await page.getByRole('button', { name: '运行情景' }).click()
  await list.getByRole('button', { name: /^不符/ }).first().click()
  expect(await page.locator('.m-try-failure').textContent()).toMatch(/应当受理日期：2026-10-13实际没有怎么办/)
  expect(await faults(page, 'tryout-failure')).toEqual([])
  expect(errors).toEqual([])
  await context.close()
})

test('code is made of text in the worker alone', async () => {
  const { page, context } = await openMatter(site, 'daolu-wajue', 'tryout')
  await page.locator('.m-try-ok').first().waitFor()
  const address = await page.evaluate(() => (JSON.parse(document.getElementById('modeler-model')!.textContent!) as { player: string }).player)
  const policyOf = async (url: string) => (await page.request.get(`${site.origin}${url}`)).headers()['content-security-policy']
  expect(await policyOf(address)).toBe("default-src 'none';script-src 'unsafe-eval'")
  expect(await policyOf('/office/modeler/daolu-wajue')).not.toContain('unsafe-eval')
  await context.close()
})

test('a path is recorded by filling in the steps\' own forms, what does not fit is said in them, and it is kept as a scenario that passes', async () => {
  const { page, context, errors } = await openMatter(site, 'daolu-wajue', 'tryout')
  await page.getByRole('button', { name: '录制路径' }).click()
  const next = page.locator('.m-try-next')
  const rows = page.locator('.m-try-steps tbody tr')
  const form = next.frameLocator('iframe').first()
  await form.getByLabel('不予受理').check()
  await form.getByRole('textbox').first().waitFor()
  const why = form.getByRole('textbox').first()
  await expect.poll(() => why.inputValue()).not.toBe('')
  await why.fill('')
  await next.getByRole('button', { name: '办理', exact: true }).click()
  await next.getByText(/有 \d+ 处不符合表单要求/).waitFor()
  await form.locator('.tb-summary').waitFor()
  expect(await rows.count()).toBe(1)
  await why.fill('样例：不属于本机关职权范围。')
  await next.getByText('这样办理之后').waitFor()
  expect(await faults(page, 'tryout-record')).toEqual([])
  await next.getByRole('button', { name: 'JSON 原文' }).click()
  expect(await next.getByRole('textbox', { name: '填写内容' }).inputValue()).toContain('"outcome": "refuse"')
  await next.getByRole('button', { name: '表单', exact: true }).click()
  await next.getByRole('button', { name: '办理', exact: true }).click()
  await next.getByLabel('情景名称').fill('样例：录制的不予受理')
  await next.getByLabel('文件名').fill('luzhi-buyu')
  expect(await faults(page, 'tryout-kept')).toEqual([])
  await next.getByRole('button', { name: '存为情景' }).click()
  await page.locator('.m-notice', { hasText: '已存为 luzhi-buyu.yaml' }).waitFor()
  await page.getByRole('button', { name: '运行情景' }).click()
  await page.locator('.m-try-list').getByRole('button', { name: /^通过 样例：录制的不予受理/ }).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

for (const width of ['wide', 'phone'] as const) {
  test(`what may be done to the case itself is offered with the date that follows; the application is filled in by its form; ${width}`, async () => {
    const { page, context, errors } = await openAsAnalyst(site, '/office/modeler/huwai-guanggao', width)
    await page.locator('#tab-of-tryout').click()
    await page.getByRole('button', { name: '录制路径' }).click()
    const next = page.locator('.m-try-next')
    const form = next.frameLocator('.m-try-form iframe').first()
    await form.getByLabel('受理', { exact: true }).check()
    await next.getByRole('button', { name: '办理', exact: true }).click()
    await page.locator('.m-try-steps tbody tr').nth(1).waitFor()
    await next.getByRole('combobox', { name: '下一步' }).selectOption({ label: '延长期限' })
    await next.getByText(/^法定办结时限 .*（原为 /).waitFor()
    expect(await faults(page, 'tryout-extension')).toEqual([])
    await next.getByRole('button', { name: '延长期限' }).click()
    await page.locator('.m-try-steps tbody tr').nth(2).waitFor()
    expect(await next.getByRole('combobox', { name: '下一步' }).locator('option', { hasText: '延长期限' }).count()).toBe(0)
    await next.getByText('申请内容').click()
    await next.frameLocator('details iframe').getByRole('textbox').first().waitFor()
    expect(await faults(page, 'tryout-application')).toEqual([])
    await next.getByRole('combobox', { name: '下一步' }).selectOption({ label: '开通绿色通道' })
    await next.getByRole('button', { name: '开通绿色通道' }).click()
    await page.locator('.m-try-steps tbody tr').nth(3).waitFor()
    expect(await next.getByRole('combobox', { name: '下一步' }).locator('option').allTextContents()).toContain('取消绿色通道')
    await next.getByRole('combobox', { name: '下一步' }).selectOption({ label: '撤回申请' })
    await next.getByText('这样办理之后').waitFor()
    await next.getByRole('button', { name: '撤回申请' }).click()
    await next.getByText('可以存为情景').waitFor()
    expect(await faults(page, 'tryout-withdrawn')).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  })
}
