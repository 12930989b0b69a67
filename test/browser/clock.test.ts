/** The clock's tab and the judge's sheet in a real browser at both widths: nothing overflows, nothing is without words. */
import { expect, test } from 'vitest'
import * as cases from '../../server/cases/service.ts'
import { inTransaction } from '../../server/db/pool.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import * as matters from '../../server/matters/service.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { panels, routes } from '../../server/supervision/service.ts'
import { tasksPages } from '../../server/tasks/routes.ts'
import * as tasks from '../../server/tasks/service.ts'
import { openPage, overflow, stumbles, WIDTHS } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { applicant } from '../support/caseFixture.ts'
import { serverWith } from '../support/web.ts'
import { publishedDatabase } from '../support/published.ts'

let caseId: string

const site = browserSite('2026-04-29T10:00:00+08:00', async (ctx) => {
  caseId = await runningCase()
  return serverWith(ctx, [routes, tasksPages({ panels, rules: [], points: () => [] })])
}, publishedDatabase)

/** Accepted before the May holiday, stopped for an appraisal, in the green channel. */
async function runningCase(): Promise<string> {
  const version = (await matters.effective(site.db, 'huwai-guanggao', site.ctx.now()))!
  const { limits, pauses } = version.bundle.matter
  const by = { kind: 'system' as const, name: '系统' }
  const { id } = await inTransaction(site.db, async (tx) => {
    const file = (await cases.open(tx, site.ctx, { version, applicant, data: {}, routing: {} })).case
    await deadlines.startLimit(tx, site.ctx, { caseId: file.id, kind: 'statutory', amount: limits.statutory.amount, unit: limits.statutory.unit, source: limits.statutory.law, from: site.ctx.now() })
    await deadlines.startLimit(tx, site.ctx, { caseId: file.id, kind: 'promised', amount: limits.promised.amount, unit: limits.promised.unit, source: limits.promised.source, from: site.ctx.now() })
    await tasks.openFromJob(tx, site.ctx, {
      engine: 'embedded', key: '7', type: 'io.camunda.zeebe:userTask', elementId: 'decision', elementInstanceKey: '1', processInstanceKey: '1',
      bpmnProcessId: version.code, processVersion: 1, headers: {}, variables: { caseId: file.id, round: 1 }, retries: 1, caseId: file.id,
    })
    return file
  })
  const at = (time: string, work: (tx: Parameters<typeof cases.lock>[0]) => Promise<unknown>) => {
    site.ctx.setTime(time)
    return inTransaction(site.db, async (tx) => { await cases.lock(tx, id); await work(tx) })
  }
  await at('2026-05-06T10:00:00+08:00', (tx) => deadlines.pause(tx, site.ctx, { caseId: id, kind: 'appraisal', listed: pauses, notice: '样例特告〔2026〕1号', by }))
  await at('2026-05-08T10:00:00+08:00', (tx) => deadlines.resume(tx, site.ctx, { caseId: id, kind: 'appraisal', by }))
  await at('2026-05-09T09:00:00+08:00', (tx) => deadlines.grantGreen(tx, site.ctx, { caseId: id, reason: '样例：列入重点项目名单', by }))
  return id
}

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`clock and proof at ${WIDTHS[width].width} px`, async () => {
    const { page, context, errors } = await openPage(site.browser, { width })
    const seen = async (name: string) => {
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/clock-${name}-${width}.png`, fullPage: true })
      expect(await overflow(page), `${name} at ${width}`).toBe(0)
      expect(await stumbles(page), name).toEqual([])
    }
    await page.goto(`${site.origin}/office/sign-in`)
    await page.fill('input[name=login]', 'chengguan-deputy')
    await page.fill('input[name=password]', SAMPLE_PASSWORD)
    await page.click('form button[type=submit], form button:not([type])')
    await page.waitForURL('**/office/inbox')
    await page.goto(`${site.origin}/office/cases/${caseId}?tab=clock`)
    await seen('tab')
    await page.click('.proof-account summary')
    await seen('tab-open')
    await page.goto(`${site.origin}/office/cases/${caseId}/proof`)
    await seen('sheet')
    expect(await page.locator('.strip-counted').count()).toBeGreaterThan(0)
    // a judge re-adds it: the green channel's sum, and what a day is where parts of one count
    expect((await page.innerText('main')).replace(/\s+/g, '')).toContain('一个工作日为7小时绿色通道：承诺时限的一半，自原起算日计算。算式：7日÷2=3日3小时30分')
    expect(errors).toEqual([])
    await context.close()
  })
}
