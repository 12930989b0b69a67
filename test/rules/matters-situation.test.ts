// Answers that switch what a matter asks for and promises; every matter of the house as publication judges it.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkBundle } from '../../processes/rules/run.ts'
import { checkTemplate } from '../../server/letters/templates.ts'
import { matterFolders, readBundle } from '../../server/matters/bundle.ts'
import { sampleOrganisation } from '../../server/matters/checkFolder.ts'
import { readDiagram } from '../../server/matters/diagram.ts'
import { stepsOf } from '../../server/matters/facts.ts'
import type { Guide, MaterialItem } from '../../server/matters/guide.ts'
import { scenarioProblems } from '../../server/matters/scenario.ts'
import { inSituation, itemsOfStep, promisedIn, situationWords } from '../../server/matters/situation.ts'

const item = (code: string, more: Partial<MaterialItem> = {}) => ({ code, name: code, need: 'required', original: 0, copies: 1, format: 'electronic', source: 'applicant', basis: '', acceptStandard: '', ...more }) as MaterialItem
const guide = (materials: MaterialItem[], promised: object = {}) => ({ materials, limits: { promised: { amount: 5, unit: 'wd', ...promised } } }) as unknown as Guide
const codes = (found: Guide) => found.materials.map(({ code }) => code)

describe('a situation', () => {
  const list = guide([
    item('always'), item('special', { when: { field: 'kind', in: ['new'] } }),
    item('papers', { later: { step: 'papersStep', field: 'urgent', in: [true] } }), item('report', { later: { step: 'reportStep' } }),
  ])

  it('asks for an item only where the answer says so; an unanswered question asks for nothing', () => {
    expect(codes(inSituation(list, {}))).toEqual(['always', 'papers'])
    expect(codes(inSituation(list, { kind: 'new', urgent: false }))).toEqual(['always', 'special', 'papers'])
    expect(codes(inSituation(list, { kind: 'old' }))).toEqual(['always', 'papers'])
  })

  it('leaves to a later step what is handed in there, until the case has come to it', () => {
    expect(codes(inSituation(list, { urgent: true }))).toEqual(['always'])
    expect(codes(inSituation(list, { urgent: true }, (step) => step === 'papersStep'))).toEqual(['always', 'papers'])
    expect(itemsOfStep(list, { urgent: true }, 'papersStep')?.map(({ code }) => code)).toEqual(['papers'])
    expect(itemsOfStep(list, { urgent: false }, 'papersStep')).toEqual([])
    expect(itemsOfStep(list, {}, 'elsewhere')).toBeUndefined()
  })

  it('promises the first that applies, else the general promise', () => {
    const two = guide([], { situations: [{ field: 'route', in: ['commitment'], amount: 1, unit: 'wd' }] })
    expect(promisedIn(two, { route: 'commitment' })).toEqual({ amount: 1, unit: 'wd' })
    expect(promisedIn(two, { route: 'inspection' })).toEqual({ amount: 5, unit: 'wd' })
    expect(promisedIn(two, {})).toEqual({ amount: 5, unit: 'wd' })
  })

  it('reads in the words of the form', () => {
    const form = { type: 'object', properties: { route: { title: '办理方式', type: 'string', oneOf: [{ const: 'a', title: '告知承诺' }, { const: 'b', title: '现场检查' }] }, urgent: { title: '是否抢修', type: 'boolean' } } } as never
    expect(situationWords(form, { field: 'route', in: ['a', 'b'] })).toEqual({ question: '办理方式', answers: ['告知承诺', '现场检查'] })
    expect(situationWords(form, { field: 'urgent', in: [true] })).toEqual({ question: '是否抢修', answers: ['是'] })
    expect(situationWords(form, { field: 'nothing', in: [true] })).toBeUndefined()
  })
})

describe('every matter of the house', () => {
  it.each(matterFolders('processes'))('%s is published without a word, and its scenarios fit its forms', async (code) => {
    const bundle = readBundle(join('processes', code), 'forms')
    expect(await checkBundle(bundle, { organisation: sampleOrganisation(), letterFault: checkTemplate })).toEqual([])
    expect(scenarioProblems(join('processes', code), bundle, stepsOf(await readDiagram(bundle.diagram)))).toEqual([])
  })
})
