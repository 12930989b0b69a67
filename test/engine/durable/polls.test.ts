/** Long polling and the order of jobs: each story's clients see what those of the durable Zeebe 8.0 saw. */
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { seenOfPolls } from '../protocol/observed.ts'
import { stories, tell, type Polled } from '../protocol/polls.ts'
import { serve, type Served } from '../support/served.ts'

const recorded = seenOfPolls()
let database: TestDatabase
let served: Served
let told = 0

beforeAll(async () => {
  database = await createTestDatabase()
  served = await serve(database.url)
})
afterAll(async () => {
  await served.close()
  await database.drop()
})

const ours: Polled = {
  parked: async (type, count) => void (await vi.waitFor(() => expect(served.engine.waiting(type)).toBe(count))),
  settled: async () => {
    await served.engine.idle()
    await turn()
  },
  later: () => served.wire.advance('PT1M'),
}

test.each(Object.keys(stories))('%s', async (name) => {
  expect(await tell(stories[name]!, served.engine.port, `polls${++told}`, ours)).toEqual(recorded[name])
})
