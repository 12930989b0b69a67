/** The pages people work on all day, at both widths: lists, a task with its form, the case with its tabs, the diagram. */
import { expect, test } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import { inTransaction } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import * as coapproval from '../../server/coapproval/service.ts'
import { casePanels } from '../../server/tasks/panels.ts'
import { tasksPages } from '../../server/tasks/routes.ts'
import * as tasks from '../../server/tasks/service.ts'
import { openPage, overflow, stumbles, WIDTHS } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { applicant } from '../support/caseFixture.ts'
import { serverWith } from '../support/web.ts'
import { publishedDatabase } from '../support/published.ts'

const site = browserSite('2026-03-02T09:00:00+08:00', async (ctx) => {
  for (let n = 0; n < 4; n++) await waitingAtTheWindow(n)
  return serverWith(ctx, [tasksPages({ panels: Object.values(casePanels(coapproval.lastSignatures)), rules: [], points: () => [] })])
}, publishedDatabase)

/** A case whose first job the engine has just offered. */
async function waitingAtTheWindow(n: number): Promise<void> {
  const version = (await matters.effective(site.db, 'jianzhu-shigong-xuke', site.ctx.now()))!
  await inTransaction(site.db, async (tx) => {
    const { case: file } = await cases.open(tx, site.ctx, { version, applicant, data: {}, routing: {} })
    await cases.lock(tx, file.id)
    await tasks.openFromJob(tx, site.ctx, {
      engine: 'embedded', key: String(1000 + n), type: 'io.camunda.zeebe:userTask', elementId: 'acceptance', elementInstanceKey: '1', processInstanceKey: '2',
      bpmnProcessId: file.matterCode, processVersion: 1, headers: {}, variables: { caseId: file.id, round: 1 }, retries: 3, caseId: file.id,
    })
  })
}

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`inbox, task and case at ${WIDTHS[width].width} px`, async () => {
    const { page, context, errors } = await openPage(site.browser, { width })
    const seen = async (name: string) => {
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/office-${name}-${width}.png`, fullPage: true })
      expect(await overflow(page), `${name} at ${width}`).toBe(0)
      expect(await stumbles(page), name).toEqual([])
    }
    await page.goto(`${site.origin}/office/sign-in`)
    await page.click('.sample-body summary')
    await page.click('.sample-body .sample-list button')
    await page.waitForURL('**/office/inbox')
    await seen('inbox')
    await page.locator('.row-link').nth(width === 'wide' ? 0 : 1).click() // the first is one to take no part in by then
    await page.waitForSelector('.task-decision')
    await seen('task')
    expect(await page.locator('.decision-fields').evaluate((fields) => getComputedStyle(fields).overflowY), 'the form has no window of its own').toBe('visible')
    const task = page.url().split('?')[0]!
    for (const tab of ['process', 'history']) {
      await page.goto(`${task}?tab=${tab}`)
      if (tab === 'process') {
        await page.waitForSelector('.djs-visual')
        const [flag, event] = [(await page.locator('.step-flag').boundingBox())!, (await page.locator('[data-element-id=Event_iii6gvt] .djs-visual').first().boundingBox())!]
        expect(flag.y + flag.height <= event.y || event.y + event.height <= flag.y, 'the flag leaves the event on the step\'s edge to be seen').toBe(true)
      }
      await seen(`task-${tab}`)
    }
    await page.goto(task)
    await page.click('text=我须回避')
    await seen('task-recusal')
    await page.getByLabel('回避理由').fill('样例：申请人是近亲属')
    await page.getByRole('button', { name: '声明回避' }).click()
    await page.locator('.decision-note', { hasText: '您已声明回避' }).waitFor()
    expect(await page.locator('.decision-form').count(), 'no form to decide by').toBe(0)
    await seen('task-recused')
    await page.goto(`${site.origin}/office/inbox?list=done`)
    await seen('inbox-empty')
    expect(errors).toEqual([])
    await context.close()
  })
}
