/** The operators' pages at both widths, and one repair from the first page to the trace by mouse and keyboard. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import { inTransaction, row } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { openDesk, instance, type Desk } from '../../server/operations/service.ts'
import { faults, openPage, WIDTHS } from '../support/browser.ts'
import { officeSite } from '../support/browserSite.ts'
import { applicant } from '../support/caseFixture.ts'
import { bpmn } from '../engine/support/diagram.ts'

let desk: Desk
const site = officeSite('2026-03-02T01:00:00Z')
let stuck: { instance: string; number: string }
let caller: string
let called: string

beforeAll(async () => {
  desk = openDesk(site.office.ctx)
  await openCase('jianzhu-shigong-xuke')
  stuck = await openCase('huwai-guanggao')
  await breakDown(stuck.instance)
  const { client } = site.office.app.zeebe
  await client.deploy({ name: 'registration.bpmn', content: bpmn('caller_registration', { nodes: { cs: 'start', enter: { service: 'elsewhere' }, ce: 'end' }, flows: ['cs enter ce'] }) })
  await client.deploy({ name: 'caller.bpmn', content: bpmn('caller', { nodes: { s: 'start', register: { call: 'registration' }, e: 'end' }, flows: ['s register e'] }) })
  caller = await client.createInstance({ processId: 'caller', version: 1, variables: {} })
  called = (await instance(desk, site.office.ctx, 'embedded', caller))!.whole.elements.find(({ calls }) => calls)!.calls!.instance
})
afterAll(async () => {
  await desk?.close()
})

async function openCase(code: string): Promise<{ instance: string; number: string }> {
  const { db } = site.office.ctx
  const version = (await matters.effective(db, code, site.office.ctx.now()))!
  const { case: file } = await inTransaction(db, (tx) => cases.open(tx, site.office.ctx, { version, applicant, data: {}, routing: {} }))
  await site.office.settle()
  return { instance: (await row<{ key: string }>(db, 'select instance_key as key from engine_instance where case_id = ?', [file.id]))!.key, number: file.number }
}

async function breakDown(key: string): Promise<void> {
  const { whole } = (await instance(desk, site.office.ctx, 'embedded', key))!
  await site.office.app.zeebe.client.failJob(whole.jobs[0]!.key, { retries: 0, message: '样例：对方登记系统没有应答（connect ECONNREFUSED）', backoffMs: 0 })
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${site.origin}/office/sign-in?next=/office/operations`)
  await page.fill('[name=login]', 'operator')
  await page.fill('[name=password]', 'tongban-sample')
  await page.press('[name=password]', 'Enter')
  await page.waitForURL('**/office/operations')
}

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`every page at ${WIDTHS[width].width} px`, async () => {
    const { page, context, errors } = await openPage(site.browser, { width })
    await signIn(page)
    const found = await faults(page, 'operations')
    for (const path of ['instances', 'instances?state=ended', 'incidents', 'jobs', 'timers', 'messages']) {
      await page.goto(`${site.origin}/office/operations/${path}`)
      found.push(...(await faults(page, `operations-${path.replace(/\W/g, '-')}`)))
    }
    await page.goto(`${site.origin}/office/operations/instances/embedded/${stuck.instance}`)
    await page.waitForSelector('.step-flag')
    found.push(...(await faults(page, 'operations-instance')))
    for (const summary of await page.locator('main summary').all()) await summary.click()
    found.push(...(await faults(page, 'operations-instance-open')))
    for (const [name, key] of Object.entries({ caller, called })) {
      await page.goto(`${site.origin}/office/operations/instances/embedded/${key}`)
      await page.waitForSelector('.instance-head')
      found.push(...(await faults(page, `operations-${name}`)))
    }
    expect(found).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  })
}

test('a repair: from the count in the menu to the instance, data mended, tried again', async () => {
  const { page, context, errors } = await openPage(site.browser)
  await signIn(page)
  expect(await page.textContent('.office-nav [aria-current] .nav-count')).toContain('1')
  await page.click('.incident a')
  await page.waitForURL(`**/instances/embedded/${stuck.instance}`)
  expect(await page.textContent('.instance-head')).toContain(stuck.number)
  await page.locator('.element .variables summary').first().click()
  await page.locator('.element .variables textarea').first().fill('{"样例": "已修正"}')
  await page.locator('.element .variables [name=reason]').first().fill('样例：补上登记结果')
  await page.locator('.element .variables button').first().click()
  await page.waitForURL('**?done=set-variables')
  expect(await page.textContent('.element .variables summary')).toMatch(/变量（\d+）/)
  await page.fill('.incident [name=reason]', '样例：登记系统已恢复')
  await page.press('.incident [name=reason]', 'Enter')
  await page.waitForURL('**?done=resolve')
  expect(await page.locator('.incident').count()).toBe(0)
  expect(await page.textContent('.timeline-list')).toContain('的异常已处理')
  expect(errors).toEqual([])
  await context.close()
})
