/** All rules at once over a matter that is not whole: what is missing is told, what is there is judged all the same, and nothing is made up of what is missing. */
import { expect, test } from 'vitest'
import { checkPartly } from '../../processes/rules/partly.ts'
import { checkBundle } from '../../processes/rules/run.ts'
import type { Bundle } from '../../server/matters/types.ts'
import { readBundle } from '../../server/matters/bundle.ts'

const place = { organisation: { hasBody: () => true, hasGroup: () => true, holdersOf: (group: string) => [`${group}-1`, `${group}-2`] }, letterFault: () => null, without: [] }
const matter = (): Bundle => readBundle('processes/huwai-guanggao', 'forms')
const told = async (bundle: Bundle, lost: string[] = []) => (await checkPartly(bundle, place, lost)).map(({ rule, file, element }) => `${rule} ${file}${element ?? ''}`)
const spoil = (bundle: Bundle): Bundle => {
  const diagram = bundle.diagram.replace('<zeebe:formDefinition formKey="acceptance" />', '')
  expect(diagram).not.toBe(bundle.diagram)
  return { ...bundle, diagram }
}

test('a whole matter is judged as at publication', async () => {
  const bundle = spoil(matter())
  expect(await checkPartly(bundle, place)).toEqual(await checkBundle(bundle, place))
})

test('with gaps in the guide, forms and diagram are judged all the same; rules that need what is missing wait', async () => {
  const whole = await told(spoil(matter()))
  const bundle = spoil(matter())
  const { limits: _, ...rest } = bundle.matter as unknown as Record<string, unknown>
  const found = await told({ ...bundle, matter: rest as never })
  expect(found.filter((one) => one.startsWith('guide-is-complete'))).toEqual(['guide-is-complete matter.json/limits'])
  expect(found.filter((one) => !one.startsWith('guide-is-complete'))).toEqual(whole)
})

test('no guide at all says so once, and the steps of the diagram are judged', async () => {
  const bundle = matter()
  const diagram = bundle.diagram.replace('<zeebe:header key="limit" value="2wd" />', '')
  const found = await told({ ...bundle, diagram, matter: undefined as never })
  expect(found.filter((one) => one.includes('matter.json'))).toEqual(['guide-is-complete matter.json/'])
  expect(found).toContain('steps-have-limits process.bpmnsiteVisit')
})

test('a form that cannot be read is not called missing; a diagram that cannot be read leaves the guide to be judged', async () => {
  const bundle = matter()
  const { acceptance: _, ...forms } = bundle.forms
  expect(await told({ ...bundle, forms })).toContain('steps-have-forms process.bpmnacceptance')
  expect(await told({ ...bundle, forms }, ['acceptance'])).toEqual([])
  const unread = await told({ ...bundle, diagram: '<x/>', matter: { ...bundle.matter, conditions: [] } as never })
  expect(unread).toContain('diagram-is-readable process.bpmn')
  expect(unread.some((one) => one.startsWith('guide-is-complete'))).toBe(true)
})
