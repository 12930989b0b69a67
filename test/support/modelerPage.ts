/** The modeler for browser tests: its server on a repository of its own, an analyst of the sample before it, signed in, the matter's drawing there. */
import type { Page } from 'playwright-core'
import { afterAll } from 'vitest'
import * as letters from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { routes as modeler } from '../../server/modeler/service.ts'
import { openPage, WIDTHS } from './browser.ts'
import { browserSite, type Site } from './browserSite.ts'
import { processesRepository, type OutsideRepository } from './processesRepository.ts'
import { serverWith } from './web.ts'

type Opened = Awaited<ReturnType<typeof openPage>>

/** The modeler alone, with every sample matter in force. @param codes of the matters that stand in the repository, where versions are pushed and proposed */
export function modelerSite(codes: string[]): Site & { readonly repository: OutsideRepository } {
  let repository: OutsideRepository | undefined
  afterAll(() => repository?.remove())
  const site = browserSite('2026-03-02T01:00:00Z', async (ctx) => {
    repository = await processesRepository(codes)
    Object.assign(ctx.config, { processesRepository: repository.dir })
    const app = await serverWith(ctx, [modeler])
    await matters.publishAll(ctx, undefined, letters.checkTemplate)
    return app
  })
  return Object.defineProperty(site, 'repository', { get: () => repository! }) as Site & { readonly repository: OutsideRepository }
}

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

/** A step of the drawing given another name, as by hand. */
export async function renameStep(page: Page, id: string, name: string): Promise<void> {
  await page.bringToFront() // what lies behind draws nothing
  await page.locator('.djs-container').click({ position: { x: 500, y: 20 } })
  await page.keyboard.press('Control+1')
  await page.locator(`[data-element-id=${id}] .djs-hit`).first().dblclick()
  await page.locator('.djs-direct-editing-content').fill(name)
  await page.locator('.djs-container').click({ position: { x: 500, y: 20 } })
}
