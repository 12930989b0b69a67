/** Start events of processes: messages, timers and signals begin instances of the latest version. */
import type { Scenario } from '../support/scenario.ts'
import type { Shape } from '../support/shape.ts'

const job = { service: true } as const
const MISSED = { '8.5': 'firings of a cycle that were missed are left out there; in 8.8 they are one' }
const byMessage = (task = 'a', name = '{scenario}'): Shape => ({ nodes: { s: { start: { message: { name } } }, [task]: job }, flows: [`s ${task}`] })
const bySignal = (task = 'a', name = '{scenario}'): Shape => ({ nodes: { s: { start: { signal: name } }, [task]: job }, flows: [`s ${task}`] })

export const startScenarios: Scenario[] = [
  { name: 'message start', shape: byMessage(), steps: [{ publish: '{scenario}', key: '', with: { v: 1 } }, { publish: '{scenario}', key: '', with: { v: 2 } }, { complete: 'a' }] },
  {
    name: 'message start with an output mapping',
    shape: { nodes: { s: { start: { message: { name: '{scenario}' } }, out: [['=v + 1', 'w']] }, a: job }, flows: ['s a'] },
    steps: [{ publish: '{scenario}', key: '', with: { v: 1, x: 2 } }],
  },
  {
    name: 'message start, one at a time for a key',
    shape: byMessage(),
    steps: [
      { publish: '{scenario}', key: 'k', with: { n: 1 }, ttl: 2_592_000_000 }, { publish: '{scenario}', key: 'k', with: { n: 2 }, ttl: 2_592_000_000 }, { publish: '{scenario}', key: 'k', with: { n: 3 } },
      { publish: '{scenario}', key: 'other', with: { n: 4 } }, { complete: 'a' }, { complete: 'a' }, { complete: 'a' }, { publish: '{scenario}', key: 'k', with: { n: 5 } },
    ],
  },
  {
    name: 'message start, the next in line after a cancellation',
    shape: byMessage(),
    steps: [{ publish: '{scenario}', key: 'k', with: { n: 1 } }, { publish: '{scenario}', key: 'k', with: { n: 2 }, ttl: 2_592_000_000 }, { cancel: 0 }, { complete: 'a' }],
  },
  { name: 'message start, expired in line', shape: byMessage(), steps: [{ publish: '{scenario}', key: 'k', with: { n: 1 } }, { publish: '{scenario}', key: 'k', with: { n: 2 }, ttl: 60_000 }, { advance: 'PT2M' }, { complete: 'a' }] },
  {
    name: 'message start, a new version',
    shape: byMessage(), versions: { v2: byMessage('b'), v3: byMessage('c', '{scenario}_3'), v4: { nodes: { s: 'start', d: job }, flows: ['s d'] } },
    steps: [
      { publish: '{scenario}', key: 'k', with: { n: 1 } }, { deploy: 'v2' }, { publish: '{scenario}', key: '', with: { n: 2 } }, { publish: '{scenario}', key: 'k', with: { n: 3 }, ttl: 2_592_000_000 }, { complete: 'a' },
      { deploy: 'v3' }, { publish: '{scenario}', key: '', with: { n: 4 } }, { publish: '{scenario}_3', key: '', with: { n: 5 } }, { deploy: 'v4' }, { publish: '{scenario}_3', key: '' }, { create: {} },
    ],
  },
  {
    name: 'message start, the same again is no new version',
    shape: byMessage(), versions: { same: byMessage() },
    steps: [{ deploy: 'same' }, { publish: '{scenario}', key: '', with: { n: 1 } }],
  },
  {
    name: 'message buffered before its start event is deployed',
    shape: { nodes: { s: 'start', a: job }, flows: ['s a'] }, versions: { v2: byMessage('b') },
    steps: [{ publish: '{scenario}', key: '', with: { n: 1 }, ttl: 2_592_000_000 }, { publish: '{scenario}', key: 'k', with: { n: 2 }, ttl: 2_592_000_000 }, { deploy: 'v2' }, { publish: '{scenario}', key: 'k', with: { n: 3 }, ttl: 2_592_000_000 }, { complete: 'b' }],
  },
  {
    name: 'message start and a waiting instance of the same process',
    shape: { nodes: { s: { start: { message: { name: '{scenario}' } } }, m: { catch: { message: { name: '{scenario}', key: '=k' } } }, a: job }, flows: ['s m a'] },
    steps: [{ publish: '{scenario}', key: 'k', with: { k: 'k', n: 1 } }, { publish: '{scenario}', key: 'k', with: { n: 2 } }, { publish: '{scenario}', key: 'k', with: { k: 'k', n: 3 } }],
  },
  {
    name: 'message start, the id is unique while it lives',
    shape: byMessage(),
    steps: [{ publish: '{scenario}', key: '', id: '1', ttl: 2_592_000_000 }, { publish: '{scenario}', key: '', id: '1', ttl: 2_592_000_000 }, { publish: '{scenario}', key: '', id: '2' }],
  },
  { name: 'process of a message start created by command', shape: byMessage(), steps: [{ create: {} }] },
  {
    name: 'none and message start in one process',
    shape: { nodes: { s: 'start', t: { start: { message: { name: '{scenario}' } } }, u: { start: { message: { name: '{scenario}_2' } } }, a: job, b: job, c: job }, flows: ['s a', 't b', 'u c'] },
    steps: [{ create: { n: 1 } }, { publish: '{scenario}', key: '', with: { n: 2 } }, { publish: '{scenario}_2', key: '', with: { n: 3 } }],
  },
  { name: 'message start, name computed', shape: byMessage('a', '="{scenario}" + "_x"'), steps: [{ publish: '{scenario}_x', key: '' }] },
  {
    name: 'message start with an event sub-process',
    shape: { nodes: { s: { start: { message: { name: '{scenario}' } } }, a: job, e: { sub: { nodes: { t: { start: { message: { name: '{scenario}_stop', key: '=k' } } }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ publish: '{scenario}', key: '', with: { k: '1' } }, { publish: '{scenario}_stop', key: '1' }, { publish: '{scenario}', key: '' }, { set: { k: '2' }, on: 1 }, { resolve: 's' }, { publish: '{scenario}_stop', key: '2' }],
  },
  { name: 'signal start', shape: bySignal(), steps: [{ broadcast: '{scenario}', with: { v: 1 } }, { broadcast: '{scenario}' }, { complete: 'a' }] },
  {
    name: 'signal start, a new version',
    shape: bySignal(), versions: { v2: bySignal('b'), v3: { nodes: { s: 'start', c: job }, flows: ['s c'] } },
    steps: [{ broadcast: '{scenario}' }, { deploy: 'v2' }, { broadcast: '{scenario}' }, { deploy: 'v3' }, { broadcast: '{scenario}' }, { create: {} }],
  },
  {
    name: 'signal starts and is caught',
    shape: { nodes: { s: { start: { signal: '{scenario}' } }, c: { catch: { signal: '{scenario}' } }, a: job }, flows: ['s c a'] },
    steps: [{ broadcast: '{scenario}', with: { n: 1 } }, { broadcast: '{scenario}', with: { n: 2 } }],
  },
  {
    name: 'signal thrown starts another process',
    shape: { nodes: { s: 'start', b: job, x: { throw: { signal: '{scenario}' }, in: [['=v', 'w']] }, d: job }, flows: ['s b x d'] },
    also: { other: bySignal() },
    steps: [{ create: { v: 1 } }, { complete: 'b' }, { complete: 'a' }],
  },
  { name: 'signal start with an output mapping', shape: { nodes: { s: { start: { signal: '{scenario}' }, out: [['=v + 1', 'w']] }, a: job }, flows: ['s a'] }, steps: [{ broadcast: '{scenario}', with: { v: 1 } }] },
  { name: 'timer start, a duration', shape: { nodes: { s: { start: { timer: 'PT1H' } }, a: job }, flows: ['s a'] }, steps: [{ advance: 'PT30M' }, { advance: 'PT31M' }, { advance: 'PT2H' }, { complete: 'a' }] },
  { name: 'timer start, a cycle', shape: { nodes: { s: { start: { cycle: 'R3/PT1H' } }, a: job }, flows: ['s a'] }, steps: [{ advance: 'PT61M' }, { advance: 'PT60M' }, { advance: 'PT60M' }, { advance: 'PT60M' }] },
  { name: 'timer start, computed', shape: { nodes: { s: { start: { timer: '="PT" + "2H"' } }, a: job }, flows: ['s a'] }, steps: [{ advance: 'PT119M' }, { advance: 'PT2M' }] },
  {
    name: 'timer start, a new version',
    shape: { nodes: { s: { start: { timer: 'PT1H' } }, a: job }, flows: ['s a'] }, versions: { v2: { nodes: { s: { start: { timer: 'PT2H' } }, b: job }, flows: ['s b'] }, v3: { nodes: { s: 'start', c: job }, flows: ['s c'] } },
    steps: [{ advance: 'PT30M' }, { deploy: 'v2' }, { advance: 'PT40M' }, { advance: 'PT85M' }, { deploy: 'v3' }, { advance: 'PT5H' }],
  },
  {
    name: 'timer start, the same again does not start anew',
    shape: { nodes: { s: { start: { timer: 'PT1H' } }, a: job }, flows: ['s a'] }, versions: { same: { nodes: { s: { start: { timer: 'PT1H' } }, a: job }, flows: ['s a'] } },
    steps: [{ advance: 'PT40M' }, { deploy: 'same' }, { advance: 'PT21M' }, { advance: 'PT41M' }],
  },
  {
    name: 'timer and none start, created by command',
    shape: { nodes: { s: 'start', t: { start: { timer: 'PT1H' } }, a: job, b: job }, flows: ['s a', 't b'] },
    steps: [{ create: {} }, { advance: 'PT61M' }],
  },
  { name: 'timer start, a cycle that began long ago', shape: { nodes: { s: { start: { cycle: 'R3/2020-01-01T00:10:00Z/PT1H' } }, a: job }, flows: ['s a'] }, steps: [{ advance: 'PT1M' }, { advance: 'PT50M' }, { advance: 'PT61M' }], except: MISSED },
  { name: 'timer start, a date long ago', shape: { nodes: { s: { start: { date: '2020-01-01T00:10:00Z' } }, a: job }, flows: ['s a'] }, steps: [{ advance: 'PT1M' }] },
  {
    name: 'repeating timer boundary, the clock jumps',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { cycle: 'R6/PT1H' }, on: 'a', beside: true }, c: job }, flows: ['s a', 'x c'] },
    steps: [{ create: {} }, { advance: 'PT3H30M' }, { advance: 'PT25M' }, { advance: 'PT40M' }, { advance: 'PT10H' }],
    except: MISSED,
  },
  {
    name: 'repeating timer boundary, a cycle that began long ago',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { cycle: 'R3/2020-01-01T00:10:00Z/PT1H' }, on: 'a', beside: true }, c: job }, flows: ['s a', 'x c'] },
    steps: [{ create: {} }, { advance: 'PT1M' }, { advance: 'PT50M' }, { advance: 'PT61M' }],
    except: MISSED,
  },
  {
    name: 'signal start and message start in one process',
    shape: { nodes: { s: { start: { signal: '{scenario}' } }, t: { start: { message: { name: '{scenario}' } } }, a: job, b: job }, flows: ['s a', 't b'] },
    steps: [{ broadcast: '{scenario}' }, { publish: '{scenario}', key: 'k' }, { publish: '{scenario}', key: 'k', ttl: 2_592_000_000, with: { n: 2 } }, { complete: 'a' }, { complete: 'b' }],
  },
  {
    name: 'one message starts two processes',
    shape: byMessage(), also: { other: byMessage('b') },
    steps: [{ publish: '{scenario}', key: 'k', with: { n: 1 } }, { publish: '{scenario}', key: 'k', with: { n: 2 }, ttl: 2_592_000_000 }, { complete: 'b' }, { complete: 'b' }, { complete: 'a' }],
  },
  {
    name: 'message starts one process and goes on in another',
    shape: byMessage(), also: { other: { nodes: { s: 'start', m: { catch: { message: { name: '{scenario}', key: '=k' } } }, b: job }, flows: ['s m b'] } },
    steps: [{ create: { k: 'k' }, of: 'other' }, { publish: '{scenario}', key: 'k', with: { n: 1 } }],
  },
  {
    name: 'call of a process that a message starts too',
    shape: { nodes: { s: 'start', p: { call: 'child' }, n: job }, flows: ['s p n'] },
    also: { child: { nodes: { cs: 'start', cm: { start: { message: { name: '{scenario}' } } }, b: job, c: job }, flows: ['cs b', 'cm c'] } },
    steps: [{ create: {} }, { publish: '{scenario}', key: '' }, { complete: 'b' }],
  },
]
