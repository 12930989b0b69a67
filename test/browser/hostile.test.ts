/**
 * Script in every text a stranger or an officer can write, looked at in a real browser wherever such text is shown: lists, case tabs,
 * letters, the applicant's own page, the verify page. Nothing may run, and nothing may even be stopped by the content security policy:
 * that would mean markup got through and only the second wall held.
 */
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { play, type Played, type Stage } from '../../scripts/scenario/play.ts'
import { readScenarios, type Scenario } from '../../scripts/scenario/scenario.ts'
import { SAMPLE_PASSWORD } from '../../server/people/service.ts'
import { openPage } from '../support/browser.ts'
import { officeSite } from '../support/browserSite.ts'
import { stageOf } from '../support/stories.ts'

const MATTER = 'jianzhu-shigong-xuke'
const PAYLOADS = [
  '<img src=x onerror=canary()>', '"><script>canary()</script>', '</script><script>canary()</script>', "'onmouseover='canary()' '", '<svg/onload=canary()>',
  'javascript:canary()', '{{{constructor}}}', '<iframe srcdoc="<script>parent.canary()</script>">', '</title></textarea><b onclick=canary()>', '&lt;script&gt;canary()&lt;/script&gt;',
]
/** Fields that hold a name only have room for these. */
const SHORT = PAYLOADS.filter(({ length }) => length <= 29)
/** Free text; codes, dates and choices stay what they are, or the forms would refuse them. */
const FREE = new Set(['projectName', 'address', 'measures', 'name', 'problem', 'remedy', 'note', 'opinion'])
const NAMES = new Set(['leader', 'contact', 'person', 'receiver'])

const site = officeSite('2026-03-01T00:00:00Z')
let whole: Played
let waiting: Played

beforeAll(async () => {
  const scenario = withOpinions(readScenarios(site.office.ctx.config.processesDir, MATTER).find(({ file }) => file === 'buzheng.yaml')!)
  const stage = poisoned(stageOf(site.office))
  whole = await play(stage, scenario)
  const later = (at: string): string => at.replace('2026-03-0', '2026-03-1')
  waiting = await play(stage, { ...scenario, applied: later(scenario.applied), acts: scenario.acts.slice(0, 5).map((act) => ({ ...act, at: later(act.at) })), expect: { outcome: '' } })
}, 60_000)

function withOpinions(scenario: Scenario): Scenario {
  return { ...scenario, acts: scenario.acts.map((act) => (/^review|^deputy/.test(act.step) ? { ...act, data: { ...act.data, opinion: '同意。' } } : act)) }
}

/** The same stage with script behind every free text and in every file's name. */
function poisoned(stage: Stage): Stage {
  let sent = 0
  const payload = (list = PAYLOADS): string => list[sent++ % list.length]!
  const poison = (value: unknown, name = ''): unknown => {
    if (Array.isArray(value)) return value.map((one) => poison(one, name))
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poison(one, key)]))
    if (typeof value !== 'string') return value
    return FREE.has(name) ? value + payload() : NAMES.has(name) ? value + payload(SHORT) : value
  }
  return {
    ...stage,
    call: (method, url, options = {}) => stage.call(method, url.replace(/name=.*$/, () => `name=${encodeURIComponent(`${payload()}.pdf`)}`), {
      ...options, ...(options.body === undefined || Buffer.isBuffer(options.body) ? {} : { body: poison(options.body) as object }),
    }),
  }
}

/** Opens every page of ours that can be reached from these, each address once. */
async function walk(page: Page, starts: string[], most: number): Promise<string[]> {
  const seen = new Set<string>()
  const queue = [...starts]
  for (let path = queue.shift(); path !== undefined && seen.size < most; path = queue.shift()) {
    if (seen.has(path)) continue
    seen.add(path)
    const reply = await page.goto(site.origin + path)
    expect([path, reply!.status() < 500]).toEqual([path, true])
    await page.mouse.move(400, 300)
    const links = await page.$$eval('main a[href], nav a[href]', (found) => found.map((link) => link.getAttribute('href')!))
    for (const link of links) {
      expect(link.toLowerCase()).not.toMatch(/^\s*(javascript|data|vbscript):/)
      const address = new URL(link, page.url())
      const next = address.pathname + address.search
      if (address.origin === site.origin && !/\/(pdf|signature|file|sign-out)(\?|$)|lang=|elder=/.test(next)) queue.push(next)
    }
  }
  return [...seen]
}

async function watched(): Promise<{ page: Page; errors: string[]; ran: string[] }> {
  const { page, context, errors } = await openPage(site.browser)
  const ran: string[] = []
  await context.exposeFunction('canary', () => ran.push(page.url()))
  page.on('dialog', (dialog) => { ran.push(dialog.message()); void dialog.dismiss() })
  return { page, errors, ran }
}

test('the poison was swallowed: the case was decided with it', () => {
  expect(whole.status.outcome).toBe('granted')
  expect(whole.status.letters.every(({ state }) => state === 'ready')).toBe(true)
})

test.each(['zhujian-window-1', 'zhujian-head'])('nothing runs before %s', async (login) => {
  const { page, errors, ran } = await watched()
  await page.goto(`${site.origin}/office/sign-in`)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', SAMPLE_PASSWORD)
  await page.click('form:has(input[name=password]) button')
  const cases = [whole, waiting].map(({ status }) => `/office/cases/${status.caseKey}`)
  const letters = [...whole.status.letters, ...waiting.status.letters].map(({ key }) => `/office/letters/${key}`)
  const materials = (await site.office.ctx.db('material').where({ case_id: whole.status.caseKey }).limit(2).pluck('id')).map((id) => `${cases[0]}/materials/${id}`)
  const walked = await walk(page, [...cases, ...materials, ...letters, '/office/inbox', '/office/inbox?list=done', `/office/inbox?q=${encodeURIComponent(PAYLOADS[0]!)}`], 32)
  expect(walked.length).toBeGreaterThan(15)
  expect([ran, errors]).toEqual([[], []])
})

test('nothing runs before the applicant, nor before somebody who verifies the permit', async () => {
  const { page, errors, ran } = await watched()
  for (const { number, queryCode, status } of [whole, waiting]) {
    await page.goto(`${site.origin}/follow`)
    await page.fill('input[name=number]', number)
    await page.fill('input[name=code]', queryCode)
    await page.click('main form:has(input[name=number]) button')
    const walked = await walk(page, ['/follow/case', ...status.letters.map(({ key }) => `/follow/letters/${key}`)], 20)
    expect(walked.length).toBeGreaterThan(5)
  }
  await walk(page, [`/verify/${whole.status.permit!.verifyCode}`, `/verify/${encodeURIComponent('<img src=x onerror=canary()>')}`, `/matters?q=${encodeURIComponent(PAYLOADS[1]!)}`], 3)
  expect([ran, errors.filter((text) => !text.includes('404'))]).toEqual([[], []])
})
