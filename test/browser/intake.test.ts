/** The public pages in a real browser, at both widths: nothing overflows, nothing stumbles, the form helps while it is filled in, files are seen. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import * as intake from '../../server/intake/service.ts'
import { applications, organisation } from '../support/applicant.ts'
import { faults, fillIn, openPage } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { pdf, png } from '../support/samples.ts'
import { serverWith } from '../support/web.ts'
import { publishedDatabase } from '../support/published.ts'

const site = browserSite('2026-03-02T09:00:00+08:00', async (ctx) => {
  const app = await serverWith(ctx, [intake.routes])
  return app
}, publishedDatabase)

async function look(page: Page, name: string): Promise<void> {
  expect(await faults(page, name)).toEqual([])
}

/** By a link, until the other page stands: looked at sooner, it is the one before, or none. */
async function through(page: Page, link: string): Promise<void> {
  const from = page.url()
  await page.getByRole('link', { name: link }).click()
  await page.waitForURL(({ href }) => href !== from)
}

const next = (page: Page) => page.getByRole('button', { name: '保存并继续' }).click()

it('judges again what hangs on the answer just given: the end of a span, the roles of a list', async () => {
  const { page, context, errors } = await openPage(site.browser)
  await page.goto(`${site.origin}/apply/jianzhu-shigong-xuke`)
  await page.getByRole('button', { name: '开始新的申请' }).click()
  const pages = applications['jianzhu-shigong-xuke']!
  for (const [key, fields] of pages.slice(0, 2)) {
    await page.waitForURL(`**/apply/draft/${key}`)
    await fillIn(page, fields)
    await next(page)
  }
  await page.waitForURL('**/apply/draft/form-2')
  await fillIn(page, { '/price': '3680', '/plannedStart': '2026-06-01', '/plannedEnd': '2026-05-01' })
  await next(page)
  const late = '计划竣工日期不能早于计划开工日期（2026-06-01）'
  await page.getByRole('link', { name: late }).waitFor()
  await look(page, 'span')
  await page.locator('[name="/plannedStart"]').fill('2026-04-01')
  await page.locator('[name="/price"]').focus()
  await page.locator('.invalid-feedback', { hasText: '计划竣工日期' }).waitFor({ state: 'detached' })
  await next(page)
  await page.waitForURL('**/apply/draft/form-3')
  await fillIn(page, { ...pages[3]![1], '/supervised': 'true', '/parties/0/role': 'build' })
  await next(page)
  await page.getByRole('link', { name: '参建单位中还缺：勘察单位、监理单位' }).waitFor()
  await look(page, 'parties')
  await fillIn(page, { '/supervised': 'false', '/parties/0/role': 'survey' })
  await next(page)
  await page.waitForURL('**/apply/draft/form-4')
  expect(errors).toEqual([])
  await context.close()
})

it('shows what an earlier page has called for, and lets it be filled in', async () => {
  const { page, context, errors } = await openPage(site.browser)
  await page.goto(`${site.origin}/apply/daolu-wajue`)
  await page.getByRole('button', { name: '开始新的申请' }).click()
  await fillIn(page, organisation)
  await next(page)
  await page.waitForURL('**/apply/draft/form-1')
  await fillIn(page, { '/urgent': 'false', '/useKind': 'dig', '/location': '样例市样例区样例路', '/purpose': '敷设给水管道' })
  await next(page)
  await page.waitForURL('**/apply/draft/form-2')
  await page.locator('[name="/occupyDays"]').fill('7') // an answer here must not put away what an answer there called for
  await next(page)
  await page.getByRole('link', { name: '请填写挖掘面积' }).waitFor()
  await look(page, 'dig')
  await fillIn(page, {
    '/occupyArea': '60', '/digArea': '20', '/pavement': 'asphalt', '/validFrom': '2026-06-01', '/endOn': '2026-06-07',
    '/builder': '样例市政工程有限公司', '/siteLeader': '样例-现场 13800000000', '/restoreDeclaration': 'true',
  })
  await next(page)
  await page.waitForURL('**/apply/draft/materials')
  expect(errors).toEqual([])
  await context.close()
})

describe.each(['wide', 'phone'] as const)('at the %s width', (width) => {
  it('from search to the case: every page fits and can be used', async () => {
    const { page, context, errors } = await openPage(site.browser, { width })
    await page.goto(site.origin)
    await look(page, 'home')
    await page.getByRole('searchbox').fill('户外广告')
    await page.getByRole('button', { name: '搜索' }).click()
    await look(page, 'matters')
    await through(page, '城市户外广告设置审批')
    await look(page, 'guide')
    await through(page, '在线申请')
    await look(page, 'start')
    await page.getByRole('button', { name: '开始新的申请' }).click()
    await look(page, 'applicant')
    for (const [key, fields] of applications['huwai-guanggao']!) {
      await page.waitForURL(`**/apply/draft/${key}`)
      await fillIn(page, fields)
      if (key !== 'applicant') await look(page, key)
      await next(page)
    }
    await page.waitForURL('**/apply/draft/materials')
    for (const code of ['subject', 'site-right', 'effect-drawing', 'safety-commitment']) {
      await page.locator(`#file-${code}`).setInputFiles({ name: `${code}.pdf`, mimeType: 'application/pdf', buffer: pdf(code) }) // sends by itself
      await page.locator(`#item-${code} .file-list a`).waitFor()
    }
    await page.locator('#file-site-photo').setInputFiles({ name: '现状.png', mimeType: 'image/png', buffer: png(300, 200) })
    await page.locator('#item-site-photo .file-list a').waitFor()
    await page.locator('[name="owe:structure-design"]').fill('2026-03-10')
    await look(page, 'materials')
    await next(page)
    await page.waitForURL('**/apply/draft/check')
    await look(page, 'check')
    await page.getByLabel('以上内容真实').check()
    await page.getByLabel('同意电子送达').check()
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('申请已收到').waitFor()
    await look(page, 'submitted')
    await through(page, '查看进度')
    await look(page, 'case')
    await through(page, '材料')
    await look(page, 'case-materials')
    await page.getByRole('link', { name: 'subject.pdf' }).click()
    await page.locator('.viewer-page canvas').first().waitFor()
    await look(page, 'viewer-pdf')
    await page.goBack()
    await page.getByRole('link', { name: '现状.png' }).click()
    await expect.poll(() => page.locator('.viewer-stage img').evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: 10_000 }).toBe(300) // once it has come
    await page.getByRole('button', { name: '放大' }).click()
    await look(page, 'viewer-picture')
    await page.goto(`${site.origin}/follow/case/withdraw`)
    await look(page, 'withdraw')
    await page.goto(`${site.origin}/follow`)
    await look(page, 'follow')
    await page.goto(`${site.origin}/apply/resume`)
    await look(page, 'resume')
    expect(errors).toEqual([])
    await context.close()
  })
})

describe('the form while it is filled in', () => {
  it('judges a field when it is left, brings conditional fields up, adds and removes rows, keeps a wrong page', async () => {
    const { page, context, errors } = await openPage(site.browser)
    await page.goto(`${site.origin}/apply/jianzhu-shigong-xuke`)
    await page.getByRole('button', { name: '开始新的申请' }).click()
    await fillIn(page, { ...organisation, '/uscc': '91350100M000100Y44' })
    await page.locator('[name="/contact"]').focus()
    await page.getByText('应为18位统一社会信用代码').waitFor()
    await page.locator('[name="/uscc"]').fill('91350100M000100Y43')
    await page.locator('[name="/contact"]').focus()
    await expect.poll(() => page.getByText('应为18位统一社会信用代码').count()).toBe(0)
    await next(page)
    await page.waitForURL('**/form-1')
    expect(await page.locator('[name="/area"]').isVisible()).toBe(false)
    await page.locator('[name="/kind"][value="building"]').check()
    expect(await page.locator('[name="/area"]').isVisible()).toBe(true)
    expect(await page.locator('[name="/length"]').isVisible()).toBe(false)
    await next(page) // wrong: stays, with the summary in focus
    await page.locator('[data-summary]').waitFor()
    expect(page.url()).toContain('/form-1')
    expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-summary'))).toBe(true)
    await page.getByRole('link', { name: '请填写工程名称' }).click()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('/projectName')
    await fillIn(page, { '/projectName': '样例小区一期1号楼', '/projectCode': '2026-990101-70-01-000001', '/address': '样例路8号院', '/area': '12,500', '/structure': 'frame' })
    await next(page)
    await page.waitForURL('**/form-2')
    await fillIn(page, { '/price': '3680', '/plannedStart': '2026-05-01', '/plannedEnd': '2027-05-01' })
    await next(page)
    await page.waitForURL('**/form-3')
    const rows = page.locator('[data-item]')
    const shown = await rows.count()
    await page.getByRole('button', { name: '添加参建单位' }).click()
    await page.getByRole('button', { name: '添加参建单位' }).click()
    expect(await rows.count()).toBe(shown + 2)
    await rows.last().getByRole('button', { name: /删除/ }).click()
    expect(await rows.count()).toBe(shown + 1)
    await look(page, 'rows')
    expect(errors).toEqual([])
    await context.close()
  })

  it('an applicant\'s first page weighs at most 150 KB compressed', async () => {
    const { page, context } = await openPage(site.browser)
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    let bytes = 0
    session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength })
    await page.goto(`${site.origin}/apply/jianzhu-shigong-xuke`)
    await page.getByRole('button', { name: '开始新的申请' }).click()
    await page.waitForLoadState('networkidle')
    console.log(`start page and first form: ${Math.round(bytes / 1024)} KB`)
    expect(bytes).toBeLessThan(150 * 1024)
    await context.close()
  })
})
