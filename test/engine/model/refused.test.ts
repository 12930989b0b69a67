/** What is refused at deployment, each with the element named and a way out; and what looks odd but is accepted. */
import { describe, expect, test } from 'vitest'
import { compile } from '../../../server/engine/model/compile.ts'
import { InvalidDiagram } from '../../../server/engine/model/problem.ts'
import { addInterval, parseCycle, parseDuration, parseInstant } from '../../../server/engine/model/time.ts'
import { bpmn } from '../support/diagram.ts'
import type { Shape } from '../support/shape.ts'
import { cpuNow } from '../../support/cpu.ts'

const HEAD = '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">'
const around = (body: string, attributes = 'id="p" isExecutable="true"') => `${HEAD}<bpmn:process ${attributes}>${body}</bpmn:process></bpmn:definitions>`
const START = '<bpmn:startEvent id="s" />'
const flow = (from: string, to: string, inner = '') => `<bpmn:sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}">${inner}</bpmn:sequenceFlow>`
const withElement = (element: string) => around(`${START}${element}${flow('s', 'x')}`)

const CATCH = '<bpmn:intermediateCatchEvent id="c"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'
const LINK = '<bpmn:intermediateCatchEvent id="ID"><bpmn:linkEventDefinition name="L" /></bpmn:intermediateCatchEvent>'

async function problemsOf(xml: string): Promise<string> {
  try {
    await compile(xml)
    return 'accepted'
  } catch (error) {
    if (error instanceof InvalidDiagram) return error.message
    throw error
  }
}

describe('elements that are not carried are named', () => {
  test.each([
    ['scriptTask', '<bpmn:scriptTask id="x" name="Script" />'], ['callActivity', '<bpmn:callActivity id="x" name="Call" />'],
    ['conditional event', '<bpmn:intermediateCatchEvent id="x" name="When"><bpmn:conditionalEventDefinition /></bpmn:intermediateCatchEvent>'], ['eventBasedGateway', '<bpmn:eventBasedGateway id="x" name="Race" />'],
    ['businessRuleTask', '<bpmn:businessRuleTask id="x" name="Rule" />'], ['sendTask', '<bpmn:sendTask id="x" name="Send" />'],
    ['signal', '<bpmn:intermediateCatchEvent id="x" name="Signal"><bpmn:signalEventDefinition /></bpmn:intermediateCatchEvent>'],
    ['throw of an error', '<bpmn:intermediateThrowEvent id="x" name="Throw"><bpmn:errorEventDefinition /></bpmn:intermediateThrowEvent>'], ['message end', '<bpmn:endEvent id="x" name="Tell"><bpmn:messageEventDefinition /></bpmn:endEvent>'],
    ['event sub-process', '<bpmn:subProcess id="x" name="Event" triggeredByEvent="true"><bpmn:startEvent id="xs" /></bpmn:subProcess>'],
    ['multi-instance', '<bpmn:serviceTask id="x" name="Many"><bpmn:extensionElements><zeebe:taskDefinition type="t" /></bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics /></bpmn:serviceTask>'],
    ['native user task', '<bpmn:userTask id="x" name="Native"><bpmn:extensionElements><zeebe:userTask /></bpmn:extensionElements></bpmn:userTask>'],
    ['listeners', '<bpmn:userTask id="x" name="Listen"><bpmn:extensionElements><zeebe:executionListeners><zeebe:executionListener type="t" eventType="start" /></zeebe:executionListeners></bpmn:extensionElements></bpmn:userTask>'],
    ['a decision without an id', '<bpmn:businessRuleTask id="x" name="Rule"><bpmn:extensionElements><zeebe:calledDecision resultVariable="r" /></bpmn:extensionElements></bpmn:businessRuleTask>'],
    ['a decision without a result', '<bpmn:businessRuleTask id="x" name="Rule"><bpmn:extensionElements><zeebe:calledDecision decisionId="d" /></bpmn:extensionElements></bpmn:businessRuleTask>'],
    ['no task definition', '<bpmn:serviceTask id="x" name="Bare" />'],
    ['fast timer', '<bpmn:userTask id="x" name="Timer" /><bpmn:boundaryEvent id="b" name="Bomb" attachedToRef="x" cancelActivity="false"><bpmn:timerEventDefinition><bpmn:timeCycle>R/PT0S</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:boundaryEvent>'],
    ['message without key', '<bpmn:receiveTask id="x" name="Receive" />'],
  ])('%s', async (_, element) => {
    const message = await problemsOf(withElement(element))
    expect(message).toMatch(/- Element: (x|b) "\w+"\n {4}- ERROR: .+/)
  })
})

describe('broken or hostile files', () => {
  const deep = (levels: number) => around(`${START}${'<bpmn:subProcess id="q_">'.repeat(levels)}${'</bpmn:subProcess>'.repeat(levels)}`.replace(/q_/g, () => `q${Math.floor(n++)}`))
  let n = 0
  test.each([
    ['DOCTYPE', `<!DOCTYPE x [<!ENTITY y "z">]>${around(START)}`, /DOCTYPE/],
    ['not XML', 'hello', /File/],
    ['cut off', around(START).slice(0, -40), /File|Element/],
    ['another vocabulary', '<a xmlns="b" />', /Definitions/],
    ['empty', '', /File/],
    ['too large', around(`${START}<!--${' '.repeat(1_100_000)}-->`), /bytes/],
    ['too many nodes', around(START + Array.from({ length: 2_100 }, (_, i) => `<bpmn:endEvent id="e${i}" />`).join('')), /2000 elements/],
    ['20,000 nested sub-processes', deep(20_000), /deep|bytes/],
    ['25 nested sub-processes', deep(25), /nested 20 deep/],
    ['duplicate ids', around(`${START}<bpmn:endEvent id="s" />`), /duplicate|unique|ID/i],
    ['dangling flow', around(`${START}${flow('s', 'nowhere')}`), /nowhere|one end is missing/],
    ['unknown zeebe extension', withElement('<bpmn:userTask id="x"><bpmn:extensionElements><zeebe:spell /></bpmn:extensionElements></bpmn:userTask>'), /zeebe:spell/i],
    ['id of an object', around('<bpmn:startEvent id="__proto__" />'), /usable id|__proto__/],
    ['id that is no name', around('<bpmn:startEvent id="1 2" />'), /usable id|illegal ID/],
    ['NUL', around(START).replace('id="s"', 'id="s\u0000"'), /control characters/],
    ['no executable process', around(START, 'id="p"'), /executable/],
    ['two starts', around(`${START}<bpmn:startEvent id="t" />`), /Multiple none start events/],
    ['no start', around('<bpmn:endEvent id="e" />'), /at least one start event/],
    ['condition behind a task', around(`${START}<bpmn:userTask id="a" /><bpmn:endEvent id="e" />${flow('s', 'a')}${flow('a', 'e', '<bpmn:conditionExpression>=x</bpmn:conditionExpression>')}`), /exclusive or inclusive gateways/],
    ['event gateway with one way', around(`${START}<bpmn:eventBasedGateway id="g" />${CATCH}${flow('s', 'g')}${flow('g', 'c')}`), /at least 2 outgoing/],
    ['event gateway to a task', around(`${START}<bpmn:eventBasedGateway id="g" />${CATCH}<bpmn:task id="t" />${flow('s', 'g')}${flow('g', 'c')}${flow('g', 't')}`), /other elements than message/],
    ['link without its catch event', withElement('<bpmn:intermediateThrowEvent id="x"><bpmn:linkEventDefinition name="L" /></bpmn:intermediateThrowEvent>'), /catch link event/],
    ['two links of a name', around(`${START}${LINK.replace('ID', 'c1')}${LINK.replace('ID', 'c2')}`), /the link 'L'/],
    ['message start that needs a variable', `${around('<bpmn:startEvent id="m"><bpmn:messageEventDefinition messageRef="r" /></bpmn:startEvent>').replace('<bpmn:process', '<bpmn:message id="r" name="=x" /><bpmn:process')}`, /needs no variables/],
    ['timer start in a sub-process', around(`${START}<bpmn:subProcess id="q"><bpmn:startEvent id="t"><bpmn:timerEventDefinition /></bpmn:startEvent></bpmn:subProcess>`), /must be of type none/],
    ['event sub-process without an event', around(`${START}<bpmn:subProcess id="q" triggeredByEvent="true"><bpmn:startEvent id="t" /></bpmn:subProcess>`), /must be one of: message, timer/],
    ['event sub-process with a flow', around(`${START}<bpmn:subProcess id="q" triggeredByEvent="true"><bpmn:startEvent id="t"><bpmn:errorEventDefinition /></bpmn:startEvent></bpmn:subProcess>${flow('s', 'q')}`), /incoming or outgoing/],
    ['two event sub-processes for every error', around(`${START}${['q', 'r'].map((id) => `<bpmn:subProcess id="${id}" triggeredByEvent="true"><bpmn:startEvent id="t${id}"><bpmn:errorEventDefinition /></bpmn:startEvent></bpmn:subProcess>`).join('')}`), /every error/],
    ['error event sub-process beside', around(`${START}<bpmn:subProcess id="q" triggeredByEvent="true"><bpmn:startEvent id="t" isInterrupting="false"><bpmn:errorEventDefinition /></bpmn:startEvent></bpmn:subProcess>`), /always interrupts/],
    ['escalation on a task', around(`${START}<bpmn:userTask id="a" /><bpmn:boundaryEvent id="b" attachedToRef="a"><bpmn:escalationEventDefinition /></bpmn:boundaryEvent>${flow('s', 'a')}`), /subprocess, or a call activity/],
    ['static condition', around(`${START}<bpmn:exclusiveGateway id="g" /><bpmn:endEvent id="e" />${flow('s', 'g')}${flow('g', 'e', '<bpmn:conditionExpression>x > 5</bpmn:conditionExpression>')}`), /must start with '='/],
    ['two flows, no condition', around(`${START}<bpmn:exclusiveGateway id="g" /><bpmn:endEvent id="e" /><bpmn:endEvent id="f" />${flow('s', 'g')}${flow('g', 'e')}${flow('g', 'f')}`), /Must have a condition/],
    ['flow into a sub-process', around(`${START}<bpmn:subProcess id="q"><bpmn:startEvent id="t" /><bpmn:endEvent id="u" /></bpmn:subProcess>${flow('s', 'u')}`), /border/],
    ['mapping to nowhere', withElement('<bpmn:userTask id="x"><bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="=1" target="a b" /></zeebe:ioMapping></bpmn:extensionElements></bpmn:userTask>'), /target of a mapping/],
    ['FEEL that does not parse', withElement('<bpmn:userTask id="x"><bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="=1 +" target="a" /></zeebe:ioMapping></bpmn:extensionElements></bpmn:userTask>'), /failed to parse expression '1 \+'/],
  ])('%s', async (_, xml, message) => {
    const before = cpuNow()
    expect(await problemsOf(xml)).toMatch(message)
    expect(cpuNow() - before).toBeLessThan(5_000)
  })
})

describe('accepted', () => {
  test('properties, version tags, documentation, annotations, foreign extensions and data objects stay inert', async () => {
    const xml = `${HEAD.replace('>', ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:other="urn:other" modeler:executionPlatform="Camunda Cloud">')}
      <bpmn:process id="p" isExecutable="true"><bpmn:documentation>What it is</bpmn:documentation>
      <bpmn:extensionElements><zeebe:properties><zeebe:property name="a" value="b" /></zeebe:properties><zeebe:versionTag value="1" /></bpmn:extensionElements>
      ${START}<bpmn:userTask id="x" other:colour="red" /><bpmn:dataObjectReference id="o" dataObjectRef="oo" /><bpmn:dataObject id="oo" />${flow('s', 'x')}
      <bpmn:textAnnotation id="n"><bpmn:text>note</bpmn:text></bpmn:textAnnotation></bpmn:process></bpmn:definitions>`
    expect(await problemsOf(xml)).toBe('accepted')
  })
  test('all problems are told at once', async () => {
    const message = await problemsOf(around(`${START}<bpmn:scriptTask id="a" /><bpmn:serviceTask id="b" />`))
    expect(message).toMatch(/Element: a[^]*Element: b/)
  })
  test('the graph is frozen', async () => {
    const [process] = await compile(bpmn('frozen', { nodes: { s: 'start', e: 'end' }, flows: ['s e'] }))
    expect(Object.isFrozen(process) && Object.isFrozen(process!.nodes.get('s'))).toBe(true)
  })
})

test('ISO 8601 durations, instants and repetitions', () => {
  expect(parseDuration('P1Y2M3DT4H5M6.5S')).toEqual({ months: 14, milliseconds: ((3 * 24 + 4) * 60 + 5) * 60_000 + 6_500 })
  expect(parseDuration('-PT1H')).toEqual({ months: 0, milliseconds: -3_600_000 })
  for (const text of ['P', 'PT', '1H', 'PT1X', 'P1D2H', '', 'P99999999999Y', 'PT9999999999999H']) expect(parseDuration(text)).toBeNull()
  expect(parseInstant('2026-03-02T09:00:00+08:00')).toBe(Date.parse('2026-03-02T01:00:00Z'))
  for (const text of ['2026-03-02', '2026-03-02T09:00:00', 'tomorrow', '2026-13-01T00:00:00Z']) expect(parseInstant(text)).toBeNull()
  expect(parseCycle('R3/PT1H')).toMatchObject({ repetitions: 3, start: null })
  expect(parseCycle('R/P1D')).toMatchObject({ repetitions: -1 })
  for (const text of ['R3', 'PT1H', 'R-1/PT1H', '0 * * * *']) expect(parseCycle(text)).toBeNull()
  expect(addInterval(Date.parse('2026-01-31T00:00:00Z'), { months: 1, milliseconds: 0 })).toBe(Date.parse('2026-02-28T00:00:00Z'))
})

describe('what a sub-process waits for at its boundary, it cannot wait for inside', () => {
  const both = (outside: object, inside: object, multi?: object) => bpmn('both', {
    nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: { service: true }, h: { sub: { nodes: { u: { start: inside }, b: { service: true } }, flows: ['u b'] }, event: true } }, flows: ['t a'] }, ...(multi && { multi }) }, x: { boundary: outside, on: 'p' } },
    flows: ['s p'],
  } as Shape)
  const message = (name: string) => ({ message: { name, key: '=k' } })
  test.each([['message', message('m'), message('m'), /Element: u[^]*ERROR: The boundary of 'p' waits for the message 'm' already/], ['signal', { signal: 'g' }, { signal: 'g' }, /Element: u[^]*ERROR: The boundary of 'p' waits for the signal 'g' already/]])('%s', async (_, outside, inside, why) => {
    expect(await problemsOf(both(outside, inside))).toMatch(why)
  })
  test.each([['another message', message('m'), message('n')], ['one error', { error: 'E' }, { error: 'E' }], ['one computed name', message('=m'), message('=m')]])('%s is another thing', async (_, outside, inside) => {
    expect(await problemsOf(both(outside, inside))).toBe('accepted')
  })
  test.each([['once', {}], ['in a loop', { multi: { over: '=list', as: 'item' } }]])('a receive task %s and its boundary event', async (_, multi) => {
    const message = { name: 'm', key: '=k' }
    const shape = { nodes: { s: 'start', r: { receive: message, ...multi }, x: { boundary: { message }, on: 'r' } }, flows: ['s r'] } as Shape
    expect(await problemsOf(bpmn('received', shape))).toMatch(/Two events for the same thing are not allowed in one place: the message 'm'/)
  })
  test('around each of a loop it is another place', async () => {
    expect(await problemsOf(both(message('m'), message('m'), { over: '=list', as: 'item' }))).toBe('accepted')
  })
})
