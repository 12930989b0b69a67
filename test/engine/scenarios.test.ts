/** Every scenario on the pure engine, compared with what Zeebe 8.5 and 8.8 were seen to do: jobs, variables, incidents, refusals, order of events. */
import { describe, expect, test } from 'vitest'
import { groups, LINES, observedOf, scenarios } from './scenarios/index.ts'
import { memoryEngine } from './support/memory.ts'
import { play } from './support/scenario.ts'

test('no two scenarios share a process id', () => {
  const ids = scenarios.map(({ name }) => name.replace(/[^A-Za-z0-9]+/g, '_'))
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
})

describe.each(LINES)('as Zeebe %s', (line) => {
  for (const [group, all] of Object.entries(groups)) {
    describe(group, () => {
      const recorded = observedOf(group, line)
      for (const scenario of all.filter((each) => each.except?.[line] === undefined)) {
        test(scenario.name, async () => {
          expect(await play(scenario, memoryEngine(line))).toEqual(recorded[scenario.name])
        })
      }
    })
  }
})
