/** A full engine says so and still takes what makes room; a call that takes too long is answered in time. */
import { status } from '@grpc/grpc-js'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { bpmn } from '../support/diagram.ts'
import { serve, type Served } from '../support/served.ts'

const process = bpmn('p', { nodes: { s: 'start', a: { service: 't' }, e: 'end' }, flows: ['s a e'] })
let database: TestDatabase
let served: Served
let blocker: pg.Client

beforeEach(async () => {
  database = await createTestDatabase()
  blocker = new pg.Client({ connectionString: database.url })
  await blocker.connect()
})
afterEach(async () => {
  await blocker.end()
  await served.close()
  await database.drop()
})

const create = () => served.call('CreateProcessInstance', { bpmnProcessId: 'p', version: -1 })
const activate = () => served.call('ActivateJobs', { type: 't', worker: 'w', timeout: 60_000, maxJobsToActivate: 10, requestTimeout: -1 })

/** No commit comes through until it is let go. */
async function holdCommits(): Promise<() => Promise<unknown>> {
  await blocker.query('begin')
  await blocker.query('lock table engine.instance in access exclusive mode')
  return () => blocker.query('rollback')
}

test('beyond its limit the engine is exhausted, but takes what workers say; afterwards all that it took is done', async () => {
  served = await serve(database.url, { maxRequests: 20, requestTimeout: 15_000 })
  await served.wire.deploy(process)
  await Promise.all([create(), create(), create()])
  const jobs = await activate()
  const release = await holdCommits()
  const first = create()
  const outcomes = Array.from({ length: 100 }, () => create().then(() => 'created', (error) => error))
  const refused = (await Promise.race(outcomes)) as { code: number; details: string }
  expect(refused).toMatchObject({ code: status.RESOURCE_EXHAUSTED, details: 'Reached maximum capacity of requests handled: 20 wait. Try again later.' })
  const completed = jobs.map((job: { key: number }) => served.call('CompleteJob', { jobKey: job.key }))
  await release()
  await Promise.all([first, ...completed])
  const created = (await Promise.all(outcomes)).filter((each) => each === 'created').length
  expect(created).toBeGreaterThan(0)
  expect(created).toBeLessThan(100)
  expect(await served.call('ActivateJobs', { type: 't', worker: 'w', timeout: 60_000, maxJobsToActivate: 200, requestTimeout: -1 })).toHaveLength(created + 1)
})

test('a call that is not carried out in time is answered, and may be carried out later', async () => {
  served = await serve(database.url, { maxRequests: 100, requestTimeout: 300 })
  await served.wire.deploy(process)
  const release = await holdCommits()
  await expect(create()).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED, details: expect.stringMatching(/^Time out between gateway and broker: CreateProcessInstance/) })
  await release()
  await served.engine.idle()
  expect(await activate()).toHaveLength(1)
})
