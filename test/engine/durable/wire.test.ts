/** The durable engine over the wire, by zeebe-node: every scenario as Zeebe 8.8 played it, restarted between the steps where that takes no time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { observed, scenarios } from '../scenarios/index.ts'
import { play, type Driver } from '../support/scenario.ts'
import { serve, type Served } from '../support/served.ts'

const recorded = observed('8.8')
let database: TestDatabase
let served: Served

beforeAll(async () => {
  database = await createTestDatabase()
  served = await serve(database.url)
})
afterAll(async () => {
  await served.close()
  await database.drop()
})

describe('over the wire', () => {
  for (const scenario of scenarios.filter((each) => each.except?.['8.8'] === undefined)) {
    test(scenario.name, async () => {
      const played = await play(scenario, served.wire)
      expect(played.steps).toEqual(recorded[scenario.name]!.steps)
    })
  }
})

/** One scenario of each kind of waiting state. */
const RESTARTED = [
  'fork and join', 'two tokens on one join flow', 'sub-process', 'error from one branch of a fork', 'no retries left', 'exclusive without a match',
  'message published before it is waited for', 'message id is unique while it lives', 'interrupting message boundary', 'message boundary beside the task, twice',
  'limit message with the round in its key', 'repeating timer beside the task', 'interrupting timer boundary', 'sub-process with variables of its own', 'variables set from outside',
  'interrupting event sub-process in a sub-process, the process goes on', 'two event sub-processes, one interrupts the other', 'timer event sub-process beside, repeating',
  'inclusive fork and join', 'event gateway, two messages and a signal, with mappings', 'event gateway in a loop', 'signal boundary beside the task, twice',
  'signal thrown to another instance, with variables', 'signal thrown starts another process', 'interrupting escalation boundary', 'message throw event is a job',
  'message start, one at a time for a key', 'message start, a new version', 'signal start, a new version', 'timer start, a cycle', 'timer start, a new version',
]

describe('restarted before each step', () => {
  // rows of its own: instances and messages the same scenarios left above would take part
  let own: TestDatabase
  let before: Served
  beforeAll(async () => {
    before = served
    own = await createTestDatabase()
    served = await serve(own.url)
  })
  afterAll(async () => {
    await served.close()
    await own.drop()
    served = before
  })
  for (const scenario of scenarios.filter(({ name }) => RESTARTED.includes(name))) {
    test(scenario.name, async () => {
      const played = await play(scenario, restarting())
      expect(played.steps).toEqual(recorded[scenario.name]!.steps)
    })
  }
})

/** A driver whose engine has always just come up from its rows. */
function restarting(): Driver {
  const changing: (keyof Driver)[] = ['create', 'complete', 'fail', 'throwError', 'publish', 'cancel', 'setVariables', 'updateRetries', 'resolve', 'advance']
  const target = {} as Record<string, unknown>
  return new Proxy(target, {
    get: (_, name: keyof Driver) => async (...args: never[]) => {
      if (changing.includes(name)) await served.restart()
      return (served.wire[name] as (...args: never[]) => unknown)(...args)
    },
  }) as unknown as Driver
}
