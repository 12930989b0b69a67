/** Start instructions and modification: into scopes, out of them, with variables, across calls and loops, and what is refused. */
import type { Scenario } from '../support/scenario.ts'
import type { Shape } from '../support/shape.ts'

const job = { service: true } as const
const two: Shape = { nodes: { s: 'start', a: job, b: job, e: 'end' }, flows: ['s a b e'] }
const nested: Shape = { nodes: { s: 'start', a: job, p: { sub: { nodes: { t: 'start', q: { sub: { nodes: { v: 'start', i: job, w: 'end' }, flows: ['v i w'] } }, k: job, u: 'end' }, flows: ['t q k u'] } }, z: job }, flows: ['s a p z'] }
/** A sub-process of two tasks, interrupted by its event sub-process with `i`; beside them one with `j`. */
const guarded: Shape = {
  nodes: {
    s: 'start', z: job,
    p: {
      sub: {
        nodes: {
          t: 'start', a: job, b: job,
          h: { sub: { nodes: { u: { start: { error: 'E' } }, i: job }, flows: ['u i'] }, event: true },
          o: { sub: { nodes: { v: { start: { message: { name: 'm', key: '="k"' } }, beside: true }, j: job }, flows: ['v j'] }, event: true },
        },
        flows: ['t a b'],
      },
    },
  },
  flows: ['s p z'],
}
const chosen: Shape = { nodes: { s: 'start', a: job, g: 'or', b: job, c: job }, flows: ['s a g b', 'g c'], when: { 'g b': 'x' }, otherwise: { g: 'c' } }

export const modifyScenarios: Scenario[] = [
  { name: 'start at a task', shape: two, steps: [{ create: { x: 1 }, at: ['b'] }, { complete: 'b' }] },
  { name: 'start at two tasks', shape: two, steps: [{ create: {}, at: ['a', 'b'] }, { complete: 'b' }, { complete: 'a' }, { complete: 'b' }] },
  { name: 'start inside a sub-process', shape: nested, steps: [{ create: { x: 1 }, at: ['i'] }, { complete: 'i' }, { complete: 'k' }, { complete: 'z' }] },
  { name: 'start twice inside a sub-process', shape: nested, steps: [{ create: {}, at: ['i', 'k'] }, { complete: 'k' }, { complete: 'i' }, { complete: 'k' }] },
  { name: 'start at a sub-process', shape: nested, steps: [{ create: {}, at: ['p'] }, { complete: 'i' }] },
  { name: 'start nowhere', shape: two, steps: [{ create: {}, at: ['nowhere'] }] },
  { name: 'start at a start event', except: { '8.5': 'its list of types is in no order', '8.8': 'its list of types is in no order' }, shape: two, steps: [{ create: {}, at: ['s'] }] },
  { name: 'start inside a loop', shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job }, flows: ['t a'] }, multi: { over: '=[1, 2]' } } }, flows: ['s p'] }, steps: [{ create: {}, at: ['a'] }] },
  {
    name: 'start at what waits behind an event-based gateway inside a loop',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', g: 'event', c: { catch: { timer: 'PT1H' } }, d: { catch: { timer: 'PT2H' } } }, flows: ['t g c', 'g d'] }, multi: { over: '=[1, 2]' } } }, flows: ['s p'] },
    steps: [{ create: {}, at: ['c'] }],
  },
  { name: 'start at a loop', shape: { nodes: { s: 'start', a: { service: true, multi: { over: '=[1, 2]', as: 'item' } }, z: job }, flows: ['s a z'] }, steps: [{ create: {}, at: ['a'] }, { complete: 'a' }, { complete: 'a' }] },
  { name: 'modify: back to the first task', shape: two, steps: [{ create: {} }, { complete: 'a' }, { modify: 0, start: [{ element: 'a' }], stop: ['b'] }, { complete: 'b' }, { complete: 'a' }, { complete: 'b' }] },
  { name: 'modify: one more token', shape: two, steps: [{ create: {} }, { modify: 0, start: [{ element: 'b' }] }, { complete: 'b' }, { complete: 'a' }] },
  { name: 'modify: the last token goes', shape: two, steps: [{ create: {} }, { modify: 0, stop: ['a'] }, { complete: 'a' }] },
  { name: 'modify: with variables', shape: two, steps: [{ create: { x: 1 } }, { modify: 0, start: [{ element: 'b', with: [{ scope: '', variables: { x: 2, y: 3 } }, { scope: 'b', variables: { own: 1 } }] }], stop: ['a'] }, { complete: 'b' }] },
  { name: 'modify: into nested sub-processes', shape: nested, steps: [{ create: {} }, { modify: 0, start: [{ element: 'i', with: [{ scope: 'p', variables: { inP: 1 } }, { scope: 'q', variables: { inQ: 2 } }] }], stop: ['a'] }, { complete: 'i' }, { complete: 'k' }] },
  { name: 'modify: out of nested sub-processes', shape: nested, steps: [{ create: {} }, { complete: 'a' }, { modify: 0, start: [{ element: 'a' }], stop: ['i'] }, { complete: 'a' }] },
  { name: 'modify: within the scope that is there', shape: nested, steps: [{ create: {} }, { complete: 'a' }, { modify: 0, start: [{ element: 'k' }], stop: ['i'] }, { complete: 'k' }] },
  { name: 'modify: another instance of a scope by its ancestor', shape: nested, steps: [{ create: {} }, { complete: 'a' }, { modify: 0, start: [{ element: 'i', in: 'p' }] }, { complete: 'i' }, { complete: 'i' }] },
  { name: 'modify: which of two scopes', shape: nested, steps: [{ create: {} }, { complete: 'a' }, { modify: 0, start: [{ element: 'i', in: 'p' }] }, { modify: 0, start: [{ element: 'i' }] }, { modify: 0, start: [{ element: 'i', in: 'q' }] }, { complete: 'i' }, { complete: 'i' }, { complete: 'i' }] },
  { name: 'modify: an ancestor that is none', shape: nested, steps: [{ create: {} }, { complete: 'a' }, { modify: 0, start: [{ element: 'a', in: 'p' }] }] },
  { name: 'modify: an ancestor that is gone', shape: nested, steps: [{ create: {} }, { modify: 0, start: [{ element: 'i', in: 'p' }] }] },
  { name: 'modify: a sub-process whole', shape: nested, steps: [{ create: {} }, { complete: 'a' }, { modify: 0, start: [{ element: 'z' }], stop: ['p'] }, { complete: 'z' }] },
  { name: 'modify: an unknown element', shape: two, steps: [{ create: {} }, { modify: 0, start: [{ element: 'nowhere' }] }] },
  { name: 'modify: a start event', except: { '8.5': 'no ad-hoc sub-processes in its list of types' }, shape: two, steps: [{ create: {} }, { modify: 0, start: [{ element: 's' }] }] },
  { name: 'modify: a flow', except: { '8.5': 'no ad-hoc sub-processes in its list of types' }, shape: two, steps: [{ create: {} }, { modify: 0, start: [{ element: 's_a' }] }] },
  { name: 'modify: an instance that is gone', shape: two, steps: [{ create: {} }, { cancel: 0 }, { modify: 0, start: [{ element: 'b' }] }] },
  { name: 'modify: an element instance that is gone', shape: two, steps: [{ create: {} }, { modify: 0, stop: ['b'] }] },
  { name: 'modify: variables of a scope that is not around', shape: nested, steps: [{ create: {} }, { modify: 0, start: [{ element: 'z', with: [{ scope: 'p', variables: { x: 1 } }] }] }] },
  { name: 'modify: variables of an unknown scope', shape: nested, steps: [{ create: {} }, { modify: 0, start: [{ element: 'z', with: [{ scope: 'nowhere', variables: { x: 1 } }] }] }] },
  { name: 'modify: with an incident', shape: two, steps: [{ create: {} }, { fail: 'a', retries: 0 }, { modify: 0, start: [{ element: 'b' }], stop: ['a'] }, { complete: 'b' }] },
  { name: 'modify: a branch of a fork', shape: { nodes: { s: 'start', f: 'and', a: job, b: job, j: 'and', z: job }, flows: ['s f a j z', 'f b j'] }, steps: [{ create: {} }, { complete: 'a' }, { modify: 0, stop: ['b'] }, { modify: 0, start: [{ element: 'z' }] }, { complete: 'z' }, { cancel: 0 }] },
  { name: 'modify: a gateway', shape: { nodes: { s: 'start', a: job, g: 'xor', b: job, c: job }, flows: ['s a g b', 'g c'], when: { 'g b': 'x' }, otherwise: { g: 'c' } }, steps: [{ create: { x: true } }, { modify: 0, start: [{ element: 'g' }], stop: ['a'] }] },
  { name: 'modify: a boundary event', except: { '8.5': 'no ad-hoc sub-processes in its list of types' }, shape: { nodes: { s: 'start', a: job, x: { boundary: { timer: 'PT1H' }, on: 'a' }, b: job }, flows: ['s a', 'x b'] }, steps: [{ create: {} }, { modify: 0, start: [{ element: 'x' }] }] },
  { name: 'modify: scope with a boundary timer', shape: { nodes: { s: 'start', a: job, p: { sub: { nodes: { t: 'start', i: job }, flows: ['t i'] } }, x: { boundary: { timer: 'PT1H' }, on: 'p' }, w: job }, flows: ['s a p', 'x w'] }, steps: [{ create: {} }, { modify: 0, start: [{ element: 'i' }], stop: ['a'] }, { advance: 'PT2H' }, { complete: 'w' }] },
  { name: 'modify: inside a loop', shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, b: job }, flows: ['t a b'] }, multi: { over: '=[1]', as: 'item' } }, z: job }, flows: ['s p z'] }, steps: [{ create: {} }, { modify: 0, start: [{ element: 'b' }], stop: ['a'] }, { complete: 'b' }] },
  { name: 'modify: into a loop that is not there', shape: { nodes: { s: 'start', y: job, p: { sub: { nodes: { t: 'start', a: job }, flows: ['t a'] }, multi: { over: '=[1]' } } }, flows: ['s y p'] }, steps: [{ create: {} }, { modify: 0, start: [{ element: 'a' }] }] },
  { name: 'modify: a loop', shape: { nodes: { s: 'start', y: job, a: { service: true, multi: { over: '=[1, 2]', as: 'item' } }, z: job }, flows: ['s y a z'] }, steps: [{ create: {} }, { modify: 0, start: [{ element: 'a' }], stop: ['y'] }, { complete: 'a' }, { complete: 'a' }] },
  { name: 'modify: a call', shape: { nodes: { s: 'start', a: job, p: { call: 'child' }, z: job }, flows: ['s a p z'] }, also: { child: two }, steps: [{ create: {} }, { modify: 0, start: [{ element: 'p' }], stop: ['a'] }, { modify: 0, start: [{ element: 'z' }], stop: ['p'] }, { complete: 'z' }] },
  { name: 'modify: a called instance', shape: { nodes: { s: 'start', p: { call: 'child' }, z: job }, flows: ['s p z'] }, also: { child: two }, steps: [{ create: {} }, { modify: 1, start: [{ element: 'b' }], stop: ['a'] }, { complete: 'b' }, { complete: 'z' }] },
  { name: 'modify: a called instance to nothing', shape: { nodes: { s: 'start', p: { call: 'child' }, z: job }, flows: ['s p z'] }, also: { child: two }, steps: [{ create: {} }, { modify: 1, stop: ['a'] }, { complete: 'a' }] },

  // what an event sub-process has interrupted is open again for what is to begin there
  { name: 'modify: back out of an interrupting event sub-process', shape: guarded, steps: [{ create: {} }, { throw: 'a', code: 'E' }, { modify: 0, start: [{ element: 'b' }], stop: ['i'] }, { complete: 'b' }, { complete: 'z' }] },
  { name: 'modify: beside an interrupting event sub-process', shape: guarded, steps: [{ create: {} }, { throw: 'a', code: 'E' }, { modify: 0, start: [{ element: 'b' }] }, { complete: 'b' }, { complete: 'i' }, { complete: 'z' }] },
  { name: 'modify: from an interrupting event sub-process to one beside', shape: guarded, steps: [{ create: {} }, { throw: 'a', code: 'E' }, { modify: 0, start: [{ element: 'j' }], stop: ['i'] }, { complete: 'j' }, { complete: 'z' }] },
  { name: 'modify: what ends in an interrupting event sub-process', shape: guarded, steps: [{ create: {} }, { throw: 'a', code: 'E' }, { modify: 0, stop: ['i'] }, { complete: 'z' }] },
  {
    name: 'modify: an error where an event sub-process had interrupted',
    except: { '8.5': 'the command breaks', '8.8': 'the command breaks' },
    shape: guarded,
    steps: [{ create: {} }, { throw: 'a', code: 'E' }, { modify: 0, start: [{ element: 'b' }], stop: ['i'] }, { throw: 'b', code: 'E' }, { complete: 'i' }, { complete: 'z' }],
  },
  { name: 'modify: an inclusive gateway', shape: chosen, steps: [{ create: { x: true } }, { modify: 0, start: [{ element: 'g' }], stop: ['a'] }, { complete: 'b' }] },
  { name: 'start at an inclusive gateway', except: { '8.8': 'its gateway is refused in silence, the instance stays empty' }, shape: chosen, steps: [{ create: { x: true }, at: ['g'] }, { complete: 'b' }] },
]
