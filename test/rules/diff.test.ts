// `npm run tongban -- diff`: every fact that differs is told, in words, wherever the two versions come from.
import fs, { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import git from 'isomorphic-git'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asJson, asText, compareSides } from '../../scripts/tongban/diff.ts'
import { sidesOf } from '../../scripts/tongban/diff/sides.ts'
import { readBundle, sealed } from '../../server/matters/bundle.ts'
import { compareBundles } from '../../server/matters/changes/compare.ts'
import { sentenceOf } from '../../server/matters/changes/words.ts'
import { guideSchema } from '../../server/matters/guideSchema.ts'
import type { Bundle } from '../../server/matters/types.ts'
import { hasMessage, locales } from '../../server/web/messages.ts'

const CODE = 'huwai-guanggao'
const bundle = readBundle(join('processes', CODE), 'forms')

/** The sentences after an edit of the matter; edits are of text, as an author's are. */
async function told(edit: Partial<Record<keyof Bundle, (text: string) => string>>, locale: 'zh-CN' | 'en' = 'zh-CN'): Promise<string[]> {
  const part = <K extends keyof Bundle>(key: K): Bundle[K] => {
    const text = key === 'diagram' ? bundle.diagram : JSON.stringify(bundle[key])
    const after = edit[key]?.(text) ?? text
    if (edit[key] && after === text) throw new Error(`The ${key} was not edited.`)
    return (key === 'diagram' ? after : JSON.parse(after)) as Bundle[K]
  }
  const after = sealed({ matter: part('matter'), diagram: part('diagram'), forms: part('forms'), letters: part('letters') })
  return (await compareBundles(bundle, after)).map((change) => sentenceOf(change, locale))
}

describe('what it tells', () => {
  it('a limit first, and whether it became longer', async () => {
    const edit = { diagram: (text: string) => text.replace('key="limit" value="3wd"', 'key="limit" value="2wd"').replace('name="科长审核"', 'name="科长复核"'), matter: (text: string) => text.replace('"promised":{"amount":7', '"promised":{"amount":8') }
    expect(await told(edit)).toEqual([
      '人工环节“部门会签”的时限由“3 个工作日”改为“2 个工作日”（缩短）',
      '办事指南“城市户外广告设置审批”的承诺时限由“7 个工作日”改为“8 个工作日”（延长）',
      '人工环节“科长复核”的名称由“科长审核”改为“科长复核”',
    ])
    expect(await told(edit, 'en')).toContain('User task “部门会签”: limit changed from “3 working days” to “2 working days” (shorter)')
  })

  it('who acts, by which form, and every attribute that has no name of its own', async () => {
    const said = await told({ diagram: (text) => text.replace('formKey="siteVisit"', 'formKey="siteVisit2"').replace('<zeebe:taskHeaders>', '<zeebe:taskHeaders>\n<zeebe:header key="ours" value="x" />').replace(/type="case:archive"/, 'type="case:archive" retries="7"') })
    expect(said).toEqual(expect.arrayContaining([expect.stringMatching(/所用表单由“siteVisit”改为“siteVisit2”/), expect.stringMatching(/新增环节属性·ours：x/), '系统环节“归档”新增重试次数：7']))
  })

  it('steps and flows that came or went, not ids a modeler made anew, and moved shapes in one sentence', async () => {
    const flow = /<bpmn:sequenceFlow id="(\w+)"/.exec(bundle.diagram)![1]!
    expect(await told({ diagram: (text) => text.replaceAll(flow, 'Flow_renamed') })).toEqual([expect.stringContaining('仅书写次序或者格式不同')])
    expect(await told({ diagram: (text) => text.replace(/<dc:Bounds x="\d+"/, '<dc:Bounds x="1"') })).toEqual(['图形的位置有调整，办理不受影响'])
    expect(await told({ diagram: (text) => text.replaceAll('siteVisit', 'onSite') })).toEqual(expect.arrayContaining(['删去人工环节“现场核查（两人）”', '新增人工环节“现场核查（两人）”', '人工环节“现场核查（两人）”新增时限：2 个工作日']))
  })

  it('an element that became another kind under its old id', async () => {
    expect(await told({ diagram: (text) => text.replaceAll('bpmn:exclusiveGateway', 'bpmn:inclusiveGateway') })).toContain('多选网关“是否退回？”的图形类型由“判断”改为“多选网关”')
  })

  it('fields of forms: answers, obligation, conditions, order', async () => {
    const edited = structuredClone(bundle.forms)
    const form = edited.application!
    const [first, second, ...others] = Object.entries(form.properties!)
    form.properties = Object.fromEntries([second!, first!, ...others])
    const [required, ...rest] = form.required!
    form.required = rest
    const said = await told({ forms: () => JSON.stringify(edited) })
    expect(said).toContain(`填写项“${form.properties[required!]!.title}（${required!}）”的是否必填由“是”改为“否”`)
    // fields by their titles, the names of the file behind
    expect(said).toContainEqual(expect.stringContaining(`的次序由“${first![1].title}（${first![0]}）、${second![1].title}（${second![0]}）、`))
    expect(said).toHaveLength(2)
    const { supplement: _gone, ...fewer } = bundle.forms
    expect(await told({ forms: () => JSON.stringify({ ...fewer, more: { title: '新表', type: 'object', properties: {} } }) })).toEqual(expect.arrayContaining([expect.stringMatching(/^删去表单/), '新增表单“新表”']))
  })

  it('a field in one line, whether it came, went, or changed in several ways; pages by the titles of their fields', async () => {
    const edited = structuredClone(bundle.forms)
    const form = edited.application!
    const [page] = form['x-pages']!
    const [kept, gone] = Object.keys(form.properties!).filter((name) => page!.properties.includes(name))
    const [keptTitle, goneTitle] = [form.properties![kept!]!.title!, form.properties![gone!]!.title!]
    form.properties![kept!] = { ...form.properties![kept!]!, 'x-help': '样例说明' }
    form.required = form.required!.includes(kept!) ? form.required!.filter((name) => name !== kept) : [...form.required!, kept!]
    delete form.properties![gone!]
    form.required = form.required.filter((name) => name !== gone)
    form.properties!.lampCount = { type: 'integer', title: '灯具数量', minimum: 1, maximum: 9 }
    page!.properties = [...page!.properties.filter((name) => name !== gone), 'lampCount']
    const said = await told({ forms: () => JSON.stringify(edited) })
    const of = (title: string): string[] => said.filter((one) => one.startsWith(`填写项“${title}`) || one.includes(`填写项“${title}`))
    expect(of('灯具数量（lampCount）')).toEqual([expect.stringMatching(/^新增填写项“灯具数量（lampCount）”：.*是否必填：否.*；最小值：1；最大值：9$/)])
    expect(of(`${keptTitle}（${kept!}）`)).toEqual([expect.stringMatching(/有改动：.*是否必填：.* → .*；填写说明：.* → 样例说明$/)])
    expect(of(`${goneTitle}（${gone!}）`)).toEqual([`删去填写项“${goneTitle}（${gone!}）”`])
    expect(said).toContainEqual(expect.stringMatching(new RegExp(`的分页·${page!.title}由“.*${goneTitle}（${gone!}）.*改为“.*灯具数量（lampCount）`)))
  })

  it('materials by their code and not by their place, letters by their lines', async () => {
    const moved = { ...bundle.matter, materials: [...bundle.matter.materials].reverse() }
    expect(await told({ matter: () => JSON.stringify(moved) })).toEqual([expect.stringContaining('仅书写次序')])
    const [one, ...others] = bundle.matter.materials
    expect(await told({ matter: () => JSON.stringify({ ...bundle.matter, materials: [{ ...one, need: 'tolerant' }, ...others.slice(1)] }) })).toEqual([
      `申请材料“${one!.name}”的材料必要性由“必要”改为“容缺后补”`, `删去申请材料“${others[0]!.name}”`])
    const change = (before: string, after: string) => compareBundles(sealed({ ...bundle, letters: { receipt: before } }), sealed({ ...bundle, letters: { receipt: after } }))
    expect((await change('a\nb\nc', 'a\nd\nc')).map((letter) => sentenceOf(letter, 'zh-CN'))).toEqual(['文书“receipt”的内容由“b”改为“d”'])
  })

  it('nothing where nothing differs, and something wherever the hash does', async () => {
    expect(await compareBundles(bundle, bundle)).toEqual([])
    expect(await told({ diagram: (text) => `${text}\n` })).toHaveLength(1)
  })

  it('names every entry of the guide in both languages', () => {
    const leaves = (schema: object, path: string[]): string[][] => {
      const { properties, items, anyOf } = schema as { properties?: Record<string, object>; items?: object; anyOf?: object[] }
      const inside = anyOf?.at(-1) ?? items
      if (inside) return leaves(inside, path)
      return properties ? Object.entries(properties).flatMap(([name, one]) => leaves(one, [...path, name])) : [path]
    }
    const known = (path: string[]): boolean => [path.join('.'), `guide.${path.join('.')}`, path.at(-1)!].some((key) => locales.every((locale) => hasMessage(locale, `matters.fact.${key}`)))
    // an amount is told with its unit, under the name of what holds it
    const parts = leaves(guideSchema, []).map((path) => path.filter((part) => !['amount', 'unit'].includes(part))).filter((path) => path.length > 0)
    expect(parts.filter((path) => !known(path) && !hasMessage('en', `matters.thing.${path.join('.')}`)).map((path) => path.join('.'))).toEqual([])
  })
})

describe('where the versions come from', () => {
  let root: string
  const matter = (): string => join(root, 'processes', CODE)
  const promise = (days: number): void => writeFileSync(join(matter(), 'matter.json'), readFileSync(join('processes', CODE, 'matter.json'), 'utf8').replace(/("promised": \{\s*"amount": )7/, `$1${days}`))
  const author = { name: '样例', email: 'sample@example.invalid', timestamp: 1_760_000_000, timezoneOffset: 0 }
  let first: string

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'tongban-diff-test-')))
    for (const area of ['processes', 'forms']) cpSync(join(area, CODE), join(root, area, CODE), { recursive: true })
    cpSync('forms/shared', join(root, 'forms/shared'), { recursive: true })
    await git.init({ fs, dir: root, defaultBranch: 'main' })
    const commit = async (): Promise<string> => { await git.add({ fs, dir: root, filepath: '.' }); return git.commit({ fs, dir: root, message: 'sample', author }) }
    first = await commit()
    promise(6)
    await commit()
    promise(5)
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  const limits = async (matters: string[], revisions: { from?: string; to?: string } = {}): Promise<string> => {
    const sides = await sidesOf(matters, revisions)
    return asText(sides, await compareSides(sides), 'zh-CN')
  }

  it('is what is not committed, two revisions, or two folders', async () => {
    expect(await limits([matter()])).toMatch(/承诺时限由“6 个工作日”改为“5 个工作日”/)
    expect(await limits([matter()], { from: first.slice(0, 8), to: 'main' })).toMatch(/承诺时限由“7 个工作日”改为“6 个工作日”/)
    expect(await limits([matter()], { from: 'HEAD~1', to: first })).toMatch(/没有变化/)
    expect(await limits([CODE, matter()])).toMatch(/承诺时限由“\d+ 个工作日”改为“5 个工作日”/)
  })

  it('is found from a work tree of its own, whose HEAD stands apart', async () => {
    const tree = join(root, 'tree')
    for (const area of ['processes', 'forms']) cpSync(join(root, area), join(tree, area), { recursive: true })
    const own = join(root, '.git/worktrees/tree')
    mkdirSync(own, { recursive: true })
    writeFileSync(join(tree, '.git'), `gitdir: ${own}\n`)
    writeFileSync(join(own, 'commondir'), '../..\n')
    writeFileSync(join(own, 'HEAD'), `${first}\n`)
    expect(await limits([join(tree, 'processes', CODE)])).toMatch(/承诺时限由“7 个工作日”改为“5 个工作日”/)
  })

  it('is nothing for a new matter: the whole of it is told as new', async () => {
    const code = 'qiye-touzi-beian'
    for (const area of ['processes', 'forms']) cpSync(join(area, code), join(root, area, code), { recursive: true })
    const said = await limits([join(root, 'processes', code)])
    expect(said).toMatch(/新事项，没有可以对照的版本/)
    expect(said).toMatch(/新增系统环节“收件即备案”/)
    expect(said).toMatch(/新增承诺时限/)
    const sides = await sidesOf([join(root, 'processes', code)], {})
    expect(JSON.parse(asJson(sides, await compareSides(sides), 'en'))).toMatchObject({ matter: code, before: null })
    await expect(sidesOf([join(root, 'processes', code)], { to: 'HEAD' })).rejects.toThrow(/There was no qiye-touzi-beian at HEAD yet/)
  })

  it('is refused with what to do', async () => {
    await expect(sidesOf(['nowhere'], {})).rejects.toThrow(/nowhere is no matter/)
    await expect(sidesOf([matter()], { from: 'HEAD~9' })).rejects.toThrow(/no revision HEAD~9/)
    await expect(sidesOf([CODE, matter()], { from: 'HEAD' })).rejects.toThrow(/belong to one matter/)
    await expect(sidesOf([], {})).rejects.toThrow(/Give one matter/)
  })

  it('is told as JSON, too', async () => {
    const sides = await sidesOf([matter()], {})
    const json = JSON.parse(asJson(sides, await compareSides(sides), 'en')) as { matter: string; changes: { before: string; sentence: string }[] }
    expect(json).toMatchObject({ matter: CODE, changes: [{ before: '6wd', after: '5wd', area: 'limit', sentence: expect.stringContaining('6 working days') as string }] })
  })
})
