/** What is typed into a cell reaches the file, whatever was open or had the focus before: a column's menu, a button, the cell itself. */
import type { Page } from 'playwright-core'
import { beforeEach, expect, test } from 'vitest'
import { modelerSite, openMatter } from '../support/modelerPage.ts'

const MATTER = 'daolu-wajue'
const FILE = 'tables/zhengfu-pizhun.dmn'
const CELL = 'rule_built_young_4'

const site = modelerSite([MATTER])
beforeEach(async () => { await site.db.raw('delete from matter_draft; delete from matter_presence') })

const cell = (page: Page, id = CELL) => page.locator(`.m-tables td[data-element-id="${id}"]`)

async function years(): Promise<string | undefined> {
  const draft = (await site.db('matter_draft').first('files')) as { files: Record<string, string> } | undefined
  return /id="rule_built_young_4"><text>([^<]*)/.exec(draft?.files[FILE] ?? '')?.[1]
}

/** A click beside the text, in the lower part of the cell where its meaning stands. */
async function clickBeside(page: Page): Promise<void> {
  const { width, height } = (await cell(page).boundingBox())!
  await cell(page).click({ position: { x: width / 2, y: height - 4 } })
}

async function typed(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

async function openMenu(page: Page): Promise<void> {
  await page.locator('.m-tables th.input-cell').nth(1).dblclick()
  await page.locator('.m-tables .context-menu').waitFor()
}

test('a cell that was left for a menu or a button takes what is typed when it is clicked again', async () => {
  const { page, context, errors } = await openMatter(site, MATTER, 'tables')
  await cell(page).waitFor()
  await clickBeside(page)
  await openMenu(page)
  await clickBeside(page) // the menu is open still
  await typed(page, '< 11')
  await expect.poll(years, { timeout: 10_000 }).toBe('&lt; 11')

  await openMenu(page)
  await page.keyboard.press('Escape')
  await clickBeside(page)
  await typed(page, '< 12')
  await page.keyboard.press('Control+s')
  await expect.poll(years, { timeout: 10_000 }).toBe('&lt; 12')

  await openMenu(page)
  await page.locator('.m-tables .type-ref-edit-select input').click()
  await page.keyboard.press('Escape')
  await clickBeside(page)
  await typed(page, '< 13')
  await page.click('#tab-of-guide')
  await expect.poll(years, { timeout: 10_000 }).toBe('&lt; 13')

  await page.click('#tab-of-tables')
  await clickBeside(page)
  await page.locator('.m-tables-part .m-hint').first().click()
  await clickBeside(page)
  await typed(page, '< 14')
  await page.keyboard.press('Tab')
  await expect.poll(years, { timeout: 10_000 }).toBe('&lt; 14')
  expect(errors).toEqual([])
  await context.close()
})
