/** Escalations: thrown, caught inside out by boundary events and event sub-processes, interrupting or beside, or by nobody. */
import type { Scenario, } from '../support/scenario.ts'
import type { Event, NodeSpec, Thrown } from '../support/shape.ts'

const job = { service: true } as const
const throwing = (code = 'X'): NodeSpec => ({ throw: { escalation: code } as Thrown })
const inside = (thrown: NodeSpec, more: Record<string, NodeSpec> = {}, flows: string[] = []): NodeSpec => ({ sub: { nodes: { v: 'start', b: job, x: thrown, d: job, ...more }, flows: ['v b x d', ...flows] } })
const ending = (code = 'X'): NodeSpec => ({ sub: { nodes: { v: 'start', b: job, x: { end: { escalation: code } } }, flows: ['v b x'] } })
const caughtBy = (event: Event, beside?: true): NodeSpec => ({ sub: { nodes: { t: { start: event, ...(beside && { beside }) }, h: job }, flows: ['t h'] }, event: true })
const signalled = (thrown: NodeSpec): NodeSpec => ({ sub: { nodes: { t: { start: { signal: '{scenario}' } }, x: thrown }, flows: ['t x'] }, event: true })

export const escalationScenarios: Scenario[] = [
  { name: 'escalation nobody catches', shape: { nodes: { s: 'start', x: throwing(), a: job, e: { end: { escalation: 'X' } } }, flows: ['s x a e'] }, steps: [{ create: {} }, { complete: 'a' }] },
  {
    name: 'interrupting escalation boundary',
    shape: { nodes: { s: 'start', p: inside(throwing()), y: { boundary: { escalation: 'X' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { complete: 'b', with: { v: 1 } }, { complete: 'c' }],
  },
  {
    name: 'escalation boundary beside',
    shape: { nodes: { s: 'start', p: inside(throwing()), y: { boundary: { escalation: 'X' }, on: 'p', beside: true }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'd' }, { complete: 'c' }, { complete: 'n' }],
  },
  {
    name: 'escalation boundary for another code, and for all',
    shape: { nodes: { s: 'start', p: inside(throwing()), y: { boundary: { escalation: 'Y' }, on: 'p' }, z: { boundary: { anyEscalation: true }, on: 'p', beside: true }, c: job, e: job, n: job }, flows: ['s p n', 'y c', 'z e'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'd' }],
  },
  {
    name: 'escalation passes an inner scope that catches another',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { r: 'start', q: inside(throwing()), y: { boundary: { escalation: 'Y' }, on: 'q' }, g: job }, flows: ['r q', 'y g'] } }, z: { boundary: { escalation: 'X' }, on: 'p' }, c: job }, flows: ['s p', 'z c'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'escalation end event, interrupting boundary',
    shape: { nodes: { s: 'start', p: ending(), y: { boundary: { escalation: 'X' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { complete: 'b' }],
  },
  {
    name: 'escalation end event, boundary beside',
    shape: { nodes: { s: 'start', p: ending(), y: { boundary: { escalation: 'X' }, on: 'p', beside: true }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'c' }, { complete: 'n' }],
  },
  {
    name: 'escalation event sub-process interrupts',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, x: throwing(), d: job, e: caughtBy({ escalation: 'X' }) }, flows: ['s f a', 'f b x d'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'h' }],
  },
  {
    name: 'escalation event sub-process beside, of all codes, twice',
    shape: { nodes: { s: 'start', b: job, x: throwing(), d: job, y: throwing('Y'), e: caughtBy({ anyEscalation: true }, true) }, flows: ['s b x d y'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'd' }, { complete: 'h' }, { complete: 'h' }],
  },
  {
    name: 'escalation end event caught by an event sub-process beside',
    shape: { nodes: { s: 'start', b: job, x: { end: { escalation: 'X' } }, e: caughtBy({ escalation: 'X' }, true) }, flows: ['s b x'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'h' }],
  },
  {
    name: 'escalation event sub-process before the boundary event',
    shape: { nodes: { s: 'start', p: inside(throwing(), { e: caughtBy({ escalation: 'X' }) }), y: { boundary: { escalation: 'X' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'h' }, { complete: 'n' }],
  },
  {
    name: 'escalation code computed',
    shape: { nodes: { s: 'start', p: inside(throwing('="X" + kind')), y: { boundary: { escalation: 'X1' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: { kind: '1' } }, { complete: 'b' }, { create: {} }, { complete: 'b' }, { set: { kind: '1' }, on: 1 }, { resolve: 'x' }],
  },
  {
    name: 'escalation thrown from an event sub-process',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: { signal: '{scenario}' }, beside: true }, x: throwing(), h: job }, flows: ['t x h'] }, event: true }, g: { sub: { nodes: { y: { start: { escalation: 'X' } }, i: job }, flows: ['y i'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: {} }, { broadcast: '{scenario}' }, { complete: 'i' }],
  },
  {
    name: 'escalation throw event with an output mapping',
    shape: { nodes: { s: 'start', x: { throw: { escalation: 'X' }, in: [['=v', 'w']], out: [['=v + 1', 'u']] }, a: job }, flows: ['s x a'] },
    steps: [{ create: { v: 1 } }],
  },
  {
    name: 'escalation out of a called process, interrupting',
    shape: { nodes: { s: 'start', p: { call: 'child' }, y: { boundary: { escalation: 'X' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    also: { child: { nodes: { cs: 'start', b: job, x: throwing(), d: job }, flows: ['cs b x d'] } },
    steps: [{ create: {} }, { complete: 'b', with: { v: 1 } }, { complete: 'c' }],
  },
  {
    name: 'escalation out of a called process, beside',
    shape: { nodes: { s: 'start', p: { call: 'child' }, y: { boundary: { anyEscalation: true }, on: 'p', beside: true }, c: job, n: job }, flows: ['s p n', 'y c'] },
    also: { child: { nodes: { cs: 'start', b: job, x: throwing(), d: job, e: { end: { escalation: 'Y' } } }, flows: ['cs b x d e'] } },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'd' }, { complete: 'n' }],
  },
  {
    name: 'escalation out of a called process, caught by an event sub-process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, n: job, e: caughtBy({ escalation: 'X' }) }, flows: ['s p n'] },
    also: { child: { nodes: { cs: 'start', b: job, x: throwing(), d: job }, flows: ['cs b x d'] } },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'h' }],
  },
  ...([[undefined, 'interrupting'], [true, 'beside']] as const).map(([beside, how]): Scenario => ({
    name: `escalation out of an event sub-process that interrupted, to the boundary of its scope, ${how}`,
    shape: { nodes: { s: 'start', p: { sub: { nodes: { v: 'start', a: job, e: signalled(throwing()) }, flows: ['v a'] } }, y: { boundary: { escalation: 'X' }, on: 'p', ...(beside && { beside }) }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { broadcast: '{scenario}' }],
  })),
  {
    name: 'escalation out of an event sub-process that interrupted, to the boundary further out',
    shape: { nodes: { s: 'start', o: { sub: { nodes: { w: 'start', p: { sub: { nodes: { v: 'start', a: job, e: signalled(throwing()) }, flows: ['v a'] } } }, flows: ['w p'] } }, y: { boundary: { escalation: 'X' }, on: 'o' }, c: job, n: job }, flows: ['s o n', 'y c'] },
    steps: [{ create: {} }, { broadcast: '{scenario}' }],
  },
  {
    name: 'escalation out of an event sub-process that interrupted, to an event sub-process further out',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { v: 'start', a: job, e: signalled(throwing()) }, flows: ['v a'] } }, n: job, g: { sub: { nodes: { z: { start: { escalation: 'X' } }, h: job }, flows: ['z h'] }, event: true } }, flows: ['s p n'] },
    steps: [{ create: {} }, { broadcast: '{scenario}' }],
  },
  {
    name: 'escalation out of an event sub-process that interrupted a called process, to the boundary of the call',
    shape: { nodes: { s: 'start', p: { call: 'child' }, y: { boundary: { escalation: 'X' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    also: { child: { nodes: { cs: 'start', a: job, e: signalled(throwing()) }, flows: ['cs a'] } },
    steps: [{ create: {} }, { broadcast: '{scenario}' }],
  },
  {
    name: 'escalation out of an event sub-process that interrupted, before the boundary an event sub-process beside',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { v: 'start', a: job, e: signalled(throwing()), g: { sub: { nodes: { z: { start: { escalation: 'X' }, beside: true }, h: job }, flows: ['z h'] }, event: true } }, flows: ['v a'] } }, y: { boundary: { escalation: 'X' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { broadcast: '{scenario}' }],
  },
  ...([[undefined, 'interrupting'], [true, 'beside']] as const).map(([beside, how]): Scenario => ({
    name: `escalation of each instance of a parallel loop at once, ${how}`,
    shape: { nodes: { s: 'start', p: { sub: { nodes: { v: 'start', x: throwing(), d: job }, flows: ['v x d'] }, multi: { over: '=[1, 2, 3]', as: 'item' } }, y: { boundary: { escalation: 'X' }, on: 'p', ...(beside && { beside }) }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }],
  })),
  {
    name: 'error out of an event sub-process that interrupted, to the boundary of its scope',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { v: 'start', a: job, e: signalled({ end: { error: 'X' } } as NodeSpec) }, flows: ['v a'] } }, y: { boundary: { error: 'X' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { broadcast: '{scenario}' }],
  },
]
