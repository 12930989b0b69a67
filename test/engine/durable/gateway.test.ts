/** The gateway's own matters: long polls, clients that hang up, locks, job timeouts, what is refused, what is not carried, hostile input. */
import { credentials, makeGenericClientConstructor, status } from '@grpc/grpc-js'
import { beforeEach, expect, test } from 'vitest'
import { service, SERVICE } from '../../../server/engine/gateway/protocol.ts'
import { bpmn, type Shape } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'

const DAY = 86_400_000
const served = engineHere()
let type = ''
let count = 0

/** Each test has a process `p<n>` with one job of type `t<n>` of its own. */
beforeEach(async () => {
  type = `t${++count}`
  await served.wire.deploy(bpmn(`p${count}`, { nodes: { s: 'start', a: { service: type }, e: 'end' }, flows: ['s a e'] }))
})

const create = (variables = '{}') => served.call('CreateProcessInstance', { bpmnProcessId: `p${count}`, version: -1, variables })
const activate = (more: object = {}) => served.call('ActivateJobs', { type, worker: 'w', timeout: 60_000, maxJobsToActivate: 10, requestTimeout: -1, ...more })

test('a long poll is answered when a job appears, in the order the polls came', async () => {
  const polls = [activate({ requestTimeout: 20_000, maxJobsToActivate: 1 }), activate({ requestTimeout: 20_000, maxJobsToActivate: 1 })]
  await create('{"n":1}')
  const [first] = await polls[0]
  expect(JSON.parse(first.variables)).toEqual({ n: 1 })
  await create('{"n":2}')
  const [second] = await polls[1]
  expect(JSON.parse(second.variables)).toEqual({ n: 2 })
})

test('a long poll without a job ends with its time', async () => {
  expect(await activate({ requestTimeout: 50 })).toEqual([])
})

test('a client that has hung up is not given a job', async () => {
  const Client = makeGenericClientConstructor(service, SERVICE)
  const client = new Client(`127.0.0.1:${served.engine.port}`, credentials.createInsecure()) as any
  const call = client.ActivateJobs({ type, worker: 'gone', timeout: 60_000, maxJobsToActivate: 1, requestTimeout: 20_000 })
  call.on('error', () => {})
  await expect.poll(() => served.engine.waiting(type)).toBe(1)
  call.cancel()
  await expect.poll(() => served.engine.waiting(type)).toBe(0)
  await create()
  const jobs = await activate()
  expect(jobs.map((job: any) => job.worker)).toEqual(['w'])
  client.close()
})

test('a locked job is offered again when its lock lapses, and UpdateJobTimeout holds it for days', async () => {
  await create()
  const [job] = await activate()
  expect(await activate()).toEqual([])
  await served.wire.advance('PT61S')
  const [again] = await activate()
  expect(again.key).toBe(job.key)
  await served.call('UpdateJobTimeout', { jobKey: job.key, timeout: 30 * DAY })
  await served.wire.advance('P29D')
  expect(await activate()).toEqual([])
  await served.wire.advance('P2D')
  expect(await activate()).toHaveLength(1)
})

test('UpdateJobTimeout tells a job that is gone and one that is not locked', async () => {
  const { processInstanceKey } = await create()
  const [job] = await activate()
  await served.wire.advance('PT61S')
  await expect(served.call('UpdateJobTimeout', { jobKey: job.key, timeout: DAY })).rejects.toMatchObject({ code: status.FAILED_PRECONDITION })
  await served.call('CancelProcessInstance', { processInstanceKey })
  await expect(served.call('UpdateJobTimeout', { jobKey: job.key, timeout: DAY })).rejects.toMatchObject({ code: status.NOT_FOUND })
})

test('a failed job waits for its backoff', async () => {
  await create()
  const [job] = await activate()
  await served.call('FailJob', { jobKey: job.key, retries: 2, retryBackOff: 60_000, variables: '{"seen":true}' })
  expect(await activate()).toEqual([])
  await served.wire.advance('PT61S')
  const [again] = await activate()
  expect([again.retries, JSON.parse(again.variables)]).toEqual([2, { seen: true }])
})

test('only the variables asked for travel', async () => {
  await create('{"a":1,"b":2}')
  const [job] = await activate({ fetchVariable: ['b', 'c'] })
  expect(JSON.parse(job.variables)).toEqual({ b: 2 })
})

test('the same diagram is no new version, another one is', async () => {
  const xml = (id: string) => Buffer.from(bpmn('versions', { nodes: { s: 'start', [id]: { service: true } }, flows: [`s ${id}`] }))
  const deploy = async (content: Buffer, name = 'v.bpmn') => (await served.call('DeployResource', { resources: [{ name, content }] })).deployments[0].process
  const first = await deploy(xml('a'))
  expect(await deploy(xml('a'))).toEqual(first)
  expect(await deploy(xml('b'))).toMatchObject({ version: 2 })
  expect(await deploy(xml('a'))).toMatchObject({ version: 3 })
  const pinned = await served.call('CreateProcessInstance', { bpmnProcessId: 'versions', version: 2, variables: '' })
  expect(pinned).toMatchObject({ bpmnProcessId: 'versions', version: 2 })
  const byKey = await served.call('CreateProcessInstance', { processDefinitionKey: first.processDefinitionKey, variables: '' })
  expect(byKey).toMatchObject({ version: 1 })
})

test('topology names one broker that leads one partition', async () => {
  expect(await served.call('Topology', {})).toMatchObject({ clusterSize: 1, partitionsCount: 1, brokers: [{ partitions: [{ partitionId: 1, role: 'LEADER' }] }] })
})

test('a client that waits for the result gets it at the end: all variables of the instance, or those it names', async () => {
  const deploy = (id: string, nodes: Shape['nodes'], flow: string) => served.call('DeployResource', { resources: [{ name: 'r.bpmn', content: Buffer.from(bpmn(id, { nodes, flows: [flow] })) }] })
  await deploy('result', { s: 'start', a: { service: 'result-a', in: [['=1', 'local']] }, e: 'end' }, 's a e')
  await deploy('result-at-once', { s: 'start', e: 'end' }, 's e')
  const ask = (bpmnProcessId: string, more: object = {}) => served.call('CreateProcessInstanceWithResult', { request: { bpmnProcessId, version: -1, variables: '{"x":1,"y":2}' }, requestTimeout: 30_000, ...more })
  expect(await ask('result-at-once')).toMatchObject({ bpmnProcessId: 'result-at-once', version: 1, variables: '{"x":1,"y":2}' })
  expect((await ask('result-at-once', { fetchVariables: ['y', 'z'] })).variables).toBe('{"y":2}')
  const waiting = ask('result')
  const [job] = await served.call('ActivateJobs', { type: 'result-a', worker: 'w', timeout: 60_000, maxJobsToActivate: 1, requestTimeout: 10_000 })
  await served.call('CompleteJob', { jobKey: job.key, variables: '{"z":3}' })
  const answer = await waiting
  expect(JSON.parse(answer.variables)).toEqual({ x: 1, y: 2, z: 3 })
  expect(answer.processInstanceKey).toBe(job.processInstanceKey)
})

test('who waits for a result longer than it wants is told so, and the instance goes on', async () => {
  await expect(served.call('CreateProcessInstanceWithResult', { request: { bpmnProcessId: 'result', version: -1 }, requestTimeout: 50 })).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED })
  const [job] = await served.call('ActivateJobs', { type: 'result-a', worker: 'w', timeout: 60_000, maxJobsToActivate: 1, requestTimeout: 10_000 })
  await served.call('CompleteJob', { jobKey: job.key })
  await expect(served.call('CreateProcessInstanceWithResult', { request: { bpmnProcessId: 'nobody', version: -1 } })).rejects.toMatchObject({ code: status.NOT_FOUND })
})

test.each([
  ['ActivateJobs', { type: '', worker: 'w', timeout: 1, maxJobsToActivate: 1 }, status.INVALID_ARGUMENT],
  ['ActivateJobs', { type: 't', worker: 'w', timeout: 0, maxJobsToActivate: 1 }, status.INVALID_ARGUMENT],
  ['ActivateJobs', { type: 't', worker: 'w', timeout: 1, maxJobsToActivate: 0 }, status.INVALID_ARGUMENT],
  ['CreateProcessInstance', { bpmnProcessId: 'p1', version: -1, variables: '[1]' }, status.INVALID_ARGUMENT],
  ['CreateProcessInstance', { bpmnProcessId: 'p1', version: -1, variables: '{"a":' }, status.INVALID_ARGUMENT],
  ['CreateProcessInstance', { bpmnProcessId: 'p1', version: -1, variables: `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}` }, status.INVALID_ARGUMENT],
  ['CreateProcessInstance', { bpmnProcessId: 'p1', version: -1, variables: `{"a":"${'x'.repeat(5_000_000)}"}` }, status.RESOURCE_EXHAUSTED],
  ['CreateProcessInstance', { bpmnProcessId: 'nobody', version: -1 }, status.NOT_FOUND],
  ['CompleteJob', { jobKey: '9223372036854775807' }, status.NOT_FOUND],
  ['CompleteJob', { jobKey: '-1' }, status.NOT_FOUND],
  ['PublishMessage', { name: 'a\u0000b', correlationKey: 'k' }, status.INVALID_ARGUMENT],
  ['DeployResource', { resources: [] }, status.INVALID_ARGUMENT],
  ['DeployResource', { resources: [{ name: 'x.dmn', content: Buffer.from('<a/>') }] }, status.INVALID_ARGUMENT],
  ['DeployResource', { resources: [{ name: 'x.bpmn', content: Buffer.from([0xff, 0xfe, 0x00]) }] }, status.INVALID_ARGUMENT],
] as const)('%s refuses %.80j', async (name, message, code) => {
  await expect(served.call(name, message)).rejects.toMatchObject({ code })
})

test('hostile names and values are data like any other, also after a restart', async () => {
  const hostile = '{"__proto__":{"polluted":true},"constructor":1,"nul":"a\\u0000b","half":"\\ud800","中文":"许可","big":1e308,"deep":[[[{}]]]}'
  const { processInstanceKey } = await create(hostile)
  await served.restart()
  const [job] = await activate()
  expect(JSON.parse(job.variables)).toEqual(JSON.parse(hostile))
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  await served.call('SetVariables', { elementInstanceKey: processInstanceKey, variables: '{"__proto__":5}' })
  await served.call('CompleteJob', { jobKey: job.key, variables: hostile })
})

test('numbers no row can hold are cut, not fatal', async () => {
  await served.wire.deploy(bpmn('huge', { nodes: { s: 'start', a: { service: 'huge', retries: '=1e10 * 1'.replace('1e10', '10000000000') } }, flows: ['s a'] }))
  await served.call('CreateProcessInstance', { bpmnProcessId: 'huge', version: -1 })
  const [job] = await activate({ type: 'huge', timeout: '9223372036854775807' })
  expect(job.retries).toBe(2 ** 31 - 1)
  await served.call('UpdateJobTimeout', { jobKey: job.key, timeout: '9223372036854775807' })
  await served.call('FailJob', { jobKey: job.key, retries: 2147483647, retryBackOff: '9223372036854775807' })
  await served.call('PublishMessage', { name: 'huge', correlationKey: 'k', timeToLive: '9223372036854775807' })
})

test('two instances of a message id race: one is refused', async () => {
  const publish = () => served.call('PublishMessage', { name: 'race', correlationKey: 'k', messageId: 'same', timeToLive: DAY, variables: '{}' })
  const outcomes = await Promise.allSettled([publish(), publish(), publish()])
  expect(outcomes.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
})

test('one hundred branches join once', async () => {
  const branches = Array.from({ length: 100 }, (_, i) => `b${i}`)
  const nodes = Object.fromEntries([['s', 'start'], ['f', 'and'], ['j', 'and'], ['after', { service: 'after' }], ...branches.map((id) => [id, { service: 'branch' }])]) as never
  await served.wire.deploy(bpmn('hundred', { nodes, flows: ['s f', 'j after', ...branches.map((id) => `f ${id} j`)] }))
  await served.call('CreateProcessInstance', { bpmnProcessId: 'hundred', version: -1 })
  const jobs = await activate({ type: 'branch', maxJobsToActivate: 200 })
  expect(jobs).toHaveLength(100)
  await Promise.all(jobs.map((job: any) => served.call('CompleteJob', { jobKey: job.key })))
  expect(await activate({ type: 'after' })).toHaveLength(1)
})

test('a deployment with three hundred findings is answered, and the connection goes on', async () => {
  const tasks = Array.from({ length: 300 }, (_, i) => `<bpmn:scriptTask id="a${i}" name="不支持的脚本任务第${i}个" />`).join('')
  const xml = `<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><bpmn:process id="many" isExecutable="true">${tasks}</bpmn:process></bpmn:definitions>`
  const refused = await served.call('DeployResource', { resources: [{ name: 'many.bpmn', content: Buffer.from(xml) }] }).catch((error: { code: number; details: string }) => error)
  expect(refused).toMatchObject({ code: status.INVALID_ARGUMENT })
  expect((refused as { details: string }).details).toMatch(/a0[^]*and \d+ more lines$/)
  await expect(served.call('Topology', {})).resolves.toBeDefined()
})
