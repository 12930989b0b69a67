/**
 * One whole road by mouse and keyboard: an applicant without an account applies for a building permit, eight officers work it through
 * the pages, the applicant follows by number and code and fetches the permit, and a stranger verifies it. Engine, letters and clocks are real.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { applications } from '../support/applicant.ts'
import { faults, fillIn, openPage, WIDTHS } from '../support/browser.ts'
import { officeSite } from '../support/browserSite.ts'
import { pdf } from '../support/samples.ts'

const MATTER = 'jianzhu-shigong-xuke'
const site = officeSite('2026-03-02T09:00:00+08:00')

/** A person at a browser of their own; `errors` must stay empty. */
interface Person { page: Page; context: BrowserContext; errors: string[] }

const good = async (page: Page, name: string): Promise<void> => expect(await faults(page, `road-${name}`)).toEqual([])
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()

async function leave({ context, errors }: Person): Promise<void> {
  expect(errors).toEqual([])
  await context.close()
}

async function signIn(login: string): Promise<Person> {
  const person = await openPage(site.browser)
  await person.page.goto(`${site.origin}/office/sign-in`)
  await person.page.getByLabel('用户名').fill(login)
  await person.page.keyboard.press('Tab')
  await person.page.keyboard.type(SAMPLE_PASSWORD)
  await person.page.keyboard.press('Enter')
  await person.page.waitForURL('**/office/inbox')
  return person
}

/** An officer's part: opens the task by keys, decides by its form, and everything that follows arrives. */
async function decide(login: string, answers: Record<string, string>, button: string, also?: (page: Page) => Promise<void>): Promise<void> {
  const person = await signIn(login)
  const { page } = person
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.locator('.task-decision').waitFor()
  await also?.(page)
  await fillIn(page, answers)
  await press(page, button)
  await page.waitForURL(/decided=/)
  await leave(person)
  await site.office.settle()
}

async function apply(): Promise<{ number: string; code: string }> {
  const person = await openPage(site.browser)
  const { page } = person
  await page.goto(site.origin)
  await page.getByRole('searchbox').fill('施工许可')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: '建筑工程施工许可证核发' }).click()
  await page.getByRole('link', { name: '在线申请' }).click()
  await press(page, '开始新的申请')
  for (const [key, fields] of applications[MATTER]!) {
    await page.waitForURL(`**/apply/draft/${key}`)
    await fillIn(page, fields)
    await press(page, '保存并继续')
  }
  await page.waitForURL('**/apply/draft/materials')
  for (const code of ['land-approval', 'planning-permit', 'contractor-notice', 'contract', 'drawing-review', 'funds-commitment']) {
    await page.locator(`#file-${code}`).setInputFiles({ name: `${code}.pdf`, mimeType: 'application/pdf', buffer: pdf(code) })
    await page.locator(`#item-${code} .file-list a`).waitFor()
  }
  await good(page, 'materials')
  await press(page, '保存并继续')
  await page.getByLabel('以上内容真实').check()
  await page.getByLabel('同意电子送达').check()
  await press(page, '提交申请')
  const [number, code] = await page.locator('.ticket .big').allTextContents()
  await good(page, 'receipt')
  await leave(person)
  await site.office.settle()
  return { number: number!.trim(), code: code!.trim() }
}

async function follow(width: keyof typeof WIDTHS, ticket: { number: string; code: string }): Promise<Person> {
  const person = await openPage(site.browser, { width })
  await person.page.goto(site.origin)
  await person.page.getByRole('navigation').getByRole('link', { name: '查询进度' }).click()
  await person.page.locator('[name=number]').fill(ticket.number)
  await person.page.locator('[name=code]').fill(ticket.code)
  await person.page.keyboard.press('Enter')
  await person.page.waitForURL('**/follow/case')
  return person
}

test('from the search for a matter to the permit in the applicant\'s hand', async () => {
  const ticket = await apply()

  await decide('zhujian-window-1', { '/outcome': 'accept' }, '提交：受理', async (page) => {
    await page.keyboard.press('c')
    await page.getByText('您正在办理').waitFor()
    // the fields of other outcomes come up with their outcome only
    expect(await page.locator('[name="/reasons"]').isVisible()).toBe(false)
    await page.getByLabel('不予受理').check()
    expect(await page.locator('[name="/reasons"]').isVisible()).toBe(true)
    await press(page, '提交：不予受理')
    await page.locator('[data-summary]').waitFor()
    await good(page, 'task')
  })
  await decide('zhujian-window-2', { '/paperMatches': 'true' }, '转科室审核')
  await decide('zhujian-construction', { '/outcome': 'agree' }, '提交：同意')
  await decide('zhujian-safety', { '/outcome': 'agree', '/opinion': '安全措施齐备。' }, '提交：同意')
  await decide('zhujian-quality', { '/outcome': 'agree' }, '提交：同意')
  await decide('zhujian-materials', { '/outcome': 'agree' }, '提交：同意', async (page) => {
    await page.getByRole('link', { name: '流程图' }).click()
    await page.locator('.djs-visual').first().waitFor()
    const text = await page.locator('[data-element-id=reviewMaterials] text').first().boundingBox()
    expect(text!.height).toBeGreaterThan(8) // can be read without a glass
    await press(page, '全屏')
    await page.keyboard.press('Escape')
    await good(page, 'process')
  })
  await decide('zhujian-deputy', { '/outcome': 'agree' }, '提交：同意，报主管领导')
  await decide('zhujian-head', { '/outcome': 'grant' }, '提交：准予许可', async (page) => {
    await page.getByRole('link', { name: '办理意见' }).click()
    await page.getByText('安全措施齐备。').waitFor()
    await good(page, 'opinions')
  })
  await decide('zhujian-window-1', { '/way': 'phone', '/person': '样例联系人' }, '已通知')
  await decide('zhujian-window-1', { '/receiver': '样例联系人', '/copies': '1' }, '登记签收')

  const applicant = await follow('phone', ticket)
  await good(applicant.page, 'case')
  await applicant.page.getByRole('link', { name: '文书' }).first().click()
  const row = applicant.page.locator('.letter-rows > li', { hasText: '建筑工程施工许可证' })
  await good(applicant.page, 'letters')
  const [paper] = await Promise.all([applicant.context.waitForEvent('page'), row.getByRole('link', { name: '查看、打印' }).click()])
  await paper!.locator('.sheet').waitFor()
  await good(paper!, 'permit')
  const printed = /(?:[2-9A-Z]{5}\s+){3}[2-9A-Z]{5}/.exec(await paper!.locator('.sheet').innerText())![0].replace(/\s+/g, ' ')
  const pdfLink = await row.getByRole('link', { name: 'PDF' }).getAttribute('href')
  const file = await applicant.context.request.get(site.origin + pdfLink!)
  expect([file.status(), (await file.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  await leave(applicant)

  const stranger = await openPage(site.browser, { width: 'phone' })
  await stranger.page.goto(`${site.origin}/verify`)
  await stranger.page.locator('[name=code]').fill(printed) // in groups, as it stands on the paper
  await stranger.page.keyboard.press('Enter')
  await stranger.page.getByText('样例建设有限公司').waitFor()
  await good(stranger.page, 'verify')
  expect(await stranger.page.locator('.callout-ok').count()).toBe(1)
  await leave(stranger)
})
