/** What letters say: every kind from its common template, remedies only where due, hostile templates and hostile values. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { finding, say } from '../../processes/rules/rule.ts'
import { textsOf, type Block } from '../../server/letters/blocks.ts'
import { chineseDate, lawsText, sourceText } from '../../server/letters/facts.ts'
import { rulesOf } from '../../server/letters/kinds.ts'
import { escapeText, readMarkup } from '../../server/letters/markup.ts'
import { compileTemplate } from '../../server/letters/template.ts'
import { checkTemplate } from '../../server/letters/templates.ts'
import { mayAnnounce, nextWay } from '../../server/letters/ways.ts'
import { allKinds, details, facts, make } from './letters.fixture.ts'
import { cpuNow } from '../support/cpu.ts'

const text = (kind: (typeof allKinds)[number]): string => textsOf(make(kind)).join('\n')

describe('the common letters', () => {
  it.each(allKinds)('%s has its title, number, body and date, and no hole', (kind) => {
    const said = text(kind)
    expect(said).toContain(rulesOf(kind).title)
    expect(said).toContain('〔2026〕1号')
    expect(said).toContain('样例市住房和城乡建设局')
    expect(said).toContain('2026年2月26日')
    expect(said).not.toMatch(/\{\{|undefined|null|\[object|《》|第条/)
  })

  it('names review body and court with their periods in refusals, and nowhere else', () => {
    const withRemedies = allKinds.filter((kind) => make(kind).blocks.some((block) => block.kind === 'remedies'))
    expect(withRemedies).toEqual(['refuse-acceptance', 'decision-deny', 'rectification-order', 'revocation'])
    expect(text('decision-deny')).toContain('自收到本决定书之日起60日内依法向样例市人民政府申请行政复议')
    expect(text('decision-deny')).toContain('6个月内依法向样例区人民法院提起行政诉讼')
    expect(text('correction')).not.toMatch(/复议|诉讼/)
  })

  it('refuses a refusal whose matter names no remedies', () => {
    const { remedies: _, ...matter } = facts.matter
    expect(() => make('decision-deny', { facts: { ...facts, matter } })).toThrow('must name review body and court')
  })

  it('refuses a refusal without reasons or without its law, and any letter of a matter without one', () => {
    expect(() => make('decision-deny', { details: { ...details['decision-deny'], reasons: ' ' } })).toThrow('gives reasons and the law')
    expect(() => make('refuse-acceptance', { details: { ...details['refuse-acceptance'], law: '' } })).toThrow('gives reasons and the law')
    expect(() => make('permit', { facts: { ...facts, matter: { ...facts.matter, basis: [] } } })).toThrow('names none')
  })

  it('lists all gaps in one numbered table, with what mends each', () => {
    const table = make('correction').blocks.find((block): block is Extract<Block, { kind: 'table' }> => block.kind === 'table')!
    expect(table.rows).toEqual([['1', '施工合同', '缺签字页', '补交'], ['2', '承诺书', '未提交', '提交']])
  })

  it('says in the acceptance what 行政许可 practice wants on it (A5)', () => {
    const said = text('acceptance')
    for (const part of ['申请人', '联系人', '䶮某', '联系电话', '申请事项', '申请日期', '2026年2月12日', '法律依据', '法定办结时限', '承诺办结时限', '监督电话', '签收人', '签收时间', '一式两份']) expect(said).toContain(part)
    expect(said).toContain('自收到申请之日起7个工作日，至2026年2月28日止（《中华人民共和国建筑法》第八条）')
    expect(said).toContain('自受理之日起3个工作日（本机关承诺）')
  })

  it('says that silence accepted, as of the receipt', () => {
    const said = textsOf(make('acceptance', { details: { ...details.acceptance, deemed: true, acceptedAt: facts.case.receivedAt } })).join('')
    expect(said).toContain('自收到申请材料之日（2026年2月12日）起即为受理')
  })

  it('names the new end of an extension, or says when it can be named: a paused limit and a year without calendar have none', () => {
    expect(textsOf(make('extension')).join('')).toContain(`延长后的截止日期为`)
    const open = textsOf(make('extension', { details: { ...details.extension, days: '10 个工作日', until: '' } })).join('')
    expect(open).toContain('办理期限延长10个工作日。延长后的截止日期，待暂停计时的程序结束、有关年度的节假日安排公布后确定')
    expect(open).not.toContain('截止日期为')
  })

  it('marks sample letters as samples', () => {
    expect(make('permit').banner).toContain('样例')
    expect(make('permit', { facts: { ...facts, matter: { ...facts.matter, sample: false } } }).banner).toBeNull()
  })
})

describe('law and dates in words', () => {
  it('groups the articles of one law and gives titles their marks', () => {
    expect(lawsText(facts.matter.basis)).toBe('《中华人民共和国建筑法》第七条、第八条、《建筑工程施工许可管理办法》第四条')
    expect(lawsText([{ law: '建筑工程施工许可管理办法（住房和城乡建设部令第18号，2021年修改）', article: '第四条' }, { law: '样例市管理办法（试行）' }])).toBe('《建筑工程施工许可管理办法》（住房和城乡建设部令第18号，2021年修改）第四条、《样例市管理办法（试行）》')
    expect(sourceText('样例市户外广告设施设置管理条例第十二条')).toBe('《样例市户外广告设施设置管理条例》第十二条')
    expect(sourceText('《中华人民共和国建筑法》第八条')).toBe('《中华人民共和国建筑法》第八条')
    expect(sourceText('本机关承诺')).toBe('本机关承诺')
  })
  it('takes the day in China, whatever the machine says', () => {
    expect(chineseDate(new Date('2026-02-25T16:00:00Z'))).toBe('2026年2月26日')
  })
})

describe("a matter's own template", () => {
  it('replaces the common one', () => {
    const template = ':title {{letter.title}}\n:number {{letter.number}}\n自己的话：{{applicant.name}}\n:seal {{body.name}} | {{letter.date}}'
    expect(textsOf(make('permit', { template }))).toContain('自己的话：样例建设发展有限公司')
  })

  it.each([
    ['triple braces', '{{{applicant.name}}}'], ['ampersand', '{{& applicant.name}}'], ['a partial', '{{> evil}}'], ['a helper with arguments', '{{lookup applicant "name"}}'],
    ['a subexpression', '{{#if (lookup a "b")}}x{{/if}}'], ['another block helper', '{{#log applicant}}{{/log}}'], ['a decorator', '{{* inline}}'], ['an inline partial', '{{#*inline "x"}}{{/inline}}'],
    ['a partial block', '{{#> layout}}{{/layout}}'], ['@data', '{{@root.applicant}}'], ['the constructor', '{{applicant.constructor}}'], ['the prototype', '{{#with applicant.__proto__}}{{/with}}'],
    ['a literal segment', '{{applicant.[constructor]}}'], ['named block parameters', '{{#each details.gaps as |gap|}}{{/each}}'], ['a hash', '{{#with applicant x=1}}{{/with}}'],
    ['a path far up', '{{#each a}}{{../../../x}}{{/each}}'], ['three nested loops', '{{#each a}}{{#each b}}{{#each c}}{{/each}}{{/each}}{{/each}}'], ['a plain block', '{{#applicant}}{{/applicant}}'],
    ['broken braces', '{{#if a}}'],
  ])('is refused with %s', (_, source) => {
    expect(checkTemplate('permit', source)).toBeTypeOf('string')
  })

  it('is refused when it is no text: a ready-made syntax tree would run', () => {
    expect(checkTemplate('permit', { type: 'Program', body: [] })).toContain('is text')
    expect(checkTemplate('permit', null)).toContain('is text')
  })

  it('is refused quickly when it is a bomb', () => {
    const began = cpuNow()
    expect(checkTemplate('permit', '{{#if a}}'.repeat(3000) + '{{/if}}'.repeat(3000))).toContain('at most 200 blocks')
    expect(checkTemplate('permit', '{{#if a}}'.repeat(100) + '{{/if}}'.repeat(100))).toContain('deep')
    expect(checkTemplate('permit', '字'.repeat(30_000))).toContain('bytes')
    expect(cpuNow() - began).toBeLessThan(3000)
  })

  it('is refused for a kind that does not exist', () => {
    expect(checkTemplate('permits', ':title x')).toContain('There is no kind of letter "permits"')
  })

  it('is tried with all that can be said and with no more than must be, before it is published', () => {
    for (const kind of allKinds) expect(checkTemplate(kind, readFileSync(`server/letters/templates/${kind}.hbs`, 'utf8')), kind).toBeNull()
    const head = ':title x\n:number y\n'
    expect(checkTemplate('permit', head)).toContain('exactly one :seal')
    expect(checkTemplate('correction', `${head}:remedies z\n:seal a | b`)).toContain('prints no remedies')
    expect(checkTemplate('permit', `${head}{{letter.titel}}\n:seal a | b`)).toContain('titel')
    expect(checkTemplate('permit', `${head}{{details.statement}}\n:seal a | b`), 'a fact that may be left out').toContain('statement')
    expect(checkTemplate('permit', `${head}{{#if details.statement}}{{details.statement}}{{/if}}\n:seal a | b`)).toBeNull()
  })

  it('may not print remedies where nothing is decided, nor leave out seal or number', () => {
    const head = ':title x\n:number y\n'
    expect(() => make('correction', { template: `${head}:remedies z\n:seal a | b` })).toThrow('prints no remedies')
    expect(() => make('permit', { template: head })).toThrow('exactly one :seal')
  })

  it('names the fact it does not find', () => {
    expect(() => make('permit', { template: ':title x\n\n:number {{letter.titel}}' })).toThrow('Line 3: not every letter of this kind has "titel"')
  })
})

describe('what is wrong with a template is said with its line, in Chinese too', () => {
  it.each([
    [':title x\n{{#if a}}\ny{{/each}}', 2, '{{#if}} 却以 {{/each}} 结束。请改为 {{/if}}。'],
    [':title x\n{{#if a}}\ny', 3, '模板到此结束，还有没关上的部分。请给每个 {{#…}} 配上 {{/…}}，每个 {{ 配上 }}。'],
    [':title x\n\n{{{raw}}}', 3, '请用两层花括号 {{…}}；文书模板不允许三层花括号或 {{& …}}。'],
    [':title x\n{{applicant.nam}}', 2, '不是每份这种文书都有“nam”。请从列表中选取；只是有时才有的，放在 {{#if}} 里面。'],
    [':title x\n{{#if letter}}\n{{/if}}\n:seal 只有一格 {{letter.number}}', 4, '应为 :seal body | date，现有 1 格。'],
  ])('%j', (template, line, told) => {
    const { message, zh } = finding('letters/permit.hbs', undefined, say`${checkTemplate('permit', template)!}`)
    expect(message).toMatch(new RegExp(`^Line ${line}: `))
    expect(zh).toBe(`第 ${line} 行：${told}`)
  })
})

describe('values from a case', () => {
  it.each([':title 假标题', 'a | b', 'a\n:seal 假 | 假', '\\', '\\:', 'x\u2028:title y', '|:\\n', '{{letter.number}}', '<script>', '=cmd|calc'])('stay plain text: %j', (value) => {
    const blocks = compileTemplate('{{value}}\n:field {{value}} | {{value}}')({ value })
    const shown = value.replaceAll('\u2028', '\n')
    expect(blocks).toEqual([{ kind: 'paragraph', text: shown }, { kind: 'fields', rows: [[shown, shown]] }])
  })

  it('come back from the markup as they were', () => {
    const value = '甲：乙|丙\\丁:\n戊'
    expect(readMarkup(`:note ${escapeText(value)}`)).toEqual([{ kind: 'note', text: value }])
  })

  it('are never called, and keys that reach prototypes are dropped', () => {
    let called = false
    expect(() => compileTemplate('{{f}}')({ f: () => { called = true } })).not.toThrow()
    expect(called).toBe(false)
    expect(() => compileTemplate('{{#each a}}{{this}}{{/each}}')({ a: Array.from({ length: 501 }, () => 'x') })).toThrow('more than 500')
  })
})

describe('ways of service', () => {
  it('goes electronic with consent, then in person, by post, by announcement', () => {
    expect(nextWay([], true)).toBe('electronic')
    expect(nextWay([], false)).toBe('direct')
    expect(nextWay(['electronic'], true)).toBe('direct')
    expect(nextWay(['direct'], false)).toBe('post')
    expect(nextWay(['direct', 'post'], false)).toBe('announcement')
    expect(nextWay(['direct', 'post', 'announcement'], false)).toBeNull()
  })
  it('announces only when person and post have failed', () => {
    expect(mayAnnounce([])).toBe(false)
    expect(mayAnnounce(['post'])).toBe(false)
    expect(mayAnnounce(['lien', 'post'])).toBe(true)
  })
})
