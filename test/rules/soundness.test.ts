// Soundness (N5): verdicts agree with a plain search through every state of small random diagrams, sound and unsound (SOUNDNESS_RUNS of them:
// run thousands before a change of the rule lands), and each counterexample, played on the engine token by token, comes to where it says.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { soundnessOf } from '../../processes/rules/soundness/soundness.ts'
import { checkDiagram } from '../../processes/rules/run.ts'
import { cpuNow } from '../support/cpu.ts'
import { diagramOf } from '../support/ruleFixtures.ts'
import { blockTree, draw, exhaust, graphOf, insideOf, type Drawing, type Kind } from '../support/smallDiagrams.ts'
import { replay } from '../support/soundnessReplay.ts'

const RUNS = Number(process.env.SOUNDNESS_RUNS ?? 400)
/** Thousands take minutes: milliseconds for all of them. */
const PATIENCE = Math.max(60_000, RUNS * 250)
const SEED = Number(process.env.SEED ?? 20261122)

describe('soundness', () => {
  it(`agrees with a search through every state, ${RUNS} times`, { timeout: PATIENCE }, () => {
    const seen = { sound: 0, unsound: 0 }
    fc.assert(fc.property(blockTree, (tree) => {
      const drawing = draw(tree)
      const { unsound, unproved } = soundnessOf(graphOf(drawing))
      expect(unproved).toEqual([])
      const truth = exhaust(drawing)
      seen[truth.sound ? 'sound' : 'unsound']++
      expect({ sound: unsound.length === 0, dead: unsound.filter(({ fault }) => fault === 'dead').map(({ element }) => element).sort() }).toEqual({ sound: truth.sound, dead: truth.dead })
    }), { numRuns: RUNS, seed: SEED })
    expect(Math.min(seen.sound, seen.unsound), JSON.stringify(seen)).toBeGreaterThan(RUNS / 10)
  })

  it('tells counterexamples that the engine runs into', { timeout: PATIENCE }, async () => {
    const told = new Map<string, number>()
    for (const tree of fc.sample(blockTree, { numRuns: RUNS / 5, seed: SEED + 1 })) {
      const drawing = draw(tree)
      for (const one of soundnessOf(graphOf(drawing)).unsound) {
        if (one.moves.length === 0) continue
        told.set(one.fault, (told.get(one.fault) ?? 0) + 1)
        expect(await replay(drawing, one), `${JSON.stringify(drawing)} ${JSON.stringify(one)}`).toBe(one.fault)
      }
    }
    expect([...told.keys()]).toEqual(expect.arrayContaining(['deadlock', 'unsynchronised']))
  })

  it.each<[fault: string, kinds: string, flows: string]>([
    ['deadlock', 's x t t p e', '01 12 13 24 34 45'],
    ['unsynchronised', 's p t t x t e', '01 12 13 24 34 45 56'],
    ['improper', 's p t t e', '01 12 13 24 34'],
    ['endless', 's x t x e', '01 14 12 23 32'],
  ])('plays what it tells: %s', async (fault, kinds, flows) => {
    const names: Record<string, Kind> = { s: 'startEvent', e: 'endEvent', t: 'task', x: 'exclusiveGateway', p: 'parallelGateway' }
    const drawing: Drawing = {
      nodes: kinds.split(' ').map((kind, index) => ({ id: `n${index}`, kind: names[kind]! })),
      flows: flows.split(' ').map(([from, to], index) => ({ id: `f${index}`, from: `n${from}`, to: `n${to}` })),
    }
    const [first] = soundnessOf(graphOf(drawing)).unsound
    expect(first?.fault).toBe(fault)
    expect(await replay(drawing, first!)).toBe(fault)
  })

  it.each<[what: string, kinds: Kind[], nodes: number, more: number]>([
    ['a long chain', ['task'], 1_900, 0],
    ['forks and choices without order', ['exclusiveGateway', 'parallelGateway', 'task'], 600, 1_500],
    ['all gateways there are', ['exclusiveGateway', 'parallelGateway', 'inclusiveGateway', 'task'], 300, 400],
    ['as dense as may be', ['exclusiveGateway', 'task'], 100, 3_000],
  ])('every rule answers of a large diagram in bounded time: %s', async (_what, kinds, many, more) => {
    const random = fc.sample(fc.nat(999_983), { numRuns: many + 2 * more, seed: SEED })
    const at = (index: number): number => 1 + random[index]! % (many - 2)
    const drawing: Drawing = {
      nodes: Array.from({ length: many }, (_, n) => ({ id: `n${n}`, kind: n === 0 ? 'startEvent' : n === many - 1 ? 'endEvent' : kinds[random[n]! % kinds.length]! })),
      flows: [
        ...Array.from({ length: many - 1 }, (_, n) => ({ id: `f${n}`, from: `n${n}`, to: `n${n + 1}` })),
        ...Array.from({ length: more }, (_, n) => ({ id: `g${n}`, from: `n${at(many + 2 * n)}`, to: `n${at(many + 2 * n + 1)}` })),
      ],
    }
    const begun = cpuNow()
    const problems = await checkDiagram(diagramOf(insideOf(drawing)))
    expect(problems.length).toBeGreaterThan(0)
    expect(cpuNow() - begun).toBeLessThan(5_000)
  })
})
