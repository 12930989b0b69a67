/**
 * Issue 4, durability: after every step the engine is dropped and read back from PostgreSQL, and what was in memory and what the rows
 * give is the same. Scenarios, and random runs on their diagrams (`RECOVERY_RUNS=1000` for a long sweep, all scenarios included).
 */
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { observed, scenarios } from '../scenarios/index.ts'
import { recoveringEngine, type RecoveringEngine } from '../support/recovering.ts'
import { type Observed, play } from '../support/scenario.ts'
import { wander, wishes } from '../support/wandering.ts'

const recorded = observed('8.8')
/** Random runs of this call; each is some 30 drops. */
const RUNS = Number(process.env.RECOVERY_RUNS ?? 15)
/** All scenarios take two minutes: without a number of runs every fifth is played. */
const sample = scenarios.filter((_, index) => process.env.RECOVERY_RUNS !== undefined || index % 5 === 0)

let database: TestDatabase
let engine: RecoveringEngine

beforeAll(async () => {
  database = await createTestDatabase()
  engine = await recoveringEngine(database.url)
})
afterEach(() => engine.cancelAll())
afterAll(async () => {
  await engine.close()
  await database.drop()
})

describe('dropped and read back after each step', () => {
  for (const scenario of sample.filter((each) => each.except?.['8.8'] === undefined)) {
    test(scenario.name, async () => {
      const played = await play(scenario, engine)
      expect(engine.differences()).toEqual([])
      const waits = scenario.steps.some((step) => 'createForResult' in step) // who waits loses its connection with the engine; all else is the same
      const told = ({ answer, ...step }: Observed) => (waits ? step : { ...step, answer })
      expect(played.steps.map(told)).toEqual(recorded[scenario.name]!.steps.map(told))
    })
  }
})

test(`${RUNS} random runs, dropped and read back after each step`, async () => {
  await fc.assert(fc.asyncProperty(fc.nat(scenarios.length - 1), wishes, async (which, all) => {
    await wander(engine, scenarios[which]!, all)
    await engine.cancelAll()
    expect(engine.differences()).toEqual([])
  }), { numRuns: RUNS })
  expect(engine.drops()).toBeGreaterThan(RUNS)
}, 60_000 + RUNS * 3_000)
