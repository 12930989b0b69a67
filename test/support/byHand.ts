/** What an analyst's hands do in the modeler: append by keyboard, find by Ctrl+F, set the panel, mend a problem, fill in the guide. Words are those of the screen. */
import type { Locator, Page } from 'playwright-core'

/** A gateway's words stand beside it, so it is not named at once as a step is. */
const GATEWAY = /网关$/

/** `A`, a few letters, Enter, the name, Enter: behind what is selected. @param entry as the menu calls it @param typed what is typed to find it */
export async function append(page: Page, entry: string, name: string, typed = entry): Promise<void> {
  await canvasHasKeys(page)
  await page.keyboard.press('a')
  await page.locator('.djs-popup input').pressSequentially(typed)
  await page.locator(`.djs-popup .entry.selected`, { has: page.locator(`.djs-popup-label >> text="${entry}"`) }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.djs-popup').waitFor({ state: 'detached' })
  if (GATEWAY.test(entry)) {
    await canvasHasKeys(page)
    await page.keyboard.press('e')
  }
  await page.locator('.djs-direct-editing-content').waitFor()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await page.locator('.djs-visual', { hasText: name }).first().waitFor()
}

export async function canvasHasKeys(page: Page): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.tagName.toLowerCase() === 'svg')
}

/** Ctrl+F and a part of the name: it comes to the middle, selected. */
export async function find(page: Page, name: string): Promise<void> {
  await page.locator('.djs-container').click({ position: { x: 500, y: 8 } })
  await canvasHasKeys(page)
  await page.keyboard.press('Control+f')
  await page.locator('.djs-search-input input').pressSequentially(name)
  await page.locator('.djs-search-result-selected', { hasText: name }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.bio-properties-panel-header-label', { hasText: name }).waitFor()
  await canvasHasKeys(page)
}

/** Opens a group of the properties panel. */
export async function group(page: Page, name: string): Promise<void> {
  const header = page.locator('.bio-properties-panel-group-header', { has: page.locator(`text="${name}"`) })
  if (!(await header.evaluate((element) => element.classList.contains('open')))) await header.click()
}

export function problem(page: Page, says: string | RegExp): Locator {
  return page.locator('.m-problems li', { hasText: says })
}

/** The parts of the guide's form by their legends, outermost first. */
export function part(page: Page, ...legends: string[]): Locator {
  return legends.reduce<Locator>((place, legend) => place.locator('fieldset', { has: page.locator(`:scope > legend:text("${legend}")`) }), page.locator('.m-guide'))
}

/** Types into fields by their labels and leaves each: a value is written when its field is left. */
export async function fill(place: Locator, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = place.getByLabel(label, { exact: true }).first()
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption({ label: value })
    else {
      await field.fill(value)
      if ((await field.getAttribute('role')) === 'combobox') await field.press('Enter') // picked from the list
      await field.blur()
    }
  }
}

/** Opens an item of a list in the guide by what it is called. */
export async function openRow(page: Page, name: string): Promise<void> {
  const row = page.locator('.m-guide-row-name', { hasText: name })
  if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click()
  await page.locator('.m-guide-row-name[aria-expanded=true]', { hasText: name }).waitFor() // and the one that was open is shut
}

/** Clicks the line that leads into a step, just before its left edge. */
export async function clickLineInto(page: Page, name: string): Promise<void> {
  await find(page, name)
  const box = (await page.locator('.djs-shape.selected .djs-visual').boundingBox())!
  await page.mouse.click(box.x - 12, box.y + box.height / 2)
  await page.locator('.djs-connection.selected').waitFor({ state: 'attached' }) // a level line has no height
}
