/** Business rule tasks that call decisions: what goes in and comes out, which version is meant, and what happens when it fails. */
import type { Scenario } from '../support/scenario.ts'
import type { Shape } from '../support/shape.ts'
import { dmn, type Drawing } from '../decisions/drawing.ts'

const job = { service: true } as const
/** A rule task `r`, then a job `z`. `d` is the decision's id within the scenario. */
const ruled = (more: object = {}, id = '{scenario}_d'): Shape => ({ nodes: { s: 'start', r: { rule: id, result: 'out', ...more }, z: job, e: 'end' }, flows: ['s r z e'] })
const file = (drawing: Drawing, id = '{scenario}_g'): string => dmn(id, drawing)
const named = (decision: Drawing['decisions'][string], id = '{scenario}_d'): Drawing => ({ decisions: { [id]: decision } })
const grade = file(named({ table: { inputs: ['points'], outputs: ['mark'], rules: ['>= 90 -> "A"', '[60..90) -> "B"', '< 60 -> "C"'] } }))
const ambiguous = file(named({ table: { inputs: ['points'], outputs: ['mark'], rules: ['>= 60 -> "A"', '>= 90 -> "B"'] } }))
const NEWER = { '8.5': 'bindings are of 8.6' }

export const decisionScenarios: Scenario[] = [
  { name: 'decision', decisions: [grade], shape: ruled(), steps: [{ create: { points: 95 } }, { create: { points: 70 } }, { create: {} }, { complete: 'z' }] },
  { name: 'decision with an input mapping', decisions: [grade], shape: ruled({ in: [['=n * 10', 'points']] }), steps: [{ create: { n: 9 } }] },
  { name: 'decision with an output mapping', decisions: [grade], shape: ruled({ out: [['="mark " + out', 'text']] }), steps: [{ create: { points: 95 } }] },
  { name: 'decision whose output mapping fails', decisions: [grade], shape: ruled({ out: [['=out', 'text']], in: [['=points', 'points']] }), steps: [{ create: { points: 95, out: 'before' } }] },
  { name: 'decision result over a variable', decisions: [grade], shape: ruled(), steps: [{ create: { points: 95, out: 'before' } }] },
  { name: 'decision of several outputs', decisions: [file(named({ table: { inputs: ['x'], outputs: ['a', 'b'], rules: ['- -> x ; x + 1'] } }))], shape: ruled(), steps: [{ create: { x: 1 } }] },
  { name: 'decision that requires another', decisions: [file({ decisions: { base: { literal: 'x * 2', result: 'base' }, '{scenario}_d': { literal: 'base + 1', needs: ['base'] } } })], shape: ruled(), steps: [{ create: { x: 2 } }] },
  { name: 'decision by a computed id', decisions: [grade], shape: ruled({}, '=target'), steps: [{ create: { points: 95, target: '{scenario}_d' } }, { create: { points: 95, target: 5 } }] },
  { name: 'decision nobody knows', decisions: [grade], shape: ruled({}, '=target'), steps: [{ create: { points: 95, target: 'nowhere' } }, { set: { target: '{scenario}_d' }, on: 0 }, { resolve: 'r' }] },
  { name: 'decision that fails', decisions: [ambiguous], shape: ruled(), steps: [{ create: { points: 95 } }, { set: { points: 70 }, on: 0 }, { resolve: 'r' }] },
  { name: 'decision that fails in a required one', decisions: [file({ decisions: { base: { table: { inputs: ['x'], outputs: ['o'], rules: ['- -> 1', '- -> 2'] } }, '{scenario}_d': { literal: 'base', needs: ['base'] } } })], shape: ruled(), steps: [{ create: { x: 1 } }, { cancel: 0 }] },
  { name: 'decision with an error boundary', decisions: [ambiguous], shape: { nodes: { s: 'start', r: { rule: '{scenario}_d', result: 'out' }, b: { boundary: { anyError: true }, on: 'r' }, z: job, w: job }, flows: ['s r z', 'b w'] }, steps: [{ create: { points: 95 } }, { create: { points: 70 } }] },
  { name: 'decision with a timer boundary', decisions: [ambiguous], shape: { nodes: { s: 'start', r: { rule: '{scenario}_d', result: 'out' }, b: { boundary: { timer: 'PT1H' }, on: 'r' }, z: job, w: job }, flows: ['s r z', 'b w'] }, steps: [{ create: { points: 95 } }, { advance: 'PT2H' }, { create: { points: 70 } }] },
  { name: 'decision for each of a list', decisions: [grade], shape: ruled({ multi: { over: '=all', as: 'points', collect: ['marks', '=out'] } }), steps: [{ create: { all: [95, 70, 10] } }] },
  { name: 'decision one after the other', decisions: [grade], shape: ruled({ multi: { over: '=all', as: 'points', collect: ['marks', '=out'], sequential: true } }), steps: [{ create: { all: [95, 10] } }] },
  { name: 'decision in a sub-process', decisions: [grade], shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', r: { rule: '{scenario}_d', result: 'out' }, u: 'end' }, flows: ['t r u'] }, in: [['=99', 'points']] }, z: job }, flows: ['s p z'] }, steps: [{ create: { points: 10 } }] },
  { name: 'decision and a gateway', decisions: [grade], shape: { nodes: { s: 'start', r: { rule: '{scenario}_d', result: 'out' }, g: 'xor', a: job, b: job }, flows: ['s r g a', 'g b'], when: { 'g a': 'out = "A"' }, otherwise: { g: 'b' } }, steps: [{ create: { points: 95 } }, { create: { points: 5 } }] },
  { name: 'the latest version of a decision', decisions: [grade, file(named({ literal: '"new"' }))], shape: ruled(), steps: [{ create: { points: 95 } }, { evaluate: '{scenario}_d', with: { points: 1 } }] },
  { name: 'a decision that moved to another file', decisions: [grade, file(named({ literal: '"moved"' }), '{scenario}_h')], shape: ruled(), steps: [{ create: { points: 95 } }] },
  { name: 'a decision that moved and came back', decisions: [grade, file(named({ literal: '"moved"' }), '{scenario}_h'), grade], shape: ruled(), steps: [{ create: { points: 95 } }] },
  { name: 'decision evaluated for a client', decisions: [grade], shape: ruled(), steps: [{ evaluate: '{scenario}_d', with: { points: 61 } }, { evaluate: '{scenario}_d' }, { evaluate: '{scenario}_nobody' }], except: { '8.5': 'it says INVALID_ARGUMENT of an unknown decision' } },
  { name: 'failing decision evaluated for a client', decisions: [ambiguous], shape: ruled(), steps: [{ evaluate: '{scenario}_d', with: { points: 91 } }] },
  { name: 'decision bound to a version tag', decisions: [file(named({ literal: '"old"', versionTag: 'v1' })), file(named({ literal: '"new"', versionTag: 'v2' }))], shape: ruled({ binding: 'versionTag', versionTag: 'v1' }), steps: [{ create: {} }], except: NEWER },
  { name: 'decision bound to a version tag nobody has', decisions: [grade], shape: ruled({ binding: 'versionTag', versionTag: 'v9' }), steps: [{ create: {} }, { cancel: 0 }], except: NEWER },
  { name: 'decision bound to its deployment', decisions: [grade], shape: ruled({ binding: 'deployment' }), steps: [{ create: {} }, { cancel: 0 }], except: NEWER },
  { name: 'computed decision bound to its deployment finds nothing', decisions: [grade], shape: ruled({ binding: 'deployment' }, '=target'), steps: [{ create: { target: '{scenario}_d' } }, { cancel: 0 }], except: NEWER },
]
