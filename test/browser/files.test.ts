/** Files opened in the modeler: what is no diagram, and what comes from the Camunda Modeler. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as letters from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { routes as modeler } from '../../server/modeler/service.ts'
import { faults, openPage } from '../support/browser.ts'
import { browserSite } from '../support/browserSite.ts'
import { exported, judged, lost, openFile, watchModeler } from '../support/foreignFiles.ts'
import { signInAsAnalyst } from '../support/modelerPage.ts'
import { serverWith } from '../support/web.ts'

const site = browserSite('2026-03-02T01:00:00Z', async (ctx) => {
  const app = await serverWith(ctx, [modeler])
  await matters.publishAll(ctx, undefined, letters.checkTemplate)
  return app
})
const diagram = readFileSync('processes/huwai-guanggao/process.bpmn', 'utf8')

async function opened(): Promise<Awaited<ReturnType<typeof openPage>>> {
  const page = await openPage(site.browser)
  await watchModeler(page.page)
  await signInAsAnalyst(page.page, site.origin, '/office/modeler/huwai-guanggao')
  await page.page.waitForSelector('.djs-container [data-element-id=acceptance]')
  return page
}

test('what is no diagram, or a broken one, is refused with line and element, and the open drawing stays', { timeout: 300_000 }, async () => {
  const { page, context, errors } = await opened()
  const before = await exported(page)
  const refused: [string, string | Buffer, RegExp][] = [
    ['nothing.bpmn', '', /文件是空的/],
    ['picture.bpmn', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe]), /不是 utf-8 编码的文本/],
    ['table.bpmn', 'a,b,c\n1,2,3', /第 1 行.*不是 XML，开头是“a,b,c/],
    ['page.bpmn', '<!DOCTYPE html>\n<html lang="zh"><body>404</body></html>', /第 2 行，元素 html.*HTML 文件，不是 BPMN/],
    ['decision.dmn.bpmn', '<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"/>', /DMN 文件，不是 BPMN/],
    ['case.bpmn', '<cmmn:definitions xmlns:cmmn="http://www.omg.org/spec/CMMN/20151109/MODEL"/>', /CMMN 文件，不是 BPMN/],
    ['doctype.bpmn', diagram.replace('<bpmn:definitions', '<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd">\n<bpmn:definitions'), /第 2 行.*DOCTYPE/],
    ['entities.bpmn', diagram.replace('<bpmn:definitions', '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<bpmn:definitions'), /DOCTYPE 或实体/],
    ['unclosed.bpmn', diagram.replace('</bpmn:startEvent>', ''), /第 \d+ 行/],
    ['cut.bpmn', diagram.slice(0, 5000), /第 \d+ 行/],
    ['doubled.bpmn', diagram.replace('id="closeWithdrawn"', 'id="acceptance"'), /第 \d+ 行，元素 acceptance/],
    ['unknown.bpmn', diagram.replace('<bpmn:startEvent', '<bpmn:teleport id="t"/><bpmn:startEvent'), /第 \d+ 行，元素 bpmn:teleport/],
    ['empty.bpmn', '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"/>', /没有流程/],
    ['large.bpmn', diagram.replace('</bpmn:definitions>', `<!--${'x'.repeat(5_000_000)}--></bpmn:definitions>`), /最多打开 4000000 个字符/],
    ['deep.bpmn', diagram.replace('<bpmn:startEvent', `${'<bpmn:subProcess>'.repeat(300)}${'</bpmn:subProcess>'.repeat(300)}<bpmn:startEvent`), /第 \d+ 行.*嵌套/],
  ]
  for (const [name, content, says] of refused) {
    const { notice, opened: is, ms } = await openFile(page, name, content)
    expect(notice, name).toMatch(says)
    expect([name, is]).toEqual([name, false])
    expect(notice).toContain('已经打开的流程图没有变化')
    expect(ms, name).toBeLessThan(5000)
    expect(await exported(page), name).toBe(before)
  }
  expect(await faults(page, 'modeler-refused')).toEqual([])
  expect(errors).toEqual([])
  await context.close()
})

test('a file without a picture is laid out, told so, kept with its picture, and one can go on drawing', async () => {
  const { page, context, errors } = await opened()
  const { notice, opened: is } = await openFile(page, 'undrawn.bpmn', diagram.replace(/<bpmndi:BPMNDiagram[^]*<\/bpmndi:BPMNDiagram>/, ''))
  expect([is, notice]).toEqual([true, expect.stringContaining('已自动排版')])
  expect(await faults(page, 'modeler-laid-out')).toEqual([])
  const text = await exported(page)
  expect(text).toContain('<bpmndi:BPMNShape')
  const { problems } = await judged(page)
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  await page.locator('[data-element-id=acceptance] .djs-hit').first().click()
  await page.locator('.bio-properties-panel-header-label', { hasText: '窗口受理' }).waitFor()
  expect(errors).toEqual([])
  await context.close()
})

test('UTF-16 and a mark of UTF-8 are read; two processes are opened and the one too many is named', async () => {
  const { page, context, errors } = await opened()
  const before = await exported(page)
  for (const [name, content] of [['wide.bpmn', Buffer.from(`\ufeff${diagram.replace('UTF-8', 'UTF-16')}`, 'utf16le')], ['marked.bpmn', Buffer.from(`\ufeff${diagram}`)]] as const) {
    expect((await openFile(page, name, content)).notice).toContain(`已打开 ${name}`)
    expect(await exported(page), name).toBe(before)
  }
  const two = diagram.replace('<bpmn:process ', '<bpmn:process id="second" name="另一个" isExecutable="true"><bpmn:startEvent id="lonely"/></bpmn:process><bpmn:process ')
  expect((await openFile(page, 'two.bpmn', two)).opened).toBe(true)
  const { problems } = await judged(page)
  expect(problems.filter(({ rule }) => rule === 'diagram-is-readable')).toMatchObject([{ severity: 'error', element: 'huwai-guanggao' }])
  expect(errors).toEqual([])
  await context.close()
})

test('a file of the Camunda Modeler comes back with all it had, and what cannot run here is named', async () => {
  const { page, context, errors } = await opened()
  const written = readFileSync('test/browser/foreign/camunda-modeler.bpmn', 'utf8')
  expect((await openFile(page, 'camunda-modeler.bpmn', written)).opened).toBe(true)
  const { problems } = await judged(page)
  expect(problems.find(({ rule, element }) => rule === 'user-tasks-are-jobs' && element === 'Activity_user')?.severity).toBe('error')
  const saved = await exported(page)
  expect(await lost(page, written, saved)).toEqual({ foreign: [], own: [] })
  expect(/<bpmn:definitions[^>]*>/.exec(saved)![0]).toMatch(/exporter="Tongban" exporterVersion="1"/) // as each tool says it of what it saved
  expect(errors).toEqual([])
  await context.close()
})
