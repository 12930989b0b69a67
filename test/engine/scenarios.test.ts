/** Every scenario on the pure engine, compared with what Zeebe 8.5 and 8.8 were seen to do: jobs, variables, incidents, refusals, order of events. */
import { describe, expect, test } from 'vitest'
import { LINES, observed, scenarios } from './scenarios/index.ts'
import { memoryEngine } from './support/memory.ts'
import { play } from './support/scenario.ts'

describe.each(LINES)('as Zeebe %s', (line) => {
  const recorded = observed(line)
  for (const scenario of scenarios.filter((each) => each.except?.[line] === undefined)) {
    test(scenario.name, async () => {
      const played = await play(scenario, memoryEngine())
      expect(played).toEqual(recorded[scenario.name])
    })
  }
})
