/** Two states of a matter compared for the modeler: each change has a place that the tab of its file can show, and a short word for the element. */
import { expect, it } from 'vitest'
import { placeInForm } from '../../modeler/forms/placeOf.ts'
import { at, pathOf } from '../../modeler/forms/schemaPath.ts'
import { placeOf, sectionOf } from '../../modeler/guide/schema.ts'
import { compareBundles } from '../../server/matters/changes/compare.ts'
import { pointerIn } from '../../server/matters/changes/guides.ts'
import { sentenceOf, shortOf } from '../../server/matters/changes/words.ts'
import { bundleFrom } from '../support/ruleFixtures.ts'

const before = bundleFrom({})
const after = bundleFrom({ change: [
  { from: 'key="limit" value="0.5wd"', to: 'key="limit" value="1wd"' },
  { set: 'matter/materials/1/name', to: '样例材料' }, { set: 'matter/limits/promised/amount', to: 2 }, { set: 'matter/faq/-', to: { question: '样例问', answer: '样例答' } },
  { set: 'forms/application/properties/plannedEnd/title', to: '样例日期' }, { set: 'letters/permit', to: ':title {{letter.title}}\\n:number {{letter.number}}' },
] })

it('every change of a guide or a form has a place that is there', async () => {
  const changes = await compareBundles(before, after)
  expect(new Set(changes.map(({ file }) => file))).toEqual(new Set(['process.bpmn', 'matter.json', 'forms/application', 'letters/permit.hbs']))
  const ofGuide = changes.filter(({ file }) => file === 'matter.json').map((change) => pointerIn(after.matter, change.place, change.fact))
  expect(ofGuide).toEqual(expect.arrayContaining(['/limits/promised', '/materials/1/name', `/faq/${after.matter.faq!.length - 1}`]))
  for (const pointer of ofGuide) {
    expect(at(after.matter, pathOf(pointer)), pointer).toBeDefined()
    expect(sectionOf(placeOf(after.matter, pathOf(pointer))), pointer).toBeDefined()
  }
  const [ofForm] = changes.filter(({ file }) => file === 'forms/application')
  expect(placeInForm(after.forms.application!, { element: ofForm!.place })).toEqual({ built: true, pointer: '/properties/plannedEnd' })
})

it('a step\'s fact is told in short with its values, in the words of the sentence', async () => {
  const limit = (await compareBundles(before, after)).find(({ file, fact }) => file === 'process.bpmn' && fact === 'header.limit')!
  const short = shortOf(limit, 'zh-CN')!
  expect([limit.place, short]).toEqual(['windowCheck', expect.stringMatching(/：0\.5 个工作日 → 1 个工作日$/)])
  expect(sentenceOf(limit, 'zh-CN')).toContain(short.split('：')[0])
  expect(shortOf({ area: 'shape', kind: 'added', file: 'process.bpmn', place: 'x', thing: 'UserTask', subject: '样例' }, 'zh-CN')).toBeNull()
})
