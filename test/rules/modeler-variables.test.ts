/** Which variables exist at an element of a diagram: of what came before, not of what comes later. */
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { buttonsOf, variablesAt, type Place } from '../../modeler/feel/variables.ts'
import { readCondition } from '../../processes/rules/support/condition.ts'
import type { FormSchema } from '../../server/forms/schema.ts'
import { readDiagram } from '../../server/matters/diagram.ts'

const PLATFORM = ['caseId', 'round']
const matters = readdirSync('processes', { withFileTypes: true }).filter((entry) => entry.isDirectory() && !['rules', 'play', 'calendar'].includes(entry.name)).map(({ name }) => name)

async function placeOf(code: string): Promise<Place> {
  const forms = Object.fromEntries(readdirSync(`forms/${code}`).map((file) => [file.replace('.schema.json', ''), JSON.parse(readFileSync(`forms/${code}/${file}`, 'utf8')) as FormSchema]))
  const guide = JSON.parse(readFileSync(`processes/${code}/matter.json`, 'utf8')) as { form: string }
  return { diagram: await readDiagram(readFileSync(`processes/${code}/process.bpmn`, 'utf8')), forms, application: forms[guide.form] }
}

test.each(matters)('%s: whatever its expressions ask for is offered where they stand', async (code) => {
  const place = await placeOf(code)
  const asked = [
    ...[...place.diagram.flows.values()].flatMap(({ id, condition }) => (condition ? [{ element: id, text: condition, after: false }] : [])),
    ...place.diagram.expressions.map(({ element, text, place: where }) => ({ element, text, after: where === 'The output mapping' })),
  ]
  expect(asked.length > 0 || code === 'qiye-touzi-beian').toBe(true) // which has one straight way
  for (const { element, text, after } of asked) {
    const offered = variablesAt(place, element, after).map(({ name }) => name)
    expect([element, text, (readCondition(text)?.variables ?? []).filter((name) => !offered.includes(name))]).toEqual([element, text, []])
  }
})

test('a step gives its outcome with what it is called to what comes after it, and to nothing before it', async () => {
  const place = await placeOf('daolu-wajue')
  const namesAt = (element: string, after?: boolean) => variablesAt(place, element, after).map(({ name }) => name)
  const start = [...place.diagram.nodes.values()].find(({ type }) => type === 'StartEvent')!
  const routed = place.application!.routing!
  expect(namesAt(start.id).sort()).toEqual([...routed, ...PLATFORM].sort())
  expect(namesAt('acceptance')).not.toContain('decision')
  expect(namesAt('decision')).toContain('acceptance')
  const gateway = place.diagram.flows.get(place.diagram.nodes.get('acceptance')!.outgoing[0]!)!.to
  const [nearest] = variablesAt(place, place.diagram.nodes.get(gateway)!.outgoing[0]!)
  expect(nearest).toMatchObject({ name: 'acceptance', title: '窗口受理', type: 'String', outcomes: expect.arrayContaining([{ value: 'accept', title: '受理' }]) })
  expect(variablesAt(place, 'acceptance').filter(({ from }) => from === null).map(({ name }) => name)).toEqual(PLATFORM)
})

const small = (tasks: string, flows: string): string => `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"><bpmn:process id="small" isExecutable="true">${tasks}${flows}</bpmn:process></bpmn:definitions>`
const flow = (from: string, to: string): string => `<bpmn:sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}" />`

test('a boundary event has what its host began with, a loop what it gave last time, a mapping its own result; mappings stay inside', async () => {
  const mapping = '<bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="=1" target="within.x" /><zeebe:output source="=second" target="out" /></zeebe:ioMapping></bpmn:extensionElements>'
  const diagram = await readDiagram(small(
    `<bpmn:startEvent id="start" /><bpmn:userTask id="first" /><bpmn:userTask id="second">${mapping}</bpmn:userTask><bpmn:boundaryEvent id="late" attachedToRef="second"><bpmn:timerEventDefinition id="t" /></bpmn:boundaryEvent><bpmn:exclusiveGateway id="either" /><bpmn:endEvent id="end" /><bpmn:endEvent id="over" />`,
    flow('start', 'first') + flow('first', 'second') + flow('second', 'either') + flow('either', 'first') + flow('either', 'end') + flow('late', 'over'),
  ))
  const place: Place = { diagram, forms: {}, application: undefined }
  const namesAt = (element: string, after?: boolean) => variablesAt(place, element, after).map(({ name }) => name).filter((name) => !PLATFORM.includes(name))
  expect(namesAt('either-end')).toEqual(['out', 'second', 'first'])
  expect(namesAt('first').sort()).toEqual(['first', 'out', 'second']) // the way back
  expect(namesAt('second')).toContain('within')
  const straight: Place = { ...place, diagram: await readDiagram(small(`<bpmn:startEvent id="start" /><bpmn:userTask id="first" /><bpmn:userTask id="second">${mapping}</bpmn:userTask><bpmn:boundaryEvent id="late" attachedToRef="second"><bpmn:timerEventDefinition id="t" /></bpmn:boundaryEvent><bpmn:endEvent id="end" /><bpmn:endEvent id="over" />`, flow('start', 'first') + flow('first', 'second') + flow('second', 'end') + flow('late', 'over'))) }
  const at = (element: string, after?: boolean) => variablesAt(straight, element, after).map(({ name }) => name).filter((name) => !PLATFORM.includes(name))
  expect([at('over'), at('second'), at('second', true), at('end'), at('nowhere')]).toEqual([['first'], ['first', 'within'], ['out', 'second', 'first', 'within'], ['out', 'second', 'first'], []])
})

test('a sheet ends in its verdict, a job that answers in its own words', async () => {
  const diagram = await readDiagram(small('<bpmn:startEvent id="start" /><bpmn:userTask id="joint"><bpmn:extensionElements><zeebe:formDefinition formKey="f" /><zeebe:taskHeaders><zeebe:header key="signing" value="sheet" /></zeebe:taskHeaders></bpmn:extensionElements></bpmn:userTask><bpmn:serviceTask id="look"><bpmn:extensionElements><zeebe:taskDefinition type="library:check" /></bpmn:extensionElements></bpmn:serviceTask><bpmn:endEvent id="end" />', flow('start', 'joint') + flow('joint', 'look') + flow('look', 'end')))
  const form = { title: '意见', type: 'object', properties: { outcome: { oneOf: [{ const: 'agree', title: '同意' }, { const: 'not-concerned', title: '不涉及' }] } } } as FormSchema
  expect(variablesAt({ diagram, forms: { f: form }, application: undefined }, 'end').slice(0, 2)).toMatchObject([
    { name: 'look', outcomes: [{ value: 'found' }, { value: 'missing' }] }, { name: 'joint', outcomes: [{ value: 'agree', title: '同意' }, { value: 'disagree' }] },
  ])
})

test('a form that is being written gives what can be read of it', async () => {
  const diagram = await readDiagram(small('<bpmn:startEvent id="start" /><bpmn:userTask id="one"><bpmn:extensionElements><zeebe:formDefinition formKey="f" /></bpmn:extensionElements></bpmn:userTask><bpmn:endEvent id="end" />', flow('start', 'one') + flow('one', 'end')))
  for (const broken of [null, 'text', [], { properties: 5, routing: 5 }, { properties: { outcome: 5 } }, { properties: { outcome: { oneOf: 5 } } }, { properties: { outcome: { oneOf: [5, null] } } }]) {
    const form = broken as unknown as FormSchema
    expect([buttonsOf(form), variablesAt({ diagram, forms: { f: form }, application: form }, 'end').map(({ name }) => name)]).toEqual([[], ['one', ...PLATFORM]])
  }
  expect(buttonsOf({ title: '表', type: 'object', properties: { outcome: { enum: ['yes', 'no'] } } } as unknown as FormSchema)).toEqual([{ value: 'yes', title: 'yes' }, { value: 'no', title: 'no' }])
})

test('events that stand on each other in a circle, as a file may have them, end the search', async () => {
  const text = readFileSync('processes/huwai-guanggao/process.bpmn', 'utf8')
  const [one, other] = [...text.matchAll(/<bpmn:boundaryEvent id="([^"]+)"/g)].map(([, id]) => id!)
  const onto = (xml: string, event: string, host: string): string => xml.replace(new RegExp(`(<bpmn:boundaryEvent id="${event}"[^>]*attachedToRef=")[^"]+`), `$1${host}`)
  for (const xml of [onto(text, one!, one!), onto(onto(text, one!, other!), other!, one!)]) {
    const place = { ...(await placeOf('huwai-guanggao')), diagram: await readDiagram(xml) }
    expect(place.diagram.nodes.get(one!)!.attachedTo).not.toBe('supplement')
    expect(variablesAt(place, one!).map(({ name }) => name)).toEqual(expect.arrayContaining(PLATFORM))
  }
})

test('two thousand elements are looked through once for each of them while nobody notices', async () => {
  const ids = Array.from({ length: 2000 }, (_, at) => `t${at}`)
  const xml = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x"><bpmn:process id="p" isExecutable="true">${ids.map((id) => `<bpmn:task id="${id}" />`).join('')}${ids.slice(1).map((id, at) => `<bpmn:sequenceFlow id="f${at}" sourceRef="t${at}" targetRef="${id}" />`).join('')}</bpmn:process></bpmn:definitions>`
  const place: Place = { diagram: await readDiagram(xml), forms: {}, application: undefined }
  const before = performance.now()
  for (const id of ids) variablesAt(place, id)
  expect(performance.now() - before).toBeLessThan(10_000)
}, 60_000)
