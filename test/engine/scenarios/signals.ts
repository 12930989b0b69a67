/** Signals: thrown and caught in every position, sent by clients, with variables; what waits later does not get them. */
import type { Scenario } from '../support/scenario.ts'

const job = { service: true } as const
const signal = { signal: '{scenario}' } as const

export const signalScenarios: Scenario[] = [
  {
    name: 'signal catch event, two instances',
    shape: { nodes: { s: 'start', c: { catch: signal }, a: job }, flows: ['s c a'] },
    steps: [{ broadcast: '{scenario}' }, { create: { n: 1 } }, { create: { n: 2 } }, { broadcast: 'another' }, { broadcast: '{scenario}', with: { v: 1 } }, { broadcast: '{scenario}', with: { v: 2 } }, { complete: 'a' }],
  },
  {
    name: 'signal name computed',
    shape: { nodes: { s: 'start', c: { catch: { signal: '="{scenario}-" + kind' } }, a: job }, flows: ['s c a'] },
    steps: [{ create: { kind: 'x' } }, { create: {} }, { set: { kind: 'y' }, on: 1 }, { resolve: 'c' }, { broadcast: '{scenario}-y' }, { broadcast: '{scenario}-x' }],
  },
  {
    name: 'signal catch event with an output mapping',
    shape: { nodes: { s: 'start', c: { catch: signal, in: [['=0', 'v']], out: [['=v + 1', 'w']] }, a: job }, flows: ['s c a'] },
    steps: [{ create: {} }, { broadcast: '{scenario}', with: { v: 1, x: 2 } }],
  },
  {
    name: 'interrupting signal boundary',
    shape: { nodes: { s: 'start', a: job, x: { boundary: signal, on: 'a' }, b: job, c: job }, flows: ['s a b', 'x c'] },
    steps: [{ create: {} }, { broadcast: '{scenario}', with: { v: 1 } }, { complete: 'a' }, { broadcast: '{scenario}' }, { complete: 'c' }],
  },
  {
    name: 'signal boundary beside the task, twice',
    shape: { nodes: { s: 'start', a: job, x: { boundary: signal, on: 'a', beside: true }, b: job, c: job }, flows: ['s a b', 'x c'] },
    steps: [{ create: {} }, { broadcast: '{scenario}', with: { v: 1 } }, { broadcast: '{scenario}', with: { v: 2 } }, { complete: 'a' }, { broadcast: '{scenario}' }],
  },
  {
    name: 'signal event sub-process interrupts',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: signal }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: {} }, { broadcast: '{scenario}', with: { v: 1 } }, { broadcast: '{scenario}' }, { complete: 'c' }],
  },
  {
    name: 'signal event sub-process beside',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: signal, beside: true }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: {} }, { broadcast: '{scenario}', with: { v: 1 } }, { broadcast: '{scenario}', with: { v: 2 } }, { complete: 'a' }, { complete: 'c' }, { complete: 'c' }],
  },
  {
    name: 'signal thrown to another branch',
    shape: { nodes: { s: 'start', f: 'and', c: { catch: signal }, b: job, x: { throw: { signal: '{scenario}' } }, a: job, d: job }, flows: ['s f c a', 'f b x d'] },
    steps: [{ create: { v: 1 } }, { complete: 'b' }, { complete: 'a' }, { complete: 'd' }],
  },
  {
    name: 'signal thrown to another instance, with variables',
    shape: { nodes: { s: 'start', g: 'xor', c: { catch: signal }, a: job, x: { throw: { signal: '{scenario}' }, in: [['=n + 1', 'v'], ['=n', 'n']], out: [['=v', 'sent']] }, d: job }, flows: ['s g c a', 'g x d'], when: { 'g c': 'n = 1' }, otherwise: { g: 'x' } },
    steps: [{ create: { n: 1 } }, { create: { n: 1 } }, { create: { n: 2 } }, { complete: 'a' }],
  },
  {
    name: 'signal thrown before it is waited for',
    shape: { nodes: { s: 'start', x: { throw: { signal: '{scenario}' } }, c: { catch: signal }, a: job }, flows: ['s x c a'] },
    steps: [{ create: {} }, { broadcast: '{scenario}' }],
  },
  {
    name: 'signal thrown while a sibling begins to wait',
    shape: { nodes: { s: 'start', f: 'and', c: { catch: signal }, a: job, x: { throw: { signal: '{scenario}' } }, d: job }, flows: ['s f c a', 'f x d'] },
    steps: [{ create: {} }],
  },
  {
    name: 'signal thrown while a sibling begins to wait, the other way round',
    shape: { nodes: { s: 'start', f: 'and', c: { catch: signal }, a: job, x: { throw: { signal: '{scenario}' } }, d: job }, flows: ['s f x d', 'f c a'] },
    steps: [{ create: {} }],
  },
  {
    name: 'signal end event',
    shape: { nodes: { s: 'start', f: 'and', c: { catch: signal }, b: job, x: { end: { signal: '{scenario}' }, in: [['="v"', 'w']] }, a: job }, flows: ['s f c a', 'f b x'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'a' }],
  },
  {
    name: 'signal end event and a terminated sibling',
    shape: { nodes: { s: 'start', f: 'and', c: { catch: signal }, b: job, x: { throw: { signal: '{scenario}' } }, z: 'terminate', a: job }, flows: ['s f c a', 'f b x z'] },
    steps: [{ create: {} }, { complete: 'b' }],
  },
  {
    name: 'signal that its own event sub-process catches',
    shape: { nodes: { s: 'start', b: job, x: { throw: { signal: '{scenario}' } }, d: job, e: { sub: { nodes: { t: { start: signal }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s b x d'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'signal that its own boundary event catches',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { v: 'start', b: job, x: { throw: { signal: '{scenario}' } }, d: job }, flows: ['v b x d'] } }, y: { boundary: signal, on: 'p' }, c: job, n: job }, flows: ['s p n', 'y c'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'signal name that is missing at the throw event',
    shape: { nodes: { s: 'start', x: { throw: { signal: '=missing' } }, a: job }, flows: ['s x a'] },
    steps: [{ create: {} }, { set: { missing: '{scenario}' }, on: 0 }, { resolve: 'x' }],
  },
  {
    name: 'one signal, three events in one instance',
    shape: {
      nodes: { s: 'start', f: 'and', c: { catch: signal }, a: job, b: job, x: { boundary: signal, on: 'b', beside: true }, d: job, e: { sub: { nodes: { t: { start: signal, beside: true }, h: job }, flows: ['t h'] }, event: true } },
      flows: ['s f c a', 'f b', 'x d'],
    },
    steps: [{ create: {} }, { broadcast: '{scenario}', with: { v: 1 } }],
  },
]
