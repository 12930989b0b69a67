/** The operators' words and their command line, without an engine: what is read from a line, what is refused, how a place is told. */
import { describe, expect, test } from 'vitest'
import { readArguments, Unclear } from '../../scripts/operations/arguments.ts'
import { table } from '../../scripts/operations/text.ts'
import { places } from '../../server/operations/place.ts'
import { enterable, explain, namesOf, sentence } from '../../server/operations/words.ts'

describe('the command line', () => {
  test.each<[line: string, wish: object]>([
    ['show summary', { verb: 'show', key: null, json: false, engine: null }],
    ['show pi 17 --format json', { verb: 'show', key: '17', json: true }],
    ['show pi 17 --json', { verb: 'show', key: '17', json: true }],
    ['list inc --process permit --limit 5', { verb: 'list', noun: 'incidents', filter: { processId: 'permit', limit: 5 } }],
    ['resolve incident 17 --reason mended --retries 2', { verb: 'act', act: { verb: 'resolve', key: '17', retries: 2 }, reason: 'mended' }],
    ['retry job 17 --retries 3 --reason mended --engine zeebe', { verb: 'act', engine: 'zeebe', act: { verb: 'retry', key: '17', retries: 3 } }],
    ['cancel pi 17 --reason twin', { verb: 'act', act: { verb: 'cancel', key: '17' } }],
    ['set variables 17 {"a":1} --reason typo', { verb: 'act', act: { verb: 'set-variables', key: '17', variables: { a: 1 }, local: false } }],
    ['modify instance 17 --activate a,b --terminate 18 --reason stuck', { verb: 'act', act: { verb: 'modify', key: '17', activate: ['a', 'b'], terminate: ['18'] } }],
  ])('%s', (line, wish) => expect(readArguments(line.split(' '))).toMatchObject(wish))

  test.each<[line: string, sentence: RegExp]>([
    ['', /^Say what to do/], ['make tea', /^There is no 'make tea'/], ['resolve incident', /^Give the key of the incident/], ['resolve incident x1 --reason y', /is a number of at most 18 digits, but 'x1'/],
    ['cancel instance 17', /^Say why with --reason/], ['retry job 17 --reason y', /^Give --retries/], ['set variables 17 [1] --reason y', /^Variables are a JSON object.*but '\[1\]'/],
    ['list instances --engine camunda', /--engine is embedded or zeebe/], ['list instances --colour', /Unknown option/], ['list cats', /There is no 'list cats'/],
  ])('%s is unclear', (line, said) => {
    expect(() => readArguments(line.split(' ').filter(Boolean))).toThrow(Unclear)
    expect(() => readArguments(line.split(' ').filter(Boolean))).toThrow(said)
  })

  test('a table stands in line though Chinese takes two columns', () => {
    expect(table([['NAME', 'KEY'], ['受理', '1'], ['a', '2']])).toBe('NAME  KEY\n受理  1\na     2')
  })
})

describe('words', () => {
  test('an incident of a kind nobody has described yet is still told', () => {
    expect(explain('zh-CN', 'JOB_NO_RETRIES', '窗口受理')).toEqual({ what: '“窗口受理”多次执行失败，已停下', means: expect.stringContaining('流程停在这里'), act: expect.stringContaining('重新执行') })
    expect(explain('en', 'SOMETHING_NEW', 'review').what).toBe('“review” has stopped')
  })

  test('a line of the history as a sentence; one of a later version as it is', () => {
    const nameOf = (id: string): string => (id === 'review' ? '审查' : id)
    expect(sentence('zh-CN', '+review', nameOf)).toBe('进入“审查”')
    expect(sentence('zh-CN', '!review JOB_NO_RETRIES no answer', nameOf)).toBe('“审查”出现异常：no answer')
    expect(sentence('zh-CN', 'freview 2', nameOf)).toBe('“审查”的作业失败，剩余 2 次')
    expect(sentence('zh-CN', '?review', nameOf)).toBe('?review')
  })

  test('names as drawn, entities and line breaks resolved, never markup', () => {
    const names = namesOf('<a:task id="t1" name="A &lt;b&gt; &amp;&#10;&#x4e00;"/><task name="先 名" id="t2"><x id="t3"/>')
    expect([...names]).toEqual([['t1', 'A <b> & 一'], ['t2', '先 名']])
  })
})

test('what can be entered: tasks, gateways, events and sub-processes, but no event that something else triggers', () => {
  const xml = `<b:process id="p"><b:startEvent id="s"/><b:userTask name="x" id="t"><z:taskDefinition id="no" type="y"/></b:userTask><b:boundaryEvent id="late" attachedToRef="t"><b:timerEventDefinition id="no2"/></b:boundaryEvent>
    <b:exclusiveGateway id="g"></b:exclusiveGateway><b:subProcess id="sub"><b:endEvent id="e"/></b:subProcess><b:task id="plain"/><b:callActivity id="c"/><di:BPMNShape id="no3" bpmnElement="t"/></b:process>`
  expect(enterable(xml)).toEqual(['t', 'g', 'sub', 'e', 'plain', 'c'])
})

test('where an instance stands: passed, here, stuck, cut off, and how often', () => {
  const at = '2026-03-02T01:00:00.000Z'
  const later = '2026-03-03T01:00:00.000Z'
  const found = places({
    processId: 'p', history: [{ at, events: ['=s', '+a', '+b', '+c'] }, { at: later, events: ['-a', 'xc', '+a'] }],
    elements: [{ key: '1', elementId: 'p', scope: null, phase: 'activated', variables: {}, calls: null }, { key: '2', elementId: 'a', scope: '1', phase: 'activated', variables: {}, calls: null }, { key: '3', elementId: 'b', scope: '1', phase: 'activated', variables: {}, calls: null }, { key: '4', elementId: 'pruned', scope: '1', phase: 'activated', variables: {}, calls: null }],
    incidents: [{ key: '9', element: '3', elementId: 'b', job: null, errorType: 'UNKNOWN', errorMessage: '', createdAt: at }],
  })
  expect(found.map(({ elementId, state, since, until, visits }) => [elementId, state, since, until, visits])).toEqual([
    ['s', 'done', at, at, 1], ['a', 'active', later, null, 2], ['b', 'stuck', at, null, 1], ['c', 'ended', at, later, 1], ['pruned', 'active', null, null, 1],
  ])
})
