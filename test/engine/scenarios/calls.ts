/** Call activities: what goes in and comes out, interruption, errors, cancelling, versions, loops and incidents across the call. */
import type { Scenario } from '../support/scenario.ts'
import type { NodeSpec, Shape } from '../support/shape.ts'

const job = { service: true } as const
const child: Shape = { nodes: { cs: 'start', c: job, ce: 'end' }, flows: ['cs c ce'] }
/** A call `p` of `child` with these flags, then a task `z`. */
const calling = (more: object = {}): Shape => ({ nodes: { s: 'start', p: { call: 'child', ...more }, z: job, e: 'end' }, flows: ['s p z e'] })
const message = (name: string, key = '=k') => ({ message: { name, key } })

/** In a sub-process of it an error interrupts `c`; then comes `d`. Nothing there catches anything more, nor does what is around it. */
const interrupted = (d: NodeSpec): Shape => ({
  nodes: {
    cs: 'start', y: { boundary: { anyError: true }, on: 'q' }, g: job,
    q: { sub: { nodes: { qs: 'start', c: job, h: { sub: { nodes: { hs: { start: { anyError: true } }, d }, flows: ['hs d'] }, event: true } }, flows: ['qs c'] } },
  },
  flows: ['cs q', 'y g'],
})

export const callScenarios: Scenario[] = [
  { name: 'call', shape: calling(), also: { child }, steps: [{ create: { x: 1 } }, { complete: 'c', with: { y: 2 } }, { complete: 'z' }] },
  { name: 'call without variables out', shape: calling({ children: false }), also: { child }, steps: [{ create: { x: 1 } }, { complete: 'c', with: { x: 9, y: 2 } }] },
  { name: 'call without variables in', shape: calling({ parent: false }), also: { child }, steps: [{ create: { x: 1 } }, { complete: 'c', with: { y: 2 } }] },
  { name: 'call with input mappings only', shape: calling({ parent: false, in: [['=x + 1', 'next']] }), also: { child }, steps: [{ create: { x: 1 } }, { complete: 'c', with: { y: 2, next: 7 } }] },
  { name: 'call with input mappings and all', shape: calling({ in: [['=x + 1', 'next']] }), also: { child }, steps: [{ create: { x: 1 } }, { complete: 'c', with: { y: 2, next: 7 } }] },
  { name: 'call with output mappings', shape: calling({ out: [['=y * 10', 'result']] }), also: { child }, steps: [{ create: { x: 1 } }, { complete: 'c', with: { y: 2 } }] },
  { name: 'call with output mappings and nothing out', shape: calling({ children: false, out: [['=y * 10', 'result']] }), also: { child }, steps: [{ create: {} }, { complete: 'c', with: { y: 2 } }] },
  { name: 'call of a computed process', shape: { nodes: { s: 'start', p: { call: '=target' }, z: job }, flows: ['s p z'] }, also: { child }, steps: [{ create: { target: '{scenario}_child' } }, { complete: 'c' }] },
  {
    name: 'call of nothing',
    shape: { nodes: { s: 'start', p: { call: '=target' }, z: job }, flows: ['s p z'] }, also: { child },
    steps: [{ create: { target: 'nowhere' } }, { set: { target: '{scenario}_child' }, on: 0 }, { resolve: 'p' }, { complete: 'c' }],
  },
  { name: 'call of no text', shape: { nodes: { s: 'start', p: { call: '=target' }, z: job }, flows: ['s p z'] }, steps: [{ create: { target: 5 } }, { cancel: 0 }] },
  { name: 'call cancelled', shape: calling(), also: { child }, steps: [{ create: {} }, { cancel: 0 }, { complete: 'c' }] },
  { name: 'called instance cancelled', shape: calling(), also: { child }, steps: [{ create: {} }, { cancel: 1 }, { complete: 'c' }] },
  {
    name: 'call interrupted by a message',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: message('call-stop'), on: 'p' }, z: job, w: job }, flows: ['s p z', 'x w'] }, also: { child },
    steps: [{ create: { k: 'ci' } }, { publish: 'call-stop', key: 'ci', with: { why: 1 } }, { complete: 'w' }],
  },
  {
    name: 'one message for a call and for what is called',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: message('call-both'), on: 'p' }, z: job, w: job }, flows: ['s p z', 'x w'] },
    also: { child: { nodes: { cs: 'start', r: { receive: { name: 'call-both', key: '=k' } }, c: job }, flows: ['cs r c'] } },
    steps: [{ create: { k: 'cb' } }, { publish: 'call-both', key: 'cb', with: { why: 1 } }, { complete: 'w' }],
  },
  {
    name: 'one message beside a call and for what is called',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: message('call-beside'), on: 'p', beside: true }, z: job, w: job }, flows: ['s p z', 'x w'] },
    also: { child: { nodes: { cs: 'start', r: { receive: { name: 'call-beside', key: '=k' } }, c: job }, flows: ['cs r c'] } },
    steps: [{ create: { k: 'cd' } }, { publish: 'call-beside', key: 'cd', with: { why: 1 } }, { complete: 'w' }, { complete: 'c' }, { complete: 'z' }],
  },
  {
    name: 'timer beside a call',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: { timer: 'PT1H' }, on: 'p', beside: true }, z: job, w: job }, flows: ['s p z', 'x w'] }, also: { child },
    steps: [{ create: {} }, { advance: 'PT2H' }, { complete: 'c' }, { complete: 'w' }, { complete: 'z' }],
  },
  {
    name: 'error thrown in a called process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: { error: 'BAD' }, on: 'p' }, z: job, w: job }, flows: ['s p z', 'x w'] }, also: { child },
    steps: [{ create: {} }, { throw: 'c', code: 'BAD', with: { why: 1 } }, { complete: 'w' }],
  },
  {
    name: 'error end event in a called process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: { anyError: true }, on: 'p' }, z: job, w: job }, flows: ['s p z', 'x w'] },
    also: { child: { nodes: { cs: 'start', c: job, ce: { error: 'BAD' } }, flows: ['cs c ce'] } },
    steps: [{ create: {} }, { complete: 'c', with: { inside: 1 } }, { complete: 'w' }],
  },
  {
    name: 'error nobody catches in a called process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: { error: 'OTHER' }, on: 'p' }, z: job, w: job }, flows: ['s p z', 'x w'] }, also: { child },
    steps: [{ create: {} }, { throw: 'c', code: 'BAD' }, { cancel: 0 }],
  },
  {
    name: 'call in a call',
    shape: calling(), also: { inner: { nodes: { is: 'start', i: job }, flows: ['is i'] }, child: { nodes: { cs: 'start', q: { call: 'inner' }, c: job }, flows: ['cs q c'] } },
    steps: [{ create: { x: 1 } }, { complete: 'i', with: { deep: 1 } }, { complete: 'c' }, { complete: 'z' }],
  },
  {
    name: 'call in a call cancelled',
    shape: calling(), also: { inner: { nodes: { is: 'start', f: 'and', i: job, m: { catch: message('never', '="n"') } }, flows: ['is f i', 'f m'] }, child: { nodes: { cs: 'start', q: { call: 'inner' } }, flows: ['cs q'] } },
    steps: [{ create: {} }, { cancel: 0 }],
  },
  {
    name: 'two calls side by side',
    shape: { nodes: { s: 'start', f: 'and', p: { call: 'child' }, q: { call: 'child', in: [['=2', 'n']] }, j: 'and', z: job }, flows: ['s f p j z', 'f q j'] }, also: { child },
    steps: [{ create: { n: 1 } }, { complete: 'c', with: { a: 1 } }, { complete: 'c', with: { b: 1 } }, { complete: 'z' }],
  },
  {
    name: 'call in a loop',
    shape: calling({ multi: { over: '=items', as: 'item', collect: ['results', '=result'] } }), also: { child },
    steps: [{ create: { items: [1, 2] } }, { complete: 'c', with: { result: 'r1' } }, { complete: 'c', with: { result: 'r2' } }],
  },
  {
    name: 'call in a loop one after the other',
    shape: calling({ multi: { over: '=items', as: 'item', collect: ['results', '=result'], sequential: true } }), also: { child },
    steps: [{ create: { items: [1, 2] } }, { complete: 'c', with: { result: 'r1' } }, { complete: 'c', with: { result: 'r2' } }],
  },
  {
    name: 'error ends a loop of calls',
    shape: { nodes: { s: 'start', p: { call: 'child', multi: { over: '=[1, 2]' } }, x: { boundary: { error: 'BAD' }, on: 'p' }, w: job }, flows: ['s p', 'x w'] }, also: { child },
    steps: [{ create: {} }, { throw: 'c', code: 'BAD' }, { complete: 'w' }],
  },
  { name: 'called process that ends at once', shape: calling(), also: { child: { nodes: { cs: 'start', ce: 'end' }, flows: ['cs ce'] } }, steps: [{ create: { x: 1 } }] },
  { name: 'terminate end event in a called process', shape: calling(), also: { child: { nodes: { cs: 'start', f: 'and', c: job, d: job, ct: 'terminate' }, flows: ['cs f c ct', 'f d'] } }, steps: [{ create: {} }, { complete: 'c', with: { y: 1 } }] },
  { name: 'terminate end event beside a call', shape: { nodes: { s: 'start', f: 'and', p: { call: 'child' }, a: job, t: 'terminate' }, flows: ['s f p', 'f a t'] }, also: { child }, steps: [{ create: {} }, { complete: 'a' }] },
  { name: 'incident in a called process', shape: calling(), also: { child }, steps: [{ create: {} }, { fail: 'c', retries: 0, message: 'no' }, { retries: 'c', to: 1 }, { resolve: 'c' }, { complete: 'c' }] },
  { name: 'message to a called process', shape: calling(), also: { child: { nodes: { cs: 'start', m: { catch: message('call-in') }, c: job }, flows: ['cs m c'] } }, steps: [{ create: { k: 'cm' } }, { publish: 'call-in', key: 'cm', with: { got: 1 } }, { complete: 'c' }] },
  {
    name: 'one message to caller and called',
    shape: { nodes: { s: 'start', f: 'and', p: { call: 'child' }, n: { catch: message('call-both') }, z: job }, flows: ['s f p', 'f n z'] },
    also: { child: { nodes: { cs: 'start', m: { catch: message('call-both') }, c: job }, flows: ['cs m c'] } },
    steps: [{ create: { k: 'cb' } }, { publish: 'call-both', key: 'cb', with: { got: 1 } }, { publish: 'call-both', key: 'cb' }, { complete: 'c' }],
  },
  { name: 'timer in a called process', shape: calling(), also: { child: { nodes: { cs: 'start', t: { catch: { timer: 'PT1H' } }, c: job }, flows: ['cs t c'] } }, steps: [{ create: {} }, { advance: 'PT2H' }, { complete: 'c' }] },
  { name: 'variables set in a called instance', shape: calling(), also: { child }, steps: [{ create: { x: 1 } }, { set: { x: 2, y: 3 }, on: 1 }, { complete: 'c' }] },
  { name: 'a called process gets what its caller sees', shape: { nodes: { s: 'start', b: { sub: { nodes: { t: 'start', p: { call: 'child' } }, flows: ['t p'] }, in: [['=5', 'inner']] }, z: job }, flows: ['s b z'] }, also: { child }, steps: [{ create: { x: 1 } }, { complete: 'c', with: { inner: 6, x: 7, fresh: 8 } }] },
  { name: 'call bound to a version tag', shape: calling({ binding: 'versionTag', versionTag: 'v1' }), also: { child: { ...child, versionTag: 'v1' } }, steps: [{ create: {} }, { complete: 'c' }], except: { '8.5': 'bindings are of 8.6' } },
  { name: 'call bound to a version tag nobody has', shape: calling({ binding: 'versionTag', versionTag: 'v2' }), also: { child: { ...child, versionTag: 'v1' } }, steps: [{ create: {} }, { cancel: 0 }], except: { '8.5': 'bindings are of 8.6' } },

  { name: 'computed call bound to its deployment finds nothing', shape: { nodes: { s: 'start', p: { call: '=target', binding: 'deployment' } }, flows: ['s p'] }, also: { child }, steps: [{ create: { target: '{scenario}_child' } }, { cancel: 0 }], except: { '8.5': 'bindings are of 8.6' } },
  { name: 'call bound to its deployment', shape: calling({ binding: 'deployment' }), also: { child }, steps: [{ create: {} }, { cancel: 0 }], except: { '8.5': 'bindings are of 8.6' } },

  // out of an interrupted scope of the called process
  {
    name: 'error out of an event sub-process of a called process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: { error: 'E' }, on: 'p' }, w: job }, flows: ['s p', 'x w'] }, also: { child: interrupted(job) },
    steps: [{ create: {} }, { throw: 'c', code: 'D' }, { throw: 'd', code: 'F' }, { create: {} }, { throw: 'c', code: 'D' }, { throw: 'd', code: 'E', with: { why: 1 } }, { complete: 'w' }],
  },
  {
    name: 'error end event out of an event sub-process of a called process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: { anyError: true }, on: 'p' }, w: job }, flows: ['s p', 'x w'] }, also: { child: interrupted({ error: 'E' }) },
    steps: [{ create: {} }, { throw: 'c', code: 'D' }, { complete: 'w' }],
  },
  {
    name: 'escalation out of an event sub-process of a called process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, x: { boundary: { escalation: 'E' }, on: 'p' }, w: job }, flows: ['s p', 'x w'] }, also: { child: interrupted({ end: { escalation: 'E' } }) },
    steps: [{ create: {} }, { throw: 'c', code: 'D' }, { complete: 'w' }],
  },
]
