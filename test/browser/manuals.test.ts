/** Generated views as people meet them: the manual and its list on a screen and a phone, in both languages; the slip, which prints on one page. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { webRooms } from '../../server/app.ts'
import * as matters from '../../server/matters/service.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { faults, openPage, WIDTHS } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { serverWith } from '../support/web.ts'
import { publishedDatabase } from '../support/published.ts'

const CODES = matters.matterFolders('processes')
/** One with routes and later materials, one with a sheet, one without people. */
const LOOKED_AT = ['gongzhong-xiaofang', 'xiangmu-hezhun-lvse', 'qiye-touzi-beian']

const site = browserSite('2026-03-02T09:00:00+08:00', async (ctx) => {
  return serverWith(ctx, webRooms().slice(1))
}, publishedDatabase)

async function look(page: Page, path: string): Promise<void> {
  expect((await page.goto(site.origin + path))!.status(), path).toBe(200)
}

for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
  test(`manuals and slips at ${WIDTHS[width].width} px`, async () => {
    const { page, context, errors } = await openPage(site.browser, { width })
    const found: string[] = []
    await page.goto(`${site.origin}/office/sign-in`)
    await page.fill('[name=login]', 'zhujian-window-1')
    await page.fill('[name=password]', SAMPLE_PASSWORD)
    await page.click('button[type=submit]')
    await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    await look(page, '/office/manuals')
    found.push(...(await faults(page, 'manuals')))
    for (const wish of ['?lang=en', '?lang=zh']) {
      for (const code of wish === '?lang=zh' ? LOOKED_AT : LOOKED_AT.slice(0, 1)) {
        await look(page, `/office/manuals/${code}${wish}`)
        found.push(...(await faults(page, `manual-${code}${wish.slice(6)}`)))
        await look(page, `/matters/${code}/slip${wish}`)
        found.push(...(await faults(page, `slip-${code}${wish.slice(6)}`)))
      }
    }
    expect(found).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  })
}

test('every slip prints on one A4 page', async () => {
  const { page, context } = await openPage(site.browser)
  const pages: Record<string, number> = {}
  for (const code of CODES) {
    await look(page, `/matters/${code}/slip`)
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true })
    if (process.env.SCREENSHOTS) writeFileSync(join(process.env.SCREENSHOTS, `slip-${code}.pdf`), pdf)
    pages[code] = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
  }
  expect(pages).toEqual(Object.fromEntries(CODES.map((code) => [code, 1])))
  await context.close()
})
