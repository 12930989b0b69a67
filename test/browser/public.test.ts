/** The public side as a citizen comes to it once: home, catalogue, guide, application, follow, verify; both widths, elder mode, English. */
import { expect, test } from 'vitest'
import { webRooms } from '../../server/app.ts'
import { openPage, overflow, stumbles, WIDTHS } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { serverWith } from '../support/web.ts'
import { publishedDatabase } from '../support/published.ts'

const MATTERS = ['qiye-touzi-beian', 'jianzhu-shigong-xuke', 'huwai-guanggao', 'yanglao-canbao', 'taizi-yitiaolong']
const PAGES: [string, string][] = [
  ['home', '/'], ['matters', '/matters'], ['search', '/matters?q=施工'], ['search-empty', '/matters?q=没有这样的事项'], ['search-near', '/matters?q=户外广靠 施工'], ['search-chosen', '/matters?q=投资&kind=instant&body=fagai&topic=投资项目'], ['search-none-chosen', '/matters?q=施工&kind=instant'], ['follow', '/follow'], ['verify', '/verify'], ['verify-foreign', '/verify/NOTOURS'],
  ...MATTERS.map((code): [string, string] => [`guide-${code}`, `/matters/${code}`]), ['apply', '/apply/jianzhu-shigong-xuke'], ['developers', '/developers'],
]

const site = browserSite('2026-03-02T09:00:00+08:00', async (ctx) => {
  return serverWith(ctx, webRooms().slice(1))
}, publishedDatabase)

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`every public page at ${WIDTHS[width].width} px fits, reads and keeps the security policy`, async () => {
    const { page, context, errors } = await openPage(site.browser, { width })
    const faults: string[] = []
    for (const wish of ['', 'lang=en', 'lang=zh&elder=1']) {
      if (wish) await page.goto(`${site.origin}/?${wish}`)
      for (const [name, url] of PAGES) {
        await page.goto(site.origin + url)
        if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/public-${name}-${width}${wish.replace(/\W/g, '')}.png`, fullPage: true })
        const wider = await overflow(page)
        if (wider > 0) faults.push(`${name} ${wish}: ${wider} px too wide`)
        faults.push(...(await stumbles(page)).map((fault) => `${name} ${wish}: ${fault}`))
      }
    }
    expect(faults).toEqual([])
    expect(errors.filter((text) => !text.includes('status of 404'))).toEqual([])
    await context.close()
  })
}

test('on a phone the long sections of a guide are folded and open at a touch; on a wide screen they stand open', async () => {
  for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
    const { page, context } = await openPage(site.browser, { width })
    await page.goto(`${site.origin}/matters/huwai-guanggao`)
    const materials = page.locator('details.fold').first()
    await expect.poll(() => materials.evaluate((fold: HTMLDetailsElement) => fold.open)).toBe(width !== 'phone')
    if (width === 'phone') {
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(3000)
      await materials.locator('summary').first().click()
      await page.getByText('彩色效果图').first().waitFor()
    }
    await context.close()
  }
})

test('the first load of each public page stays below 150 KB compressed', async () => {
  const headers = { 'accept-encoding': 'gzip, br', accept: 'text/html' }
  for (const [name, url] of PAGES) {
    const html = (await site.app.inject({ url: encodeURI(url), headers: { accept: 'text/html' } })).body
    const parts = [encodeURI(url), ...new Set([...html.matchAll(/(?:href|src)="(\/(?:assets|forms)\/[^"]+)"/g)].map((match) => match[1]!))]
    const replies = await Promise.all(parts.map((part) => site.app.inject({ url: part, headers })))
    const bytes = replies.reduce((sum, reply) => sum + reply.rawPayload.length, 0)
    expect(parts.length, name).toBeGreaterThan(2)
    expect(bytes, name).toBeLessThan(150 * 1024)
  }
})
