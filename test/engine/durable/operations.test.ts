/** What operators read of the engine over its second service: lists, one instance whole, its end, its numbers. */
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMetricsPort } from '../../../server/engine/metricsPort.ts'
import { operationsService } from '../../../server/engine/operations/service.ts'
import { bpmn } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'

const REVIEW = bpmn('review', {
  nodes: { s: 'start', a: { service: true }, e: 'end', late: { boundary: { timer: 'P5D' }, on: 'a' }, le: 'end', told: { boundary: { message: { name: 'told', key: '=caseId' } }, on: 'a' }, te: 'end' },
  flows: ['s a e', 'late le', 'told te'],
})

const served = engineHere()
let operations: Record<string, any>

beforeAll(async () => {
  operations = new (makeGenericClientConstructor(operationsService, 'Operations'))(`127.0.0.1:${served.engine.port}`, credentials.createInsecure()) as never
  await served.wire.deploy(REVIEW)
})
afterAll(async () => {
  operations.close()
})

const read = <T = any>(noun: string, filter: object = {}): Promise<T> => new Promise((resolve, reject) =>
  operations.Read({ noun, filter: JSON.stringify(filter) }, (error: ServiceError | null, document: { json: string }) => (error ? reject(error) : resolve(JSON.parse(document.json) as T))))

test('an open instance, whole and in the lists', async () => {
  const instance = await served.wire.create('review', { caseId: '7' })
  const [job] = await served.wire.activate('a')
  await served.wire.fail(job!.key, 0, 0, 'no answer')
  const whole = await read('instance', { key: instance })
  expect(whole).toMatchObject({
    key: instance, processId: 'review', version: 1, state: 'active', startedAt: '2026-03-02T00:00:00.000Z', endedAt: null,
    jobs: [{ key: job!.key, elementId: 'a', type: 'a', state: 'failed', retries: 0 }],
    timers: [{ elementId: 'late', due: '2026-03-07T00:00:00.000Z' }],
    subscriptions: [{ elementId: 'told', name: 'told', correlationKey: '7' }],
    incidents: [{ elementId: 'a', job: job!.key, errorType: 'JOB_NO_RETRIES', errorMessage: 'no answer' }],
    history: [{ events: ['=s', '+a'] }, { events: ['fa 0', '!a JOB_NO_RETRIES no answer'] }],
  })
  expect(whole.elements.map((element: any) => [element.elementId, element.variables])).toEqual([['review', { caseId: '7' }], ['a', {}]])
  expect(await read('instances', { state: 'incident' })).toMatchObject([{ key: instance, incidents: 1, state: 'active', startedAt: '2026-03-02T00:00:00.000Z' }])
  for (const noun of ['jobs', 'timers', 'subscriptions', 'incidents']) expect(await read(noun, { instance }), noun).toMatchObject([{ instance, processId: 'review' }])
  expect(await read('jobs', { state: 'failed', type: 'a' })).toHaveLength(1)
  expect(await read('jobs', { state: 'activatable' })).toEqual([])
  expect(await read('summary')).toMatchObject({ instances: 1, incidents: 1, jobs: 1, jobs_failed: 1, timers: 1, subscriptions: 1, historySince: '2026-03-02T00:00:00.000Z' })
  expect((await read('diagram', { key: whole.processKey })).xml).toBe(REVIEW)
  expect(await read('processes')).toMatchObject([{ processId: 'review', version: 1, instances: 1 }])
  await served.wire.cancel(instance)
})

test('ended instances, page by page', async () => {
  const keys: string[] = []
  for (let n = 0; n < 3; n++) keys.push(await served.wire.create('review', { caseId: `e${n}` }))
  for (const job of await served.wire.activate('a')) await served.wire.complete(job.key, {})
  await served.wire.advance('PT1H')
  const cancelled = await served.wire.create('review', { caseId: 'e9' })
  await served.wire.cancel(cancelled)
  const first = await read('instances', { state: 'ended', limit: 2 })
  expect(first).toMatchObject([{ key: cancelled, state: 'terminated', startedAt: '2026-03-02T01:00:00.000Z' }, { key: keys[2], state: 'completed' }])
  expect((await read('instances', { state: 'ended', limit: 2, after: keys[2] })).map((each: any) => each.key)).toEqual([keys[1], keys[0]])
  expect(await read('instance', { key: cancelled })).toMatchObject({ state: 'terminated', processId: 'review', endedAt: '2026-03-02T01:00:00.000Z', elements: [] })
  expect(await read('instance', { key: '1' })).toBeNull()
})

test('a message that waits', async () => {
  await served.wire.publish({ name: 'told', key: 'nobody', variables: {}, ttl: 60_000, id: 'm1' })
  expect(await read('messages')).toMatchObject([{ name: 'told', correlationKey: 'nobody', messageId: 'm1', expiresAt: '2026-03-02T01:01:00.000Z', correlated: [] }])
})

test('what makes no sense is refused with a sentence', async () => {
  await expect(read('everything')).rejects.toThrow(/There is no 'everything' to read. There are: summary, /)
  await expect(read('jobs', { instance: "1' or '1" })).rejects.toThrow(/is no key/)
})

test('numbers in the text format of Prometheus', async () => {
  const port = await startMetricsPort(served.engine, 0)
  const reply = await fetch(`http://127.0.0.1:${port.port}/metrics`)
  const text = await reply.text()
  port.close()
  expect(reply.headers.get('content-type')).toContain('version=0.0.4')
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+-]+)$/)
  for (const wanted of ['tongban_engine_leader 1', 'tongban_engine_jobs_total{action="completed"} 3', 'tongban_engine_incidents_total{action="created"} 1', 'tongban_engine_calls_total{call="FailJob",code="0"} 1', 'tongban_engine_rows{kind="messages"} 1']) expect(text).toContain(`${wanted}\n`)
  expect(text).toMatch(/tongban_engine_commit_seconds_count [1-9]/)
})

test('a called instance is one of its own: the way down, the way up, and what is in it', async () => {
  await served.wire.deploy(bpmn('survey_child', { nodes: { cs: 'start', q: { service: true }, late: { boundary: { timer: 'P5D' }, on: 'q' }, ce: 'end', le: 'end' }, flows: ['cs q ce', 'late le'] }))
  await served.wire.deploy(bpmn('survey', { nodes: { s: 'start', f: 'and', p: { call: 'child' }, a: { service: 'survey-a' }, e: 'end' }, flows: ['s f p e', 'f a'] }))
  const caller = await served.wire.create('survey', { x: 1 })
  const [job] = await served.wire.activate('q')
  await served.wire.fail(job!.key, 0, 0, 'no answer')
  const called = job!.instance
  const above = await read('instance', { key: caller })
  const p = above.elements.find((each: any) => each.elementId === 'p')
  expect(above).toMatchObject({ root: caller, caller: null, processId: 'survey', jobs: [{ elementId: 'a' }], timers: [], incidents: [] })
  expect(above.elements.map((each: any) => each.elementId)).toEqual(['survey', 'a', 'p'])
  expect(p.calls).toEqual({ instance: called, processId: 'survey_child', version: 1, incidents: 1 })
  const below = await read('instance', { key: called })
  expect(below).toMatchObject({
    key: called, root: caller, caller: { instance: caller, processId: 'survey', processKey: above.processKey, element: p.key, elementId: 'p' }, processId: 'survey_child', state: 'active',
    elements: [{ elementId: 'survey_child', scope: null, variables: { x: 1 }, calls: null }, { elementId: 'q' }], jobs: [{ key: job!.key }], timers: [{ elementId: 'late' }], incidents: [{ elementId: 'q' }],
  })
  expect(await read('instance', { key: p.key })).toBeNull() // an element, no instance
  for (const noun of ['jobs', 'timers', 'incidents']) expect(await read(noun, { instance: called }), noun).toMatchObject([{ instance: called, root: caller, processId: 'survey_child', processKey: below.processKey }])
  expect(await read('jobs', { instance: caller })).toMatchObject([{ elementId: 'a', instance: caller }])
  for (const key of [called, job!.key, below.incidents[0].key]) expect(await read('owner', { key })).toMatchObject({ instance: called, root: caller })
  expect(await read('owner', { key: p.key })).toEqual({ instance: caller, root: caller, job: null })
  await served.wire.cancel(caller)
  expect(await read('instance', { key: called })).toBeNull()
})
