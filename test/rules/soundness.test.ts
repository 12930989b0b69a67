// Soundness (N5): verdicts agree with a plain search through every state of small random diagrams, sound and unsound (SOUNDNESS_RUNS of them; thousands are run before a change of the rule lands), and
// each counterexample, played on the engine token by token, comes to where it says.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { soundnessOf } from '../../processes/rules/soundness/soundness.ts'
import { readDiagram } from '../../server/matters/diagram.ts'
import { diagramOf } from '../support/ruleFixtures.ts'
import { blockTree, draw, exhaust, graphOf, type Drawing, type Kind } from '../support/smallDiagrams.ts'
import { replay } from '../support/soundnessReplay.ts'

const RUNS = Number(process.env.SOUNDNESS_RUNS ?? 400)
const SEED = Number(process.env.SEED ?? 20261122)

describe('soundness', () => {
  it(`agrees with a search through every state, ${RUNS} times`, () => {
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

  it('tells counterexamples that the engine runs into', async () => {
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

  it('answers of a diagram as large as may be read, in bounded time', async () => {
    const branches = Array.from({ length: 300 }, (_, n) => `<bpmn:exclusiveGateway id="x${n}" /><bpmn:task id="a${n}" /><bpmn:task id="b${n}" /><bpmn:exclusiveGateway id="y${n}" /><bpmn:sequenceFlow id="f${n}" sourceRef="fork" targetRef="x${n}" /><bpmn:sequenceFlow id="fa${n}" sourceRef="x${n}" targetRef="a${n}" /><bpmn:sequenceFlow id="fb${n}" sourceRef="x${n}" targetRef="b${n}" /><bpmn:sequenceFlow id="ga${n}" sourceRef="a${n}" targetRef="y${n}" /><bpmn:sequenceFlow id="gb${n}" sourceRef="b${n}" targetRef="y${n}" />`)
    const ends = (to: (n: number) => string) => branches.map((_, n) => `<bpmn:sequenceFlow id="h${n}" sourceRef="y${n}" targetRef="${to(n)}" />`).join('')
    const frame = '<bpmn:startEvent id="s" /><bpmn:parallelGateway id="fork" /><bpmn:parallelGateway id="join" /><bpmn:endEvent id="e" /><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="fork" /><bpmn:sequenceFlow id="g" sourceRef="join" targetRef="e" />'
    const begun = performance.now()
    const structured = await readDiagram(diagramOf(linked(frame + branches.join('') + ends(() => 'join'))))
    expect(soundnessOf(structured)).toEqual({ unsound: [], unproved: [] })
    // each branch may end in its neighbour's: no block is left whole, and the states are too many
    const tangled = await readDiagram(diagramOf(linked(frame + branches.join('') + ends((n) => (n % 2 ? 'join' : `x${(n + 3) % 300}`)))))
    const { unsound, unproved } = soundnessOf(tangled)
    expect(unsound.length + unproved.length).toBeGreaterThan(0)
    expect(performance.now() - begun).toBeLessThan(60_000) // a busy machine; some 2 s on a free one
  })
})

/** Flows name their ends; the elements must name their flows, or a modeler and the reader see none. */
function linked(inside: string): string {
  const flows = [...inside.matchAll(/<bpmn:sequenceFlow id="(\w+)" sourceRef="(\w+)" targetRef="(\w+)"/g)].map(([, id, from, to]) => ({ id, from, to }))
  return inside.replace(/<bpmn:(\w+Gateway|task|startEvent|endEvent) id="(\w+)" \/>/g, (_, type, id) => `<bpmn:${type} id="${id}">${flows.filter(({ to }) => to === id).map((flow) => `<bpmn:incoming>${flow.id}</bpmn:incoming>`).join('')}${flows.filter(({ from }) => from === id).map((flow) => `<bpmn:outgoing>${flow.id}</bpmn:outgoing>`).join('')}</bpmn:${type}>`)
}
