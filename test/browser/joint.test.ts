/** A joint case in a real browser at both widths: the whole and its parts for the applicant, the joint board and all cases for the lead. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { play } from '../../scripts/scenario/play.ts'
import { readScenarios } from '../../scripts/scenario/scenario.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { faults, openPage, WIDTHS } from '../support/browser.ts'
import { officeSite } from '../support/browserSite.ts'
import { stageOf } from '../support/stories.ts'

const processes = fileURLToPath(new URL('../../processes/', import.meta.url))
const site = officeSite('2026-03-02T00:00:00Z')

test('a restaurant whose parts are under way: found and opened by one key, each part on the board', async () => {
  const scenario = readScenarios(processes, 'kaican-yijianshi').find(({ file }) => file === 'quanbu-bancheng.yaml')!
  // the fire check is granted, the other two go on
  const { number, queryCode, status } = await play(stageOf(site.office), { ...scenario, acts: scenario.acts.slice(0, 2), expect: { outcome: '' } })
  const found: string[] = []
  for (const width of Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]) {
    const { page, context, errors } = await openPage(site.browser, { width })
    await page.goto(`${site.origin}/follow`)
    await page.fill('[name=number]', number)
    await page.fill('[name=code]', queryCode)
    await page.getByRole('button', { name: '查询' }).last().click()
    await page.waitForURL('**/follow/case')
    found.push(...(await faults(page, 'joint-follow')))
    await page.goto(`${site.origin}/follow/case?tab=board`)
    found.push(...(await faults(page, 'joint-follow-board')))
    await page.goto(`${site.origin}/follow/case`)
    await page.getByRole('button', { name: '食品经营许可（餐饮服务）新办' }).click()
    await page.getByRole('heading', { level: 1, name: '食品经营许可（餐饮服务）新办' }).waitFor()
    found.push(...(await faults(page, 'joint-part')))

    await page.goto(`${site.origin}/office/sign-in`)
    await page.fill('[name=login]', 'shichang-chief')
    await page.fill('[name=password]', SAMPLE_PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    for (const tab of ['board', 'family']) {
      await page.goto(`${site.origin}/office/cases/${status.caseKey}?tab=${tab}`)
      found.push(...(await faults(page, `joint-office-${tab}`)))
    }
    expect(errors).toEqual([])
    await context.close()
  }
  expect(found).toEqual([])
}, 120_000)
