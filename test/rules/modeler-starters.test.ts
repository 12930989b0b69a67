/** What an empty drawing is helped by: forms to begin with, those that are asked for and missing, names in the place of pointers, a picture that fits. */
import { describe, expect, it, test } from 'vitest'
import { fitBeside, READABLE } from '../../modeler/drawing/fit.ts'
import { missingForms, starterForm, STARTERS, type FormUse } from '../../modeler/forms/starters.ts'
import { namer } from '../../modeler/lint/named.ts'
import { entriesFor } from '../../modeler/panel/entriesFor.ts'
import { checkSchema } from '../../server/forms/check.ts'

const words = { title: '新表单', field: '单行文字' }

describe('a form to begin with', () => {
  test.each(STARTERS)('%s is a form of the platform, named after its step, without the ways back of another diagram', (starter) => {
    const form = starterForm(starter, '科室审批', words)
    expect([form.title, checkSchema(form)]).toEqual(['科室审批', []])
    expect(JSON.stringify(form)).not.toContain('return:')
  })

  it('has its own name where no step asks for it', () => {
    expect([starterForm('empty', undefined, words).title, starterForm('acceptance', undefined, words).title]).toEqual(['新表单', '受理审查'])
  })
})

test('forms that the diagram or the guide names and nobody has written are told once, with the starter that fits the step', () => {
  const uses: FormUse[] = [
    { form: 'acceptance', name: '窗口受理', headers: { clock: 'acceptance' } }, { form: 'review', name: '审查', headers: {} }, { form: 'review', name: '复审', headers: {} },
    { form: 'decision', name: '决定', headers: { decides: 'grant,deny' } }, { form: 'opinion', name: '会签', headers: { decides: 'agree', signing: 'sheet' } },
    { form: 'supplement', name: '补正', headers: { party: 'applicant' } }, { form: '', name: '无', headers: {} },
  ]
  expect(missingForms(uses, { form: 'application', title: '样例申请表' }, ['acceptance']).map(({ name, title, starter }) => [name, title, starter])).toEqual([
    ['application', '样例申请表', 'empty'], ['review', '审查', 'review'], ['decision', '决定', 'decision'], ['opinion', '会签', 'review'], ['supplement', '补正', 'supplement'],
  ])
})

test('a place of the guide is told by its names; what is no such problem is told as it was', () => {
  const problem = { file: 'matter.json', rule: 'guide-is-complete', severity: 'error' as const, element: '/materials/1/acceptStandard', message: '/materials/1/acceptStandard：不能为空。' }
  expect(namer('zh-CN')(problem).message).toBe('申请材料 › 第2项 › 受理标准：不能为空。')
  const other = { ...problem, rule: 'materials-are-named' }
  expect(namer('zh-CN')(other)).toBe(other)
})

test('a fact that a group of ours sets in words leads there', () => {
  const step = { id: 'a', concept: 'approval-step', headers: ['decides'] }
  expect(entriesFor('header:decides', step)[0]).toBe('tongban-decides')
  expect(entriesFor('condition', { id: 'flow', concept: null, headers: [] })).toEqual(['conditionExpression', 'tongban-when'])
})

describe('the whole picture', () => {
  const shown = (inner: { width: number; height: number }, outer = { width: 1000, height: 700 }) => {
    let seen = { x: 0, y: 0, width: 0, height: 0 }
    const scale = fitBeside({ viewbox: (box) => { if (box) seen = box; return { inner: { x: 0, y: 0, ...inner }, outer } }, zoom: (to) => to })
    return { scale, seen }
  }

  it('is not larger than drawn, and lies beside the palette', () => {
    const { scale, seen } = shown({ width: 300, height: 200 })
    expect(scale).toBe(1)
    expect(-seen.x).toBeGreaterThanOrEqual(132)
  })

  it('is drawn smaller to fit, and told to be unreadable when that is too small', () => {
    const { scale, seen } = shown({ width: 1200, height: 300 })
    expect(scale).toBeCloseTo(844 / 1200)
    expect(seen.x + seen.width).toBeGreaterThanOrEqual(1200)
    expect(shown({ width: 6000, height: 300 }).scale).toBeLessThan(READABLE)
  })

  it('of nothing is left as it is', () => {
    expect(shown({ width: 0, height: 0 }).scale).toBe(1)
  })
})
