// `npm run tongban -- test`: the scenarios of the matters in memory, what a failure says, what nobody went, the formats and the exit codes.
import { build } from 'esbuild'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { wordsOf } from '../../processes/play/coverage.ts'
import { drawDiagram } from '../../processes/play/drawing.ts'
import { handlers as played } from '../../processes/play/jobs.ts'
import { openOffice, prepare } from '../../processes/play/office.ts'
import { lineOf } from '../../processes/play/places.ts'
import { readScenario } from '../../processes/play/scenario.ts'
import { judge } from '../../processes/play/verdict.ts'
import { CannotRun } from '../../scripts/tongban/cannotRun.ts'
import { asJson, asJunit, asText } from '../../scripts/tongban/test/formats.ts'
import { page } from '../../scripts/tongban/test/page.ts'
import type { Tested } from '../../scripts/tongban/test/playMatter.ts'
import { surroundings } from '../../scripts/tongban/test/surroundings.ts'
import { passed, test as verb, testAll } from '../../scripts/tongban/test.ts'
import * as closing from '../../server/cases/worker.ts'
import * as coapproval from '../../server/coapproval/service.ts'
import * as intake from '../../server/intake/service.ts'
import * as library from '../../server/library/service.ts'
import { readBundle } from '../../server/matters/bundle.ts'
import * as notices from '../../server/notices/service.ts'
import * as results from '../../server/results/service.ts'
import * as supervision from '../../server/supervision/service.ts'
import { elementsOf } from '../support/xml.ts'

const CODE = 'daolu-wajue'
let folder: string
let scenario: (name: string, change: (text: string) => string) => Promise<Tested>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-play-'))
  for (const area of ['processes', 'forms']) cpSync(join(area, CODE), join(folder, area, CODE), { recursive: true })
  cpSync('forms/shared', join(folder, 'forms/shared'), { recursive: true })
  scenario = async (name, change) => {
    const file = join(folder, 'processes', CODE, 'scenarios', name)
    const before = readFileSync(join('processes', CODE, 'scenarios', name), 'utf8')
    const after = change(before)
    if (after === before) throw new Error(`${name} was not changed.`)
    writeFileSync(file, after)
    try {
      return (await testAll([file], {}))[0]!
    } finally {
      writeFileSync(file, before)
    }
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the matters of this repository', () => {
  let all: Tested[]
  beforeAll(async () => { all = await testAll([], {}) })

  it('do in memory what their scenarios expect', () => {
    expect(all.filter((one) => !passed(one)).map((one) => asText([one], { steps: false }))).toEqual([])
    expect(all.flatMap(({ verdicts }) => verdicts).length).toBeGreaterThan(40)
  })

  it('are told as one page that loads and runs nothing', async () => {
    const html = await page(all)
    expect(html).not.toMatch(/<script|<link|<img|\bsrc=|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg)/i)
    for (const { code } of all) expect(html).toContain(`id="${code}"`)
  })
})

describe('an officer who takes no part (回避)', () => {
  const AD = 'huwai-guanggao'
  const played = async (change: (text: string) => string): Promise<string> => {
    const bundle = readBundle(join('processes', AD), 'forms')
    const text = change(readFileSync(join('processes', AD, 'scenarios', 'huibi.yaml'), 'utf8'))
    const { failures } = await judge(await prepare(bundle), surroundings(), readScenario(text, AD, 'huibi.yaml'))
    return failures.map(({ found }) => found).join()
  }

  it('acts at no step of the case any more, and says why', async () => {
    expect(await played((text) => text.replace('by: chengguan-handler-2, step: handlerReview', 'by: chengguan-handler-1, step: handlerReview'))).toContain('recusal-declared')
    expect(await played((text) => text.replace('{ reason: 申请人的负责人是本人亲属。（样例） }', '{}'))).toContain('recusal-reason')
  })

  it('is not let go where nobody else could act', async () => {
    expect(await played((text) => text.replace('by: chengguan-deputy, step: decision, data: { outcome: grant }', 'by: chengguan-deputy, step: decision, do: recusal, data: { reason: 样例 }'))).toContain('recusal-last')
  })

  it('is no longer among those whose inbox has the task', async () => {
    const prepared = await prepare(readBundle(join('processes', AD), 'forms'))
    const office = openOffice(prepared, surroundings())
    const story = readScenario(readFileSync(join('processes', AD, 'scenarios', 'huibi.yaml'), 'utf8'), AD, 'huibi.yaml')
    await office.stage.until(story.applied)
    await office.stage.apply(story)
    await office.stage.settle()
    for (const act of story.acts.slice(0, 11)) {
      await office.stage.until(act.at)
      await (act.do === undefined ? office.stage.decide(act) : office.stage.actBeside(act))
      await office.stage.settle()
    }
    expect(office.inboxes()).toMatchObject([{ elementId: 'handlerReview', apart: ['chengguan-handler-1'] }])
  })
})

describe('a scenario that differs', () => {
  it('says where, what was wanted, what was found and what to do', async () => {
    const tested = await scenario('jihua-wajue.yaml', (text) => text.replace('promisedOn: 2026-03-05', 'promisedOn: 2026-03-06'))
    const line = readFileSync(`processes/${CODE}/scenarios/jihua-wajue.yaml`, 'utf8').split('\n').findIndex((text) => text.includes('promisedOn')) + 1
    expect(passed(tested)).toBe(false)
    expect(asText([tested], { steps: false })).toMatch(new RegExp(`scenarios/jihua-wajue\\.yaml:${line}\\n\\s+wanted: promised on: 2026-03-06\\n\\s+found: {2}2026-03-05\\n\\s+to do: {2}Count the days again`))
  })

  it('says at which act somebody was refused, and why', async () => {
    const other = await scenario('jihua-wajue.yaml', (text) => text.replace('by: chengguan-road-2', 'by: chengguan-road-1'))
    expect(other.verdicts[0]!.failures).toMatchObject([{ step: 'siteVisit', wanted: expect.stringContaining('chengguan-road-1 does suitable'), found: expect.stringContaining('already-signed') }])
    const nobody = await scenario('jihua-wajue.yaml', (text) => text.replace('by: chengguan-road-2', 'by: chengguan-window'))
    expect(nobody.verdicts[0]!.failures[0]!.found).toMatch(/no task at "siteVisit".*open are: .*siteVisit \(chengguan\/road-handler\).*chengguan-window is chengguan\/window/)
    const unknown = await scenario('jihua-wajue.yaml', (text) => text.replace('by: chengguan-road-2', 'by: zhangsan'))
    expect(unknown.verdicts[0]!.failures[0]!.found).toContain('no officer "zhangsan"')
  })

  it('names the field a form refuses, and the step a case is left at', async () => {
    const empty = await scenario('jihua-wajue.yaml', (text) => text.replace(', visitedAt: 2026-03-03, findings: 位置、面积与申请一致。 } }', ' } }'))
    expect(empty.verdicts[0]!.failures[0]!.found).toMatch(/\/visitedAt/)
    const left = await scenario('bu-yu-shouli.yaml', (text) => text.replace(/acts:[^]*expect:/, 'acts: []\nexpect:'))
    expect(left.verdicts[0]!.failures.map(({ wanted, found }) => `${wanted} / ${found}`)).toContain('the case: closed / it is received at acceptance')
    const early = await scenario('bu-yu-shouli.yaml', (text) => text.replace('at: 2026-10-12T10:00:00', 'at: 2026-10-11T10:00:00'))
    expect(early.verdicts[0]!.failures[0]!.found).toMatch(/already, so nothing can happen at/)
  })

  it('is told as such where it is no scenario', async () => {
    const broken = await scenario('bu-yu-shouli.yaml', () => 'name: [')
    expect(broken.verdicts[0]!.failures[0]).toMatchObject({ wanted: 'a scenario', found: expect.stringContaining('no YAML') })
    const lacking = await scenario('bu-yu-shouli.yaml', () => 'name: 样例')
    expect(lacking.verdicts[0]!.failures[0]!.found).toContain('applied, application, acts, expect is missing')
    const nameless = await scenario('bu-yu-shouli.yaml', (text) => text.replace(/^name:.*$/m, 'name: { a: 1 }'))
    expect(nameless.verdicts[0]!.failures[0]!.found).toContain('name must be text, but is {"a":1}')
    const elsewhere = await scenario('bu-yu-shouli.yaml', (text) => `${text}\nfollows: ../../../package.json\n`)
    expect(elsewhere.verdicts[0]!.failures[0]!.found).toContain('"../../../package.json", which is no scenario of this matter')
  })
})

describe('a form that several steps share', () => {
  const bundle = readBundle('processes/jianzhu-shigong-xuke', 'forms')
  const sectionReview = { ...bundle.forms.sectionReview!, 'x-steps': { reviewMaterials: { hidden: ['opinion'] }, reviewQuality: { read: ['opinion'] } } }
  const name = 'zhengchang.yaml'
  const text = readFileSync(join('processes/jianzhu-shigong-xuke/scenarios', name), 'utf8')
  const played = async (change: (text: string) => string) => judge(await prepare({ ...bundle, forms: { ...bundle.forms, sectionReview } }), surroundings(), readScenario(change(text), bundle.matter.code, name))
  const inQuality = (opinion: string) => (yaml: string) => yaml.replace(/(step: reviewQuality, data: \{ outcome: agree)/, `$1, opinion: ${opinion}`)

  it('takes of each step what the server takes: a hidden answer is refused, one to be read stays as it was given', async () => {
    expect((await played((yaml) => yaml)).failures).toEqual([])
    const sent = await played((yaml) => yaml.replace(/(step: reviewMaterials, data: \{ outcome: agree)/, '$1, opinion: 看不到的一项'))
    expect(sent.failures).toMatchObject([{ step: 'reviewMaterials', found: expect.stringContaining('/opinion') }])
    const fixed: unknown[] = []
    const over = await judge(await prepare({ ...bundle, forms: { ...bundle.forms, sectionReview } }), surroundings(), readScenario(inQuality('改写别人的意见')(text), bundle.matter.code, name), {
      seen: (_, office) => fixed.push(...office.inboxes().filter(({ elementId }) => elementId === 'reviewQuality').map((waiting) => waiting.fixed)),
    })
    expect(over.failures).toEqual([])
    expect(fixed.at(-1)).toEqual({ opinion: '安全措施齐备。' })
  })
})

describe('a whole with parts', () => {
  const whole = readBundle('processes/kaican-yijianshi', 'forms')
  const bundleOf = (code: string) => readBundle(join('processes', code), 'forms')

  it('says of which part a difference is, and on which line', async () => {
    const text = readFileSync('processes/kaican-yijianshi/scenarios/quanbu-bancheng.yaml', 'utf8').replace('promisedOn: 2026-03-03', 'promisedOn: 2026-03-04')
    const { failures } = await judge(await prepare(whole, bundleOf), surroundings(), readScenario(text, 'kaican-yijianshi', 'quanbu-bancheng.yaml'))
    expect(failures).toMatchObject([{ place: ['expect', 'parts', 1, 'promisedOn'], part: { code: 'gongzhong-xiaofang', name: bundleOf('gongzhong-xiaofang').matter.name }, wanted: 'promised on of gongzhong-xiaofang: 2026-03-04', found: '2026-03-03', todo: expect.stringContaining('Count the days again') }])
    expect(text.split('\n')[lineOf(text, failures[0]!.place) - 1]).toContain('gongzhong-xiaofang')
    const never = readScenario(text.replace('{ matter: gongzhong-xiaofang, outcome: granted', '{ matter: huwai-guanggao, outcome: granted'), 'kaican-yijianshi', 'quanbu-bancheng.yaml')
    expect((await judge(await prepare(whole, bundleOf), surroundings(), never)).failures).toMatchObject([{ place: ['expect', 'parts', 1], part: { code: 'huwai-guanggao' }, wanted: 'the case of huwai-guanggao: opened', found: 'it was not' }])
  })

  it('is made ready also where its parts lead back to it, and never opens a case inside a case of the same matter', async () => {
    const circle = (code: string) => {
      const bundle = bundleOf(code)
      return code === 'shipin-jingying' ? { ...bundle, matter: { ...bundle.matter, children: [{ ...whole.matter.children![0]!, matter: 'kaican-yijianshi' }] } } : bundle
    }
    const prepared = await prepare(whole, circle)
    expect([...prepared.parts.keys()].sort()).toEqual(['gongzhong-xiaofang', 'kaican-yijianshi', 'shipin-jingying'])
    expect(prepared.parts.get('kaican-yijianshi')).toBe(prepared)
    const itself = await prepare({ ...whole, diagram: whole.diagram.replaceAll('gongzhong-xiaofang', 'kaican-yijianshi'), matter: { ...whole.matter, children: whole.matter.children!.map((child) => (child.matter === 'gongzhong-xiaofang' ? { ...child, matter: 'kaican-yijianshi' } : child)) } }, bundleOf)
    const text = readFileSync('processes/kaican-yijianshi/scenarios/quanbu-bancheng.yaml', 'utf8')
    expect((await judge(itself, surroundings(), readScenario(text, 'kaican-yijianshi', 'a.yaml'))).failures[0]!.found).toContain('inside a case of "kaican-yijianshi"')
  })
})

describe('the ways', () => {
  it('that nobody went are named from where somebody turned off', async () => {
    const [one] = await testAll([join(folder, 'processes', CODE, 'scenarios/jihua-wajue.yaml')], {})
    const told = one!.coverage!.missing.map(wordsOf).join('\n')
    expect(one!.coverage!.flows.covered).toBeLessThan(one!.coverage!.flows.all)
    expect(told).toMatch(/takes the flow "不予受理" from/)
    expect(told).toMatch(/comes to "[^"]+" \(Event_\w+\) at /)
  })

  it('are drawn without running what a name says', async () => {
    const xml = readFileSync(join('processes', CODE, 'process.bpmn'), 'utf8').replace(/name="窗口受理"/, 'name="&lt;script&gt;alert(1)&lt;/script&gt;&#34; onload=&#34;x"')
    const drawing = (await drawDiagram(xml, () => 0))!
    expect(drawing.svg).not.toMatch(/<script|" onload/)
    expect(drawing.svg).toContain('&lt;script&gt;')
    expect(await drawDiagram(xml.replace(/<bpmndi:BPMNDiagram[^]*<\/bpmndi:BPMNDiagram>/, ''), () => 0)).toBeNull()
  })
})

describe('the formats', () => {
  it('hold: JUnit nests as its schema says, JSON says the same', async () => {
    const tested = [await scenario('jihua-wajue.yaml', (text) => text.replace('outcome: granted', 'outcome: denied')), ...(await testAll(['qiye-touzi-beian'], {}))]
    const tree = elementsOf(asJunit(tested))
    expect(tree.filter(({ name }) => name === 'testsuites')[0]!.attributes).toMatchObject({ tests: '2', failures: '1' })
    expect(JSON.parse(asJson(tested))).toMatchObject([{ code: CODE, scenarios: [{ passed: false }] }, { code: 'qiye-touzi-beian', scenarios: [{ passed: true }] }])
  })
})

describe('the verb', () => {
  const silently = async (...args: string[]): Promise<number> => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    try { return await verb.run(args) } finally { log.mockRestore() }
  }

  it('ends with 0, 1 and 2', async () => {
    expect(await silently('qiye-touzi-beian', '--whole')).toBe(0)
    expect(await silently(join(folder, 'processes', CODE, 'scenarios/jihua-wajue.yaml'), '--whole')).toBe(1)
    await expect(silently('nowhere')).rejects.toThrow(CannotRun)
    await expect(silently('--format', 'pdf')).rejects.toThrow(/no format 'pdf'/)
  })

  it('says what check says of a diagram that cannot be read', async () => {
    const file = join(folder, 'processes', CODE, 'process.bpmn')
    const before = readFileSync(file, 'utf8')
    writeFileSync(file, '<a/>')
    expect((await testAll([join(folder, 'processes', CODE)], {}))[0]!.problem).toMatch(/no BPMN|process/)
    writeFileSync(file, before)
  })
})

it('plays in a browser: with nothing of Node, as one script', async () => {
  const entry = `export { judge } from './processes/play/verdict.ts'; export { prepare } from './processes/play/office.ts'; export { readScenario } from './processes/play/scenario.ts'; export { makeCalendars } from './server/deadlines/calendar.ts'`
  const { outputFiles } = await build({ stdin: { contents: entry, resolveDir: process.cwd(), loader: 'ts' }, bundle: true, write: false, platform: 'browser', format: 'iife', globalName: 'player', logLevel: 'silent' })
  const page = createContext({ TextEncoder, TextDecoder, console, URL, setTimeout, clearTimeout, queueMicrotask, performance, structuredClone })
  const player = runInContext(`${outputFiles[0]!.text}\nplayer`, page) as typeof import('../../processes/play/verdict.ts') & typeof import('../../processes/play/office.ts') & typeof import('../../processes/play/scenario.ts') & typeof import('../../server/deadlines/calendar.ts')
  const json = (file: string): never => JSON.parse(readFileSync(join('processes/calendar', file), 'utf8')) as never
  const calendars = player.makeCalendars(readdirSync('processes/calendar').filter((name) => /^\d{4}\.json$/.test(name)).map(json), json('divisions.json'))
  const prepared = await player.prepare(readBundle('processes/huwai-guanggao', 'forms'))
  const name = 'rongque-zaici-huiqian.yaml'
  const scenario = player.readScenario(readFileSync(join('processes/huwai-guanggao/scenarios', name), 'utf8'), 'huwai-guanggao', name)
  expect((await player.judge(prepared, { calendars, organisation: surroundings().organisation }, scenario)).failures).toEqual([])
})

it('every job type that the platform answers is played, and no other', () => {
  const answered = [intake, coapproval, results, library, notices, supervision, closing].flatMap((room) => Object.keys((room as { handlers?: object }).handlers ?? {}))
  expect(Object.keys(played).sort()).toEqual(['io.camunda.zeebe:userTask', ...answered].sort())
})
