/** An analyst of the sample before the modeler, for browser tests: signed in, the matter's drawing there. */
import type { Page } from 'playwright-core'
import { openPage, WIDTHS } from './browser.ts'
import type { Site } from './browserSite.ts'

type Opened = Awaited<ReturnType<typeof openPage>>

/** @param path where the analyst is led after signing in */
export async function openAsAnalyst(site: Pick<Site, 'browser' | 'origin'>, path: string, width: keyof typeof WIDTHS = 'wide'): Promise<Opened> {
  const opened = await openPage(site.browser, { width })
  await signInAsAnalyst(opened.page, site.origin, path)
  return opened
}

export async function signInAsAnalyst(page: Page, origin: string, path: string): Promise<void> {
  await page.goto(`${origin}/office/sign-in?next=${encodeURIComponent(path)}`)
  await page.fill('[name=login]', 'shengai-analyst')
  await page.fill('[name=password]', 'tongban-sample')
  await page.press('[name=password]', 'Enter')
  await page.waitForURL(`**${path}*`)
}

/** @param tab its id, for instance `forms`; the diagram when left out */
export async function openMatter(site: Site, code: string, tab?: string): Promise<Opened> {
  const opened = await openAsAnalyst(site, `/office/modeler/${code}`)
  await opened.page.waitForSelector('.djs-container [data-element-id=acceptance]')
  if (tab !== undefined) await opened.page.click(`#tab-of-${tab}`)
  return opened
}
