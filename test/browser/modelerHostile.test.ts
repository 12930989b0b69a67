/**
 * Script in every text of a matter that the modeler shows: labels, documentation, colours, templates, guide, forms, letters, scenarios, file names. Every
 * tab is opened with it. Nothing may run, and nothing may even be stopped by the policy for scripts: that would mean markup got through.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { saveDraft } from '../../server/modeler/drafts.ts'
import { findOfficerByLogin } from '../../server/people/service.ts'
import { modelerSite, openAsAnalyst } from '../support/modelerPage.ts'

const MATTER = 'huwai-guanggao'
const PAYLOADS = [
  '<img src=x onerror=canary()>', '"><script>canary()</script>', '</script><script>canary()</script>', '<svg/onload=canary()>', '<iframe srcdoc="<script>parent.canary()</script>">',
  '</textarea></title><b onclick=canary() onmouseover=canary()>x</b>', 'javascript:canary()', '${canary()}', '{{constructor.constructor("canary()")()}}',
]
let turn = 0
const payload = (): string => PAYLOADS[turn++ % PAYLOADS.length]!
const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const site = modelerSite([MATTER])

function hostileDiagram(): string {
  const ids = ['acceptance', 'review']
  return ids.reduce((text, id) => text.replace(`<bpmn:userTask id="${id}"`, `<bpmn:userTask id="${id}" zeebe:modelerTemplate="tongban:&lt;img src=x onerror=canary()&gt;" zeebe:modelerTemplateIcon="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' onload='canary()'/%3E"`), readFileSync(`processes/${MATTER}/process.bpmn`, 'utf8'))
    .replace('<bpmn:definitions ', '<bpmn:definitions xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" ')
    .replaceAll(/ name="[^"]*"/g, (name) => `${name.slice(0, -1)}${attribute(payload())}"`)
    .replaceAll(/<bpmn:documentation>[^<]*/g, () => `<bpmn:documentation>${attribute(payload())}`)
    .replaceAll(/<zeebe:header key="(primary|limitSource)" value="[^"]*"/g, (_, key: string) => `<zeebe:header key="${key}" value="${attribute(payload())}"`)
    .replaceAll(/<bpmndi:BPMNShape id/g, '<bpmndi:BPMNShape bioc:stroke="url(javascript:canary())" bioc:fill="red&quot; onload=&quot;canary()" color:background-color="url(javascript:canary())" color:border-color="expression(canary())" id')
    .replaceAll(/<bpmndi:BPMNEdge id/g, '<bpmndi:BPMNEdge bioc:stroke="url(javascript:canary())" color:border-color="javascript:canary()" id')
}

/** Payloads as names, labels, remarks, descriptions and cells; the table stays one that the engine takes, or nothing would be played beside it. */
function hostileTable(): Record<string, string> {
  const text = (): string => attribute(payload())
  const cell = (): string => `<description>${text()}</description><text>${attribute(JSON.stringify(payload()))}</text>`
  const rules = [1, 2, 3].map((row) => `<rule id="r${row}"><description>${text()}</description><inputEntry id="r${row}_1">${cell()}</inputEntry><outputEntry id="r${row}_o">${cell()}</outputEntry></rule>`).join('')
  return {
    'tables/bad.dmn': `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="bad_file" name="${text()}" namespace="n"><decision id="bad" name="${text()}"><decisionTable id="bad_table" hitPolicy="FIRST"><input id="bad_i" label="${text()}"><inputExpression id="bad_e" typeRef="string"><text>${attribute(JSON.stringify(payload()))}</text></inputExpression><inputValues id="bad_v"><text>${attribute(JSON.stringify(PAYLOADS[0]))}</text></inputValues></input><output id="bad_o" label="${text()}" name="bad" typeRef="string" />${rules}</decisionTable></decision></definitions>`,
    'tables/bad.cases.yaml': `bad:\n${PAYLOADS.map((one) => `  - { given: { ${JSON.stringify(one)}: ${JSON.stringify(one)} }, expect: ${JSON.stringify(one)} }`).join('\n')}\n`,
  }
}

/** Free texts of a guide or a form; codes, dates and patterns stay, or nothing of it would be shown. */
const FREE = new Set(['name', 'title', 'x-help', 'x-sample', 'x-unit', 'text', 'question', 'answer', 'address', 'hours', 'standard', 'result', 'who', 'basis', 'acceptStandard', 'rule', 'area'])

function poisoned(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => poisoned(one, key))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, poisoned(one, name)]))
  return typeof value === 'string' && (FREE.has(key) || key === 'conditions') ? value + payload() : value
}

async function hostileFiles(): Promise<Record<string, string>> {
  const forms = Object.fromEntries(readdirSync(`forms/${MATTER}`).map((file) => [`forms/${file}`, JSON.stringify(poisoned(JSON.parse(readFileSync(`forms/${MATTER}/${file}`, 'utf8'))))]))
  const scenario = readFileSync(`processes/${MATTER}/scenarios/${readdirSync(`processes/${MATTER}/scenarios`)[0]!}`, 'utf8')
  return {
    'process.bpmn': hostileDiagram(), ...forms, 'matter.json': JSON.stringify(poisoned(JSON.parse(readFileSync(`processes/${MATTER}/matter.json`, 'utf8')))),
    'scenarios/bad.yaml': scenario.replace(/^name: .*$/m, `name: '${PAYLOADS[0]}'`),
    ...hostileTable(),
    'letters/acceptance.hbs': `${PAYLOADS[1]}\n${PAYLOADS[3]}\n{{applicant.name}}\n`,
  }
}

/** What was called, and which parts of the policy for scripts had to stop something. */
async function watched(page: Page): Promise<{ ran: string[]; stopped(): Promise<string[]> }> {
  const ran: string[] = []
  await page.context().exposeFunction('canary', () => ran.push(page.url()))
  page.on('dialog', (dialog) => { ran.push(dialog.message()); void dialog.dismiss() })
  await page.addInitScript(() => {
    const stopped: string[] = []
    Object.assign(globalThis, { stopped })
    addEventListener('securitypolicyviolation', (event) => { if (/script/.test(event.effectiveDirective)) stopped.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`) })
  })
  return { ran, stopped: () => page.evaluate(() => (globalThis as unknown as { stopped: string[] }).stopped) }
}

test('nothing in a matter runs in any tab of the modeler', async () => {
  const officer = (await findOfficerByLogin(site.db, 'shengai-analyst'))!
  const base = await site.repository.tipOf('main')
  const files = await hostileFiles()
  await saveDraft(site.ctx, MATTER, officer.id, { base, files, number: 0, tab: 'hostile-tab' })
  const { page, context } = await openAsAnalyst(site, '/office/modeler')
  const { ran, stopped } = await watched(page)
  await page.goto(`${site.origin}/office/modeler/${MATTER}`)
  await page.locator('.djs-container [data-element-id=acceptance]').first().waitFor()
  expect(await page.locator('[data-element-id=acceptance]').first().textContent(), 'the draft is what is shown').toContain('canary')

  await page.locator('[data-element-id=acceptance] .djs-hit').first().click()
  for (const header of await page.locator('.bio-properties-panel-group-header').all()) await header.click()
  await page.locator('[data-element-id=acceptance] .djs-hit').first().click()
  await page.keyboard.press('a')
  await page.locator('.djs-popup').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.m-lint').click()
  await page.locator('.m-problems li').first().waitFor()
  await page.click('.m-view button:has-text("关键路径")')
  await page.click('.m-view button:has-text("流程模拟")')
  await page.click('.m-view button:has-text("流程模拟")')

  await page.click('#tab-of-guide')
  for (const button of await page.locator('.m-tab-guide .m-files button').all()) await button.click()
  for (const view of await page.locator('.m-tab-guide .m-look .m-choice').all()) await seen(page, 'guide', () => view.click())
  await page.click('#tab-of-forms')
  for (const button of await page.locator('.m-tab-forms .m-files > button').all()) await seen(page, 'forms', () => button.click())
  for (const row of (await page.locator('.m-outline button').all()).slice(0, 4)) await row.click()
  await page.click('#tab-of-letters')
  await page.locator('.m-tab-letters .m-files button').first().waitFor()
  await seen(page, 'letters', async () => undefined)
  await page.click('#tab-of-tables')
  await page.locator('.m-tables td.input-cell').first().waitFor()
  await page.locator('.m-cases-grid tbody tr').first().waitFor()
  for (const place of ['td.input-cell', 'td.output-cell', 'td.annotation']) await page.locator(`.m-tables ${place}`).first().click()
  await page.locator('.m-tables th.input-cell').first().dblclick()
  await page.locator('.m-tables .context-menu').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.m-tables-hints summary').click()
  await page.click('#tab-of-tryout')
  await page.locator('.m-try-list button, .m-tab-tryout .m-none').nth(1).waitFor()
  for (const button of await page.locator('.m-try-list button').all()) await button.click()
  await page.locator('.m-tab-tryout').getByRole('button', { name: '录制路径' }).click()
  await page.locator('.m-try-next, .m-tab-tryout .m-none').first().waitFor()

  await page.click('#tab-of-versions')
  await page.locator('.m-versions-acts').first().getByRole('button', { name: '与草稿对照' }).click()
  await page.locator('.m-versions-picture [data-element-id=acceptance]').first().waitFor()
  await page.locator('.m-versions-sentences button').first().click()
  await page.locator('.m-versions-picture [data-element-id=acceptance]').first().hover({ force: true })

  expect(await page.locator('.m-app script, .m-app [onerror], .m-app [onload], .m-app [onclick], .m-app iframe:not([sandbox])').count()).toBe(0)
  expect(await page.locator('.m-app a').evaluateAll((all) => all.filter((link) => /^\s*(javascript|data|vbscript):/i.test(link.getAttribute('href') ?? '')).length)).toBe(0)
  expect([ran, await stopped()]).toEqual([[], []])
  await context.close()
})

/** The frame of a preview after an act: the server's own page, with the payload as text. */
async function seen(page: Page, tab: string, act: () => Promise<void>): Promise<void> {
  await act()
  const frame = page.locator(`.m-tab-${tab} .m-preview iframe`)
  await frame.waitFor()
  expect(await frame.getAttribute('sandbox')).toBe('allow-same-origin')
  await expect.poll(() => frame.evaluate((element: HTMLIFrameElement) => (element.contentDocument?.body.textContent ?? '').length), { timeout: 10_000 }).toBeGreaterThan(20)
  expect(await frame.evaluate((element: HTMLIFrameElement) => element.contentDocument!.querySelectorAll('script:not([src]), [onerror], [onload], [onclick], iframe').length)).toBe(0)
}
