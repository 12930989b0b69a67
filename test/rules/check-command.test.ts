// `npm run tongban -- check`: what its arguments mean, what it tells in each format, and its exit codes.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CannotRun } from '../../scripts/tongban/cannotRun.ts'
import { judgeAll } from '../../scripts/tongban/check/inParallel.ts'
import { besideAll, judge, type Judged } from '../../scripts/tongban/check/judge.ts'
import { lineOf } from '../../scripts/tongban/check/lines.ts'
import { targetsOf } from '../../scripts/tongban/check/targets.ts'
import { formats } from '../../scripts/tongban/formats/index.ts'
import { printable } from '../../scripts/tongban/print.ts'
import { generateMatters } from '../../scripts/tongban/generate.ts'
import { bundle } from '../support/bundle.ts'
import { diagramOf } from '../support/ruleFixtures.ts'

const CODE = 'qiye-touzi-beian'
let folder: string
let judged: Judged[]

/** One good matter; one whose guide promises too much, and whose form looks ahead; a diagram with a step nobody comes to. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-check-'))
  const put = (code: string, as: string): void => {
    for (const area of ['processes', 'forms']) cpSync(join(area, code), join(folder, area, as), { recursive: true })
  }
  cpSync('forms/shared', join(folder, 'forms/shared'), { recursive: true })
  put(CODE, CODE)
  put('huwai-guanggao', 'huwai-guanggao')
  edit(join(folder, 'processes/huwai-guanggao/matter.json'), (text) => text.replace(/("promised": \{\s*"amount": )7/, '$18'))
  edit(join(folder, 'processes/huwai-guanggao/matter.json'), (text) => text.replace(/"faq": \[/, '"faq": [{ "question": "a", "answer": "b" },'))
  edit(join(folder, 'processes/huwai-guanggao/matter.json'), (text) => text.replace('"effectiveFrom": "', '"effectiveFrom": null, "was": "'))
  mkdirSync(join(folder, 'drawings'))
  writeFileSync(join(folder, 'drawings/alone.bpmn'), diagramOf('\n<bpmn:startEvent id="s" />\n<bpmn:task id="lost" name="&lt;script&gt;::error::&#34;" />'))
  writeFileSync(join(folder, 'drawings/wish.schema.json'), '{\n  "type": "object",\n  "properties": {\n    "a": { "type": "string",\n      "title": "样例", "pattern": "^(?=a)b" }\n  }\n}')
  judged = await judge(await targetsOf([folder], undefined), { draft: false })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${file} was not changed.`)
  writeFileSync(file, after)
}

describe('what it is given', () => {
  it('is matters by name or folder, diagrams, forms, and all of them in a folder', async () => {
    expect(judged.map(({ name, problems }) => [name.replace(/.*\//, ''), problems.length > 0])).toEqual([['huwai-guanggao', true], [CODE, false], ['alone.bpmn', true], ['wish.schema.json', true]])
    expect((await targetsOf([CODE, join(folder, 'processes', CODE)], undefined)).map(({ kind }) => kind)).toEqual(['matter', 'matter'])
    expect((await targetsOf([], undefined)).length).toBeGreaterThanOrEqual(3)
  })

  it('is refused with what there is', async () => {
    await expect(targetsOf(['nowhere'], undefined)).rejects.toThrow(CannotRun)
    await expect(targetsOf(['nowhere'], undefined)).rejects.toThrow(/no such matter. There are: .*qiye-touzi-beian/)
    mkdirSync(join(folder, 'empty'))
    await expect(targetsOf([join(folder, 'empty')], undefined)).rejects.toThrow(/holds no matter/)
  })

  it('may not hold one matter twice', async () => {
    const targets = await targetsOf([CODE, join(folder, 'processes', CODE)], undefined)
    const twice = await judge(targets, { draft: false, beside: besideAll(targets) })
    expect(twice.map(({ problems }) => problems.filter(({ rule }) => rule === 'codes-are-its-own').map(({ element }) => element))).toEqual([['/code'], ['/code']])
  })

  it('is told by file and line', () => {
    const lines = judged.flatMap(({ problems }) => problems.map(({ rule, path, line }) => `${rule} ${path.replace(/.*\/(?=[^/]+\/)/, '')}:${line}`))
    expect(lines).toEqual(expect.arrayContaining([
      expect.stringMatching(/^guide-is-complete huwai-guanggao\/matter.json:1$/),
      'every-step-can-be-reached drawings/alone.bpmn:5',
      'forms-are-in-the-subset drawings/wish.schema.json:5',
    ]))
  })

  it.each([
    ['{"a": [1, {"b": 2},\n {"c": "]}"},\n {"d": {"e": 3}}]}', '/a/3/d/e', 3], ['{"a": 1,\n"b": "x"}', '/b', 2], ['{"a": 1,\n"b": {\n"c": 1}}', '/b/missing', 2], ['{"a~/b":\n 1}', '/a~0~1b', 2], ['{}', '/nothing', 1], ['', '/a', 1],
    ['<a>\n<b id="x.y" />', 'x.y', 2], ['<a>\n<b id="xzy" />', 'x.y', 1],
  ])('a pointer finds its line in %j', (text, pointer, line) => { expect(lineOf(text, pointer)).toBe(line) })
})

describe('many matters', { timeout: 180_000 }, () => {
  it('are told in their order, by however many threads', async () => {
    const many = join(folder, 'many')
    generateMatters(many, 5)
    const targets = await targetsOf([many], undefined)
    const told = await judgeAll(targets, { draft: false }, 2)
    expect(told.map(({ name }) => name)).toEqual(targets.map((target) => (target.kind === 'matter' ? basename(target.dir) : '')))
    expect(told.flatMap(({ problems }) => problems)).toEqual([])
  })
})

describe('what it tells', () => {
  it('text, for people', () => {
    const told = formats.text(judged)
    expect(told).toMatch(/qiye-touzi-beian .*: \d+ steps, longest road [\d.]+ working days, 0 errors, 0 warnings/)
    expect(told).toMatch(/ {2}error .*alone\.bpmn:5#lost: .* is reached in no run.*\[every-step-can-be-reached\]/)
  })

  it('JSON, for programs', () => {
    expect(JSON.parse(formats.json(judged))).toEqual(JSON.parse(JSON.stringify(judged)))
  })

  it('SARIF, with a rule for each result', () => {
    const { version, runs: [run] } = JSON.parse(formats.sarif(judged)) as { version: string; runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number; level: string; locations: { physicalLocation: { region: { startLine: number } } }[] }[] }[] }
    expect(version).toBe('2.1.0')
    expect(run!.results).toHaveLength(judged.flatMap(({ problems }) => problems).length)
    for (const { ruleId, ruleIndex, locations } of run!.results) {
      expect(run!.tool.driver.rules[ruleIndex]!.id).toBe(ruleId)
      expect(locations[0]!.physicalLocation.region.startLine).toBeGreaterThan(0)
    }
  })

  it('JUnit, well-formed whatever an author wrote', () => {
    const told = formats.junit(judged)
    expect(told).not.toMatch(/<script>/)
    expect(told.match(/<failure /g)).toHaveLength(judged.flatMap(({ problems }) => problems).filter(({ severity }) => severity === 'error').length)
    expect(told).toContain(`<testcase classname="${CODE}" name="rules"/>`)
  })

  it('GitHub, a command a line that no message can break out of', () => {
    const [first] = judged
    const hostile: Judged = { ...first!, problems: [{ rule: 'x,y', severity: 'hint', file: 'a', path: 'a:b', line: 3, message: 'one\n::error::two%' }] }
    expect(formats.github([hostile])).toBe('::notice file=a%3Ab,line=3,title=x%2Cy::one%0A::error::two%25')
  })

  it('GitLab, with a fingerprint that stays when lines move', () => {
    const told = JSON.parse(formats.gitlab(judged)) as { fingerprint: string; severity: string }[]
    expect(new Set(told.map(({ fingerprint }) => fingerprint)).size).toBe(told.length)
    const moved = judged.map((one) => ({ ...one, problems: one.problems.map((problem) => ({ ...problem, line: problem.line + 7 })) }))
    expect((JSON.parse(formats.gitlab(moved)) as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint)).toEqual(told.map(({ fingerprint }) => fingerprint))
  })
})

describe('what a file of others may not do', () => {
  const evil = 'safe\u001b[2J\u001b]0;title\u0007\u009b1m\u202eback\rover'
  const hostile = (count: number): Judged => ({
    name: evil, path: 'x', note: '', problems: Array.from({ length: count }, (_, index) => ({ rule: 'r', severity: index === count - 1 ? 'error' : 'hint', file: 'f', path: 'f', line: 1, message: `${evil} ${index}` })),
  })
  const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

  it('move the cursor, name the window or turn the writing, in any format; JSON still says what was there', () => {
    for (const format of Object.values(formats)) expect(printable(format([hostile(1)]))).not.toMatch(harmful)
    expect(JSON.parse(printable(formats.json([hostile(1)])))).toMatchObject([{ name: evil }])
    expect(printable('\u001b[31merror\u001b[0m 一\n\t二'), 'our colours, lines and tabs stay').toBe('\u001b[31merror\u001b[0m 一\n\t二')
  })

  it('fill the screen: the errors are told first, the rest by their number', () => {
    const lines = formats.text([hostile(13_000)]).split('\n')
    expect(lines).toHaveLength(102)
    expect(lines[1]).toMatch(/error[^]* 12999/)
    expect(lines.at(-1)).toBe('  and 12900 problems more. Mend these first; --format json tells all 13000.')
    expect(JSON.parse(formats.json([hostile(13_000)]))[0].problems).toHaveLength(13_000)
    expect(formats.text([hostile(100)]).split('\n')).toHaveLength(101)
  })
})

describe('how it ends', { timeout: 180_000 }, () => {
  let program: string
  beforeAll(async () => { program = await bundle('scripts/tongban.ts') })
  afterAll(() => rmSync(program, { force: true }))

  const run = (args: string[], input = ''): Promise<{ code: number; out: string; err: string }> => new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }))
    child.stdin!.end(input)
  })

  it.each<[what: string, args: () => string[], input: string, code: number, said: RegExp]>([
    ['a good matter', () => ['check', join(folder, 'processes', CODE)], '', 0, /0 errors/],
    ['warnings alone', () => ['check', '--draft', '-'], diagramOf('<bpmn:startEvent id="s" /><bpmn:task id="lost" />'), 0, /warning -:/],
    ['an error, from standard input', () => ['check', '-'], diagramOf('<bpmn:startEvent id="s" /><bpmn:task id="lost" />'), 1, /lost/],
    ['a form from standard input', () => ['check', '--quiet', '-'], '{"type":"array"}', 1, /an object with properties/],
    ['nothing there', () => ['check', 'nowhere'], '', 2, /no such matter/],
    ['a language there is not', () => ['check', '--lang', 'fr'], '', 2, /Choose en or zh/],
    ['in English unless another is asked for', () => ['check', join(folder, 'drawings/alone.bpmn')], '', 1, /"[^"]*" \(lost\) is reached in no run\. Draw the flow/],
    ['in Chinese where that is asked for', () => ['check', '--lang', 'zh', join(folder, 'drawings/alone.bpmn')], '', 1, /无论怎样办理都走不到.*（lost）。请画上通向它的连线，或把它删去。/],
    ['a form in Chinese too', () => ['check', '--lang', 'zh', join(folder, 'drawings/wish.schema.json')], '', 1, /\/properties\/a\/pattern：应为不含前后查看和反向引用的正则表达式，现为 .*。请改写正则表达式。/],
    ['a format there is not', () => ['check', '--format', 'xml'], '', 2, /Choose one of text, json/],
    ['a flag there is not', () => ['check', '--quick'], '', 2, /Unknown option/],
    ['a verb there is not', () => ['chekc'], '', 2, /There is no verb 'chekc'/],
    ['no verb', () => [], '', 2, /check/],
    ['a question', () => ['check', '--help'], '', 0, /--format FORMAT/],
  ])('%s', async (_what, args, input, code, said) => {
    const { code: got, out, err } = await run(args(), input)
    expect(`${got} ${out}${err}`).toMatch(new RegExp(`^${code} `))
    expect(out + err).toMatch(said)
  })
})
