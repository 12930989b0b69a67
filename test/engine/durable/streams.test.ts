/** Job streams: jobs are pushed as they come, before any poll, never to a client that is gone, and to no stream what was there before. */
import { credentials, makeGenericClientConstructor, status, type ClientReadableStream } from '@grpc/grpc-js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { service, SERVICE } from '../../../server/engine/gateway/protocol.ts'
import { bpmn } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'

interface Job { key: number; worker: string; variables: string; kind: string }
interface Open { jobs: Job[]; call: ClientReadableStream<Job>; ended: Promise<{ code: number; details: string }> }

const Client = makeGenericClientConstructor(service, SERVICE)
const served = engineHere()
let client: any
const calls: ClientReadableStream<Job>[] = []
let type = ''
let count = 0

beforeEach(async () => {
  type = `s${++count}`
  client = new Client(`127.0.0.1:${served.engine.port}`, credentials.createInsecure())
  await served.wire.deploy(bpmn(`p${count}`, { nodes: { s: 'start', a: { service: type }, e: 'end' }, flows: ['s a e'] }))
})
afterEach(() => {
  for (const call of calls.splice(0)) call.cancel()
  client.close()
})

const create = (variables = '{}') => served.call('CreateProcessInstance', { bpmnProcessId: `p${count}`, version: -1, variables })
const activate = () => served.call('ActivateJobs', { type, worker: 'poll', timeout: 60_000, maxJobsToActivate: 10, requestTimeout: -1 })

/** A stream that the engine has heard. */
async function stream(worker: string, more: object = {}): Promise<Open> {
  const call = client.StreamActivatedJobs({ type, worker, timeout: 60_000, ...more })
  calls.push(call)
  const jobs: Job[] = []
  const ended = new Promise<{ code: number; details: string }>((resolve) => call.on('status', resolve))
  call.on('data', (job: Job) => jobs.push(job)).on('error', () => {})
  await new Promise((resolve) => call.on('metadata', resolve))
  return { jobs, call, ended }
}

test('a job is pushed as it is made, and a poll that waits gets none', async () => {
  const poll = served.call('ActivateJobs', { type, worker: 'poll', timeout: 60_000, maxJobsToActivate: 1, requestTimeout: 300 })
  await expect.poll(() => served.engine.waiting(type)).toBe(1)
  const { jobs } = await stream('w', { fetchVariable: ['a'] })
  await create('{"a":1,"b":2}')
  await expect.poll(() => jobs.length).toBe(1)
  expect(jobs[0]).toMatchObject({ worker: 'w', kind: 'BPMN_ELEMENT', variables: '{"a":1}' })
  expect(await poll).toEqual([])
  await served.call('CompleteJob', { jobKey: jobs[0]!.key })
})

test('what was there before the stream is for polls', async () => {
  await create()
  const { jobs } = await stream('w')
  expect(await activate()).toHaveLength(1)
  expect(jobs).toEqual([])
})

test('streams of a type take turns', async () => {
  const [one, two] = [await stream('one'), await stream('two')]
  for (let i = 0; i < 6; i++) await create()
  await expect.poll(() => one.jobs.length + two.jobs.length).toBe(6)
  expect([one.jobs.length, two.jobs.length]).toEqual([3, 3])
})

test('a job comes again when its lock lapses, its backoff ends or its incident is resolved', async () => {
  const { jobs } = await stream('w')
  const { processInstanceKey } = await create()
  await expect.poll(() => jobs.length).toBe(1)
  await served.wire.advance('PT61S')
  await expect.poll(() => jobs.length).toBe(2)
  const jobKey = jobs[0]!.key
  await served.call('FailJob', { jobKey, retries: 1, retryBackOff: 5_000 })
  await served.wire.advance('PT6S')
  await expect.poll(() => jobs.length).toBe(3)
  await served.call('FailJob', { jobKey, retries: 0 })
  await served.call('UpdateJobRetries', { jobKey, retries: 1 })
  await served.call('ResolveIncident', { incidentKey: (await served.engine.incidents(String(processInstanceKey)))[0]!.key })
  await expect.poll(() => jobs.length).toBe(4)
  expect(new Set(jobs.map((job) => job.key)).size).toBe(1)
})

test('a client that is gone gets no job: it is there for a poll', async () => {
  const { call, ended } = await stream('gone')
  call.cancel()
  expect((await ended).code).toBe(status.CANCELLED)
  await expect.poll(() => served.engine.streams(type)).toBe(0)
  await create()
  expect(await activate()).toMatchObject([{ worker: 'poll' }])
})

test('jobs made while clients come and go reach exactly one of them, or wait', async () => {
  const { jobs } = await stream('stays')
  const hasty = await Promise.all(['a', 'b', 'c'].map((name) => stream(name)))
  const made = Array.from({ length: 60 }, () => create())
  for (const { call } of hasty) call.cancel()
  await Promise.all(made)
  await served.engine.idle()
  const polled: Job[] = await activate()
  const more: Job[] = [...polled, ...(await activate())]
  const all = () => [...jobs, ...hasty.flatMap((each) => each.jobs), ...more].map((job) => job.key)
  expect(new Set(all()).size).toBe(all().length)
})

test('a client that reads nothing is not buried: the rest waits for polls', async () => {
  const { call, jobs } = await stream('slow')
  call.pause() // the transport's windows fill, then the engine holds back
  const large = JSON.stringify({ text: 'x'.repeat(200_000) })
  for (let i = 0; i < 30; i++) await create(large)
  expect((await activate()).length).toBeGreaterThan(0)
  call.resume()
  await expect.poll(() => jobs.length).toBeGreaterThan(0)
})

test('an engine that stops tells its streams to come again', async () => {
  const { ended } = await stream('w')
  await served.restart()
  expect(await ended).toMatchObject({ code: status.UNAVAILABLE })
})
