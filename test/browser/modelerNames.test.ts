/** What a step is called before anybody named it: its template's name, else its kind and place; and the list of what a blank matter still needs, by the parts it is mended in. */
import { beforeEach, expect, test } from 'vitest'
import { append, canvasHasKeys } from '../support/byHand.ts'
import { faults, fillIn } from '../support/browser.ts'
import { modelerSite, openAsAnalyst, openMatter } from '../support/modelerPage.ts'

const MATTER = 'huwai-guanggao'
const site = modelerSite([MATTER])
beforeEach(async () => { await site.db.raw('delete from matter_draft; delete from matter_presence') })

test('a step made from a template has its name at once, typing replaces it, a second one has a number; one nobody named is said by kind and place', async () => {
  const { page, context, errors } = await openMatter(site, MATTER)
  const steps = (name: string | RegExp) => page.locator('.djs-shape .djs-visual', { hasText: name })
  const appendNameless = async (entry: string): Promise<void> => {
    await page.locator('.djs-popup input').pressSequentially(entry)
    await page.locator('.djs-popup .entry.selected', { has: page.locator(`.djs-popup-label >> text="${entry}"`) }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.djs-direct-editing-content').waitFor()
    await page.keyboard.press('Escape')
    await canvasHasKeys(page)
  }
  await page.locator('[data-element-id=acceptance] .djs-hit').first().click()
  await canvasHasKeys(page)
  for (const name of ['审批环节', '审批环节 2']) {
    await page.keyboard.press('a')
    await appendNameless('审批环节')
    await steps(new RegExp(`^${name}$`)).waitFor()
  }
  await append(page, '审批环节', '复核')
  expect(await steps(/^审批环节 3$|审批环节复核/).count(), 'what was typed stands in its place').toBe(0)
  await page.keyboard.press('a')
  await appendNameless('用户任务')

  await page.keyboard.press('Control+b')
  await page.locator('.m-problems .m-message', { hasText: '环节“未命名的审批环节（复核之后）”没有表单' }).waitFor()
  const messages = await page.locator('.m-problems .m-message').allTextContents()
  expect(messages.filter((one) => /“(Activity|Flow|Gateway)_\w+”/.test(one))).toEqual([])
  expect(await faults(page, 'modeler-names')).toEqual([])
  await page.click('#tab-of-forms')
  await page.locator('.m-outline').waitFor()
  await page.locator('.m-tab-forms').getByRole('button', { name: '工作人员看到的' }).click()
  await page.locator('.m-tab-forms select option', { hasText: '未命名的审批环节（复核之后）' }).first().waitFor({ state: 'attached' })
  expect(await page.locator('.m-tab-forms').textContent()).not.toMatch(/Activity_/)
  await page.click('#tab-of-guide')
  await page.locator('.m-tab-guide .m-files button', { hasText: '办理环节' }).click()
  expect(await page.locator('.m-tab-guide').textContent()).not.toMatch(/Activity_/)
  expect(errors).toEqual([])
  await context.close()
})

test('a blank matter says all it still needs at once, by the parts it is mended in', async () => {
  const { page, context, errors } = await openAsAnalyst(site, '/office/modeler')
  await page.click('text=新建事项')
  await fillIn(page, { name: '临时占道许可（样例）', code: 'linshi-zhandao', body: 'chengguan', source: 'empty' })
  await page.getByRole('button', { name: '建立草稿' }).click()
  await page.locator('.djs-shape', { hasText: '收到申请' }).first().waitFor()
  await page.locator('.m-lint', { hasText: '个错误' }).click()
  const parts = page.locator('.m-problems h3')
  await parts.nth(1).waitFor()
  expect((await parts.allTextContents()).map((text) => text.replace(/\d+/g, 'n'))).toEqual([expect.stringMatching(/^流程图n 个错误/), expect.stringMatching(/^办事指南n 个错误/)])
  expect(await faults(page, 'modeler-blank')).toEqual([])
  expect(errors).toEqual([])
  await context.close()
})
