/**
 * Diagrams of other tools in the modeler: each is opened, saved, opened again, saved again. Here over files written for this test;
 * `BPMN_FILES=folder` takes every .bpmn below a folder instead (`EVERY=12`: each twelfth), `BPMN_REPORT=file` writes a line of JSON for each.
 */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { expect, test } from 'vitest'
import * as letters from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { routes as modeler } from '../../server/modeler/service.ts'
import { openPage } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { exported, judged, lost, openFile, watchModeler } from '../support/foreignFiles.ts'
import { signInAsAnalyst } from '../support/modelerPage.ts'
import { serverWith } from '../support/web.ts'

const FOLDER = process.env.BPMN_FILES ?? 'test/browser/foreign'
const EVERY = Number(process.env.EVERY ?? 1)
const SLOW_MS = 5000

const site = browserSite('2026-03-02T01:00:00Z', async (ctx) => {
  const app = await serverWith(ctx, [modeler])
  await matters.publishAll(ctx, undefined, letters.checkTemplate)
  return app
})

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.bpmn')).sort().filter((_, index) => index % EVERY === 0)

test(`${files.length} files of other tools`, { timeout: 3 * 3600_000 }, async () => {
  const { page, context, errors } = await openPage(site.browser)
  await watchModeler(page)
  await signInAsAnalyst(page, site.origin, '/office/modeler/huwai-guanggao')
  await page.waitForSelector('.djs-container [data-element-id=acceptance]')
  const faults: string[] = []
  for (const [index, file] of files.entries()) {
    const report = await roundTrip(index, `${FOLDER}/${file}`).catch(async (error: Error) => {
      await page.goto(`${site.origin}/office/modeler/huwai-guanggao`)
      await page.waitForSelector('.djs-container svg')
      return { faults: [`could not be tried: ${error.message.split('\n')[0]}`], ms: SLOW_MS }
    })
    // bpmn-js says on the console, too, what it could not draw; the person is told by a sentence (`partly`)
    const noise = errors.splice(0).filter((error) => !error.startsWith('failed to import'))
    if (process.env.BPMN_REPORT) appendFileSync(process.env.BPMN_REPORT, `${JSON.stringify({ file, ...report, noise })}\n`)
    faults.push(...[...report.faults, ...noise].map((fault) => `${relative('.', file)}: ${fault}`))
  }
  await context.close()
  expect(faults).toEqual([])

  async function roundTrip(index: number, path: string): Promise<{ faults: string[]; [fact: string]: unknown }> {
    const content = readFileSync(path)
    const first = await openFile(page, `${index}-a.bpmn`, content)
    const slow = first.ms > SLOW_MS ? [`took ${Math.round(first.ms)} ms`] : []
    if (!first.opened) return { faults: slow, refused: first.notice, ms: first.ms }
    const { problems, took, broken } = await judged(page)
    const saved = await exported(page)
    const second = await openFile(page, `${index}-b.bpmn`, saved)
    const again = second.opened ? await exported(page) : ''
    const { foreign, own } = await lost(page, content.toString('utf8'), saved)
    return {
      ms: first.ms, notice: first.notice, took, problems: problems.map(({ rule, severity, element, message }) => ({ rule, severity, element, message: message.slice(0, 200) })), own,
      faults: [
        ...slow, ...(broken === undefined ? [] : [`the rules broke off: ${broken}`]), ...(second.opened ? [] : [`its own text is refused: ${second.notice}`]),
        ...(second.opened && closed(again) !== closed(saved) ? [`a second saving differs from the first: ${difference(saved, again)}`] : []), ...[...foreign, ...(process.env.BPMN_FILES ? [] : own)].map((what) => `lost ${what}`),
      ],
    }
  }
})

/** `<a></a>`, as an empty CDATA section is written, is `<a />`. */
function closed(xml: string): string {
  return xml.replace(/><\/[\w:]+>/g, ' />')
}

function difference(first: string, second: string): string {
  const [was, is] = [first.split('\n'), second.split('\n')]
  const at = was.findIndex((line, index) => line !== is[index])
  return `line ${at + 1}: ${was[at]?.trim()} -> ${is[at]?.trim()}`
}
