// `npm run tongban -- new matter`: what it writes passes check, reads as its own, and overwrites nothing.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CannotRun } from '../../scripts/tongban/cannotRun.ts'
import { besideAll, judge } from '../../scripts/tongban/check/judge.ts'
import { targetsOf } from '../../scripts/tongban/check/targets.ts'
import { withJson } from '../../scripts/tongban/flags.ts'
import { generate } from '../../scripts/tongban/generate.ts'
import { newThing, writeMatter } from '../../scripts/tongban/new.ts'

let into: string
beforeAll(() => {
  into = mkdtempSync(join(tmpdir(), 'tongban-new-'))
  writeMatter(into, { code: 'linshi-zhandao', name: '临时占道许可', body: 'chengguan' })
})
afterAll(() => rmSync(into, { recursive: true, force: true }))

describe('a new matter', () => {
  it('passes check: it lacks only what makes it accept cases', async () => {
    const [judged, ...more] = await judge(await targetsOf([into], undefined), { draft: false })
    expect(more).toEqual([])
    expect(judged!.problems.map(({ rule, severity, element }) => `${severity} ${rule} ${element}`)).toEqual(['warning ready-for-cases /review', 'warning ready-for-cases /effectiveFrom'])
  })

  it('bears its own code and name everywhere, and says that it is a sample', () => {
    const files = readdirSync(into, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(bpmn|json|yaml)$/.test(file) && !file.includes('shared'))
    expect(files.filter((file) => /new-matter|新事项|new-(body|division|catalog|implement)|officer-/.test(readFileSync(join(into, file), 'utf8')))).toEqual([])
    expect(JSON.parse(readFileSync(join(into, 'processes/linshi-zhandao/matter.json'), 'utf8'))).toMatchObject({ code: 'linshi-zhandao', name: '临时占道许可', sample: true, review: null, effectiveFrom: null })
  })

  it.each<[what: string, code: string, name: string, said: RegExp]>([
    ['a code that is taken', 'linshi-zhandao', '另一事项', /is there already/],
    ['a code with other letters', 'Zhandao', '占道', /A code is 2 to 64/],
    ['a code that is a path', '../zhandao', '占道', /A code is 2 to 64/],
    ['a folder kept for the rules', 'rules', '规则', /not rules, calendar, play or shared, whose folders are kept/],
    ['a folder kept for shared forms', 'shared', '共用', /not rules, calendar, play or shared/],
    ['a name that would break the diagram', 'zhandao', '占道"<', /A name has/],
  ])('is refused for %s', (_what, code, name, said) => {
    expect(() => writeMatter(into, { code, name, body: 'chengguan' })).toThrow(CannotRun)
    expect(() => writeMatter(into, { code, name, body: 'chengguan' })).toThrow(said)
  })

  it('belongs to the body that is named, with codes and officers of that body and no two matters with one code', async () => {
    writeMatter(into, { code: 'linshi-zhandao-er', body: 'chengguan' })
    writeMatter(into, { code: 'yanchu-xuke', name: '演出许可', body: 'wenlv' })
    const guides = ['linshi-zhandao', 'linshi-zhandao-er', 'yanchu-xuke'].map((code) => JSON.parse(readFileSync(join(into, 'processes', code, 'matter.json'), 'utf8')) as { body: string; implementCode: string; catalogCode: string })
    expect(guides.map(({ body, catalogCode }) => [body, catalogCode])).toEqual([['chengguan', '000199000001'], ['chengguan', '000199000002'], ['wenlv', '000199000001']])
    expect(readFileSync(join(into, 'processes/yanchu-xuke/scenarios/zhunyu.yaml'), 'utf8')).toMatch(/by: wenlv-window/)
    const targets = await targetsOf([into], undefined)
    for (const { problems } of await judge(targets, { draft: false, beside: besideAll(targets) })) expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('is refused where the body is none, cannot act, or has no known code', () => {
    const of = (body: string, uscc?: string) => () => writeMatter(into, { code: 'other', body, uscc })
    expect(of('nobody')).toThrow(/There is no body "nobody" in the organisation. Choose one of .*chengguan \(样例市城市管理局\)/)
    expect(of('yuanlin')).toThrow(/"yuanlin" has no window/)
    expect(of('chengguan', '11990100MB0A00023X')).toThrow(/no unified social credit code/)
    expect(() => newThing.run(['matter', 'other'])).toThrow(/Say whose matter it is: --body .*chengguan/)
  })

  it('is asked for as a matter with a code', () => {
    for (const args of [[], ['matter'], ['form', 'x'], ['matter', 'a', 'b']]) expect(() => newThing.run(args)).toThrow(/new matter CODE/)
  })
})

describe('--dry-run and --json', () => {
  const told = async (run: () => Promise<number>): Promise<{ written: boolean; files?: string[]; matters?: string[] }> => {
    const said = vi.spyOn(console, 'log').mockImplementation(() => {})
    try {
      expect(await run()).toBe(0)
      return JSON.parse(String(said.mock.calls[0]![0])) as { written: boolean }
    } finally {
      said.mockRestore()
    }
  }

  it('names every file of a new matter and writes none; the same without it writes them', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'tongban-dry-'))
    const args = withJson(['matter', 'shi-yong', '--body', 'chengguan', '--into', fresh, '--json'])
    const dry = await told(() => newThing.run([...args, '--dry-run']))
    expect(dry.written).toBe(false)
    expect(dry.files).toEqual(expect.arrayContaining([expect.stringMatching(/processes\/shi-yong\/process\.bpmn$/), expect.stringMatching(/forms\/shared\/.+\.json$/)]))
    expect(existsSync(join(fresh, 'processes'))).toBe(false)
    expect(await told(() => newThing.run(args))).toEqual({ ...dry, written: true })
    for (const file of dry.files!) expect(existsSync(file), file).toBe(true)
    rmSync(fresh, { recursive: true })
  })

  it('names the variants it would generate', async () => {
    const dir = join(tmpdir(), 'tongban-not-there')
    const dry = await told(() => generate.run(['matters', dir, '--count', '17', '--format', 'json', '--dry-run']))
    expect(dry.matters).toHaveLength(17)
    expect(new Set(dry.matters).size).toBe(17)
    expect(existsSync(dir)).toBe(false)
  })
})
