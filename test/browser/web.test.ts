/** The frame and the sign-in as people see them, at both widths: nothing overflows, nothing breaks the security policy. */
import { expect, test } from 'vitest'
import { openPage, overflow, stumbles, WIDTHS } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { serverWith } from '../support/web.ts'

const site = browserSite('2026-03-02T09:00:00+08:00', (ctx) => serverWith(ctx))

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`sign-in, own account and error page at ${WIDTHS[width].width} px`, async () => {
    const { page, context, errors } = await openPage(site.browser, { width })
    const seen = async (name: string) => {
      if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/web-${name}-${width}.png`, fullPage: true })
      expect(await overflow(page), `${name} at ${width}`).toBe(0)
      expect(await stumbles(page), name).toEqual([])
    }
    await page.goto(`${site.origin}/office/sign-in`)
    await seen('sign-in')
    await page.fill('[name=login]', 'zhujian-window-1')
    await page.fill('[name=password]', 'wrong')
    await page.click('button.btn-primary')
    await page.waitForSelector('.callout-danger')
    await seen('sign-in-failed')
    await page.click('.sample-body summary')
    await page.click('.sample-body .sample-list button')
    await page.waitForURL('**/office/me')
    await seen('account')
    await page.fill('[name=current]', 'wrong')
    await page.fill('[name=wanted]', 'short')
    await page.fill('[name=repeated]', 'other')
    await page.click('main button.btn-primary')
    await page.waitForSelector('.callout-danger')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert')
    await seen('account-issues')
    await page.goto(`${site.origin}/no-such-page?elder=1`)
    await seen('not-found-elder')
    await page.goto(`${site.origin}/office/me?lang=en&elder=0`)
    await seen('account-en')
    expect(errors.filter((text) => !/status of 40[14]|status of 422/.test(text))).toEqual([])
    await context.close()
  })
}

test('without programs a form still signs in', async () => {
  const { page, context } = await openPage(site.browser, { javaScript: false })
  await page.goto(`${site.origin}/office/sign-in?next=/office/me`)
  await page.fill('[name=login]', 'fagai-window')
  await page.fill('[name=password]', 'tongban-sample')
  await page.click('button.btn-primary')
  await page.waitForURL('**/office/me')
  expect(await page.textContent('h1')).toContain('样例-发改窗口')
  await context.close()
})
