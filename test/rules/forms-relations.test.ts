/** What one answer has to do with another: a day not before another day, and lists in which certain answers must each stand. */
import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { judgeOf } from '../../server/forms/browser/judge.ts'
import { dependants } from '../../server/forms/relations.ts'
import { checkSchema, standaloneValidator, validate, type FormSchema } from '../../server/forms/service.ts'

const project: FormSchema = {
  type: 'object', title: '样例', required: ['start'],
  properties: {
    start: { type: 'string', format: 'date', title: '计划开工日期' },
    end: { type: 'string', format: 'date', title: '计划竣工日期', 'x-not-before': 'start' },
    supervised: { type: 'boolean', title: '是否实行监理' },
    parties: {
      type: 'array', title: '参建单位', minItems: 2, maxItems: 9,
      'x-each-of': [
        { field: 'role', values: ['design', 'build'] },
        { if: { properties: { supervised: { const: true } }, required: ['supervised'] }, field: 'role', values: ['supervise'] },
      ],
      items: {
        type: 'object', title: '单位', required: ['role'],
        properties: {
          role: { type: 'string', title: '责任', oneOf: [{ const: 'design', title: '设计单位' }, { const: 'build', title: '施工单位' }, { const: 'supervise', title: '监理单位' }] },
          from: { type: 'string', format: 'date', title: '进场日期' },
          to: { type: 'string', format: 'date', title: '退场日期', 'x-not-before': 'from' },
        },
      },
    },
  },
}
const rows = (...roles: string[]) => roles.map((role) => ({ role }))
const said = (schema: FormSchema, data: unknown, locale?: 'en') => Object.fromEntries(validate(schema, data, locale).map(({ pointer, message }) => [pointer, message]))

describe('x-not-before', () => {
  it('refuses an end before its beginning beside the later field, and says both', () => {
    expect(said(project, { start: '2026-06-01', end: '2026-05-31' })).toEqual({ '/end': '计划竣工日期不能早于计划开工日期（2026-06-01）' })
    expect(said(project, { start: '2026-06-01', end: '2026-06-01' })).toEqual({})
    expect(said(project, { start: '2026-06-01', end: '2026-05-31' }, 'en')['/end']).toBe('计划竣工日期 must not be before 计划开工日期 (2026-06-01)')
  })

  it('says nothing where one of the two is missing or no day; that is said already', () => {
    expect(said(project, { end: '2026-05-31' })).toEqual({ '/start': '请填写计划开工日期' })
    expect(Object.keys(said(project, { start: '2026-02-30', end: '2026-01-01' }))).toEqual(['/start'])
  })

  it('holds within rows, each row for itself', () => {
    const data = { start: '2026-06-01', parties: [{ role: 'design', from: '2026-01-02', to: '2026-01-01' }, { role: 'build', from: '2026-01-01', to: '2026-01-02' }] }
    expect(said(project, data)).toEqual({ '/parties/0/to': '退场日期不能早于进场日期（2026-01-02）' })
  })
})

describe('x-each-of', () => {
  it('names what is missing, however many rows there are', () => {
    expect(said(project, { start: '2026-06-01', parties: rows('build', 'build', 'build') })).toEqual({ '/parties': '参建单位中还缺：设计单位' })
    expect(said(project, { start: '2026-06-01', parties: [] })).toEqual({ '/parties': '参建单位中还缺：设计单位、施工单位' })
    expect(said(project, { start: '2026-06-01', parties: rows('build', 'design') })).toEqual({})
  })

  it('asks for more where another answer calls for it', () => {
    expect(said(project, { start: '2026-06-01', supervised: true, parties: rows('build', 'design') })).toEqual({ '/parties': '参建单位中还缺：监理单位' })
    expect(said(project, { start: '2026-06-01', supervised: true, parties: rows('build', 'design', 'supervise') })).toEqual({})
    expect(said(project, { start: '2026-06-01', supervised: false, parties: rows('build', 'design') })).toEqual({})
  })

  it('leaves a list that is not asked, or is none, to the other words', () => {
    expect(said(project, { start: '2026-06-01' })).toEqual({})
    expect(said(project, { start: '2026-06-01', parties: 'x' })).toEqual({ '/parties': '参建单位应当是一个列表' })
  })
})

it('the browser says the same, and knows which fields to judge again', async () => {
  const judge = judgeOf(await import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(standaloneValidator(project)).toString('base64')}`))
  for (const data of [{ start: '2026-06-01', end: '2026-05-31' }, { start: '2026-06-01', supervised: true, parties: rows('build') }, { start: '2026-06-01', parties: rows('build', 'design') }]) {
    expect(judge.issues(data, 'zh-CN')).toEqual(validate(project, data))
  }
  expect(dependants(project, '/start')).toEqual(['/end'])
  expect(dependants(project, '/supervised')).toEqual(['/parties'])
  expect(dependants(project, '/parties/0/role')).toEqual(['/parties'])
  expect(dependants(project, '/parties/0/from')).toEqual(['/parties', '/parties/0/to'])
  expect(dependants(project, '/nothing')).toEqual([])
})

describe('a word that is misused is refused when the form is published', () => {
  const date = { type: 'string', format: 'date', title: '日期' } as const
  const parties = project.properties!.parties!
  const wrong: Record<string, [FormSchema, RegExp]> = {
    'another field that is not there': [{ ...date, 'x-not-before': 'zzz' }, /a\/x-not-before: wanted another date of this object/],
    'itself': [{ ...date, 'x-not-before': 'a' }, /x-not-before/],
    'a field that is no date': [{ ...date, 'x-not-before': 'text' }, /x-not-before/],
    'on a field that is no date': [{ type: 'string', title: '文字', 'x-not-before': 'day' }, /x-not-before: wanted it on a date/],
    'no name at all': [{ ...date, 'x-not-before': ['day'] as never }, /x-not-before/],
    'each-of on ticked choices': [{ type: 'array', title: '列', items: { type: 'string', enum: ['x'] }, 'x-each-of': [{ field: 'x', values: ['x'] }] }, /x-each-of: wanted it on rows/],
    'each-of that is no list': [{ ...parties, 'x-each-of': {} as never }, /x-each-of: wanted a list/],
    'each-of on a column that is not there': [{ ...parties, 'x-each-of': [{ field: 'zzz', values: ['build'] }] }, /x-each-of\/0\/field/],
    'each-of on a column without choices': [{ ...parties, 'x-each-of': [{ field: 'from', values: ['build'] }] }, /x-each-of\/0\/field/],
    'each-of with a value that is no choice': [{ ...parties, 'x-each-of': [{ field: 'role', values: ['cook'] }] }, /x-each-of\/0\/values/],
    'each-of without values': [{ ...parties, 'x-each-of': [{ field: 'role', values: [] }] }, /x-each-of\/0\/values/],
    'each-of with another word': [{ ...parties, 'x-each-of': [{ field: 'role', values: ['build'], most: 1 } as never] }, /x-each-of\/0\/most/],
    'each-of under a condition on a stranger': [{ ...parties, 'x-each-of': [{ if: { required: ['zzz'] }, field: 'role', values: ['build'] }] }, /x-each-of\/0\/if/],
    'each-of that no list is long enough for': [{ ...parties, maxItems: 1, minItems: 0, 'x-each-of': [{ field: 'role', values: ['build', 'design'] }] }, /x-each-of: wanted room for/],
  }
  for (const [name, [field, message]] of Object.entries(wrong)) {
    it(name, () => {
      const form = { type: 'object', properties: { a: field, day: date, text: { type: 'string', title: '文字' } } }
      expect(checkSchema(form).map((problem) => problem.message).join('\n')).toMatch(message)
    })
  }

  it('and well used it passes, in branches too', () => {
    expect(checkSchema(project)).toEqual([])
    expect(checkSchema({ type: 'object', properties: { day: date, kind: { type: 'boolean', title: '是否' } }, if: { required: ['kind'] }, then: { properties: { end: { ...date, 'x-not-before': 'day' } } } })).toEqual([])
  })
})

describe('施工许可', () => {
  const form = JSON.parse(readFileSync('forms/jianzhu-shigong-xuke/application.schema.json', 'utf8')) as FormSchema
  const unit = (role: string) => ({ role, name: '样例单位', uscc: '91990101MA0A00001Q', leader: '样例-负责' })
  const data = {
    projectName: '样例工程', projectCode: '2026-990101-70-01-000001', address: '样例路8号', kind: 'municipal', price: 10, plannedStart: '2026-06-01', plannedEnd: '2027-06-01',
    supervised: false, parties: ['survey', 'design', 'build'].map(unit), measures: '已编制质量、安全专项方案。', fundsDeclaration: true,
  }

  it('takes 勘察、设计、施工, and 监理 where there is one', () => {
    expect(said(form, data)).toEqual({})
    expect(said(form, { ...data, parties: ['build', 'build', 'build'].map(unit) })).toEqual({ '/parties': '参建单位中还缺：勘察单位、设计单位' })
    expect(said(form, { ...data, supervised: true })).toEqual({ '/parties': '参建单位中还缺：监理单位' })
    expect(said(form, { ...data, plannedEnd: '2026-05-31' })).toEqual({ '/plannedEnd': '计划竣工日期不能早于计划开工日期（2026-06-01）' })
    expect(said(form, { ...data, parties: [unit('survey'), unit('design'), { ...unit('build'), uscc: '91990101MA0A000011' }] })).toHaveProperty('/parties/2/uscc')
  })
})
