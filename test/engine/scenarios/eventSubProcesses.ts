/** Event sub-processes: in the process and in sub-processes, interrupting or beside, for every kind of start event. */
import type { Scenario } from '../support/scenario.ts'
import type { NodeSpec } from '../support/shape.ts'

const job = { service: true } as const
const message = (name: string, key = '=k') => ({ message: { name, key } })

/** Beside the rest, after an hour, a job. */
const late = (start: string, task: string): NodeSpec => ({ sub: { nodes: { [start]: { start: { timer: 'PT1H' }, beside: true }, [task]: job }, flows: [`${start} ${task}`] }, event: true })

export const eventSubProcessScenarios: Scenario[] = [
  {
    name: 'message event sub-process interrupts the process',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job, u: 'end' }, flows: ['t c u'] }, event: true } }, flows: ['s f a', 'f b'] },
    steps: [{ create: { k: 'i', v: 0 } }, { publish: '{scenario}', key: 'i', with: { v: 1, w: 2 } }, { complete: 'a' }, { publish: '{scenario}', key: 'i' }, { complete: 'c', with: { x: 3 } }],
  },
  {
    name: 'message event sub-process beside, twice',
    shape: { nodes: { s: 'start', a: job, z: 'end', e: { sub: { nodes: { t: { start: message('{scenario}'), beside: true }, c: job, u: 'end' }, flows: ['t c u'] }, event: true } }, flows: ['s a z'] },
    steps: [{ create: { k: 'b' } }, { publish: '{scenario}', key: 'b', with: { n: 1 } }, { publish: '{scenario}', key: 'b', with: { n: 2 } }, { complete: 'a' }, { publish: '{scenario}', key: 'b', with: { n: 3 } }, { complete: 'c' }, { complete: 'c' }, { complete: 'c' }],
  },
  {
    name: 'event sub-process with mappings',
    shape: {
      nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}'), out: [['=sum + 1', 'total']] }, c: job }, flows: ['t c'] }, event: true, in: [['=k', 'inner'], ['=0', 'total']], out: [['=total', 'result']] } },
      flows: ['s a'],
    },
    steps: [{ create: { k: 'm' } }, { publish: '{scenario}', key: 'm', with: { sum: 4 } }, { complete: 'c', with: { other: 1 } }],
  },
  {
    name: 'event sub-process keeps what came inside when a name is local',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true, in: [['=null', 'v']] } }, flows: ['s a'] },
    steps: [{ create: { k: 'm' } }, { publish: '{scenario}', key: 'm', with: { v: 4, w: 5 } }, { complete: 'c' }],
  },
  {
    name: 'timer event sub-process interrupts',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: { timer: 'PT1H' } }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: {} }, { advance: 'PT61M' }, { complete: 'a' }, { complete: 'c' }],
  },
  {
    name: 'timer event sub-process beside, repeating',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: { cycle: 'R2/PT1H' }, beside: true }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: {} }, { advance: 'PT61M' }, { advance: 'PT60M' }, { advance: 'PT60M' }, { complete: 'a' }, { complete: 'c' }, { complete: 'c' }],
  },
  {
    name: 'timer event sub-process in a sub-process',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { v: 'start', a: job, w: 'end', e: { sub: { nodes: { t: { start: { timer: '=wait' } }, c: job }, flows: ['t c'] }, event: true } }, flows: ['v a w'] }, in: [['="PT2H"', 'wait']] }, d: job },
      flows: ['s p d'],
    },
    steps: [{ create: { wait: 'PT1H' } }, { advance: 'PT90M' }, { advance: 'PT40M' }, { complete: 'c' }, { complete: 'd' }],
  },
  {
    name: 'error event sub-process in the process',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, e: { sub: { nodes: { t: { start: { error: 'E' } }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s f a', 'f b'] },
    steps: [{ create: {} }, { throw: 'a', code: 'E', message: 'm', with: { why: 'gap' } }, { complete: 'b' }, { complete: 'c' }, { create: {} }, { throw: 'a', code: 'X' }],
  },
  {
    name: 'error event sub-process with an output mapping',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: { error: 'E' }, out: [['=why', 'reason']] }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: {} }, { throw: 'a', code: 'E', with: { why: 'gap', other: 2 } }],
  },
  {
    name: 'error event sub-process before the boundary event outside',
    shape: {
      nodes: {
        s: 'start', x: { boundary: { anyError: true }, on: 'p' }, d: job, b: job,
        p: { sub: { nodes: { v: 'start', a: job, e: { sub: { nodes: { t: { start: { error: 'E' } }, c: job, u: { error: 'F' } }, flows: ['t c u'] }, event: true } }, flows: ['v a'] } },
      },
      flows: ['s p b', 'x d'],
    },
    steps: [{ create: {} }, { throw: 'a', code: 'E' }, { complete: 'c' }, { create: {} }, { throw: 'a', code: 'G' }, { create: {} }, { throw: 'a', code: 'E' }, { throw: 'c', code: 'E' }],
  },
  {
    name: 'error end event caught by an event sub-process beside it',
    shape: { nodes: { s: 'start', a: job, x: { error: 'E' }, e: { sub: { nodes: { t: { start: { error: 'E' } }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a x'] },
    steps: [{ create: {} }, { complete: 'a', with: { v: 1 } }, { complete: 'c' }],
  },
  {
    name: 'every error caught by an event sub-process, one by name first',
    shape: {
      nodes: {
        s: 'start', a: job,
        e: { sub: { nodes: { t: { start: { anyError: true } }, c: job }, flows: ['t c'] }, event: true },
        g: { sub: { nodes: { y: { start: { error: 'X' } }, d: job }, flows: ['y d'] }, event: true },
      },
      flows: ['s a'],
    },
    steps: [{ create: {} }, { throw: 'a', code: 'Y' }, { create: {} }, { throw: 'a', code: 'X' }],
  },
  {
    name: 'interrupting event sub-process in a sub-process, the process goes on',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { v: 'start', f: 'and', a: job, b: job, w: 'end', e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['v f a w', 'f b w'] } }, d: job },
      flows: ['s p d'],
    },
    steps: [{ create: { k: 's' } }, { complete: 'a' }, { publish: '{scenario}', key: 's', with: { v: 1 } }, { complete: 'b' }, { complete: 'c' }, { complete: 'd' }],
  },
  {
    name: 'boundary event on a sub-process whose event sub-process runs',
    shape: {
      nodes: {
        s: 'start', x: { boundary: message('{scenario}_out'), on: 'p' }, d: job, n: job,
        p: { sub: { nodes: { v: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}_in') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['v a'] } },
      },
      flows: ['s p n', 'x d'],
    },
    steps: [{ create: { k: 's' } }, { publish: '{scenario}_in', key: 's' }, { publish: '{scenario}_out', key: 's', with: { v: 1 } }, { complete: 'd' }],
  },
  {
    name: 'two event sub-processes, one interrupts the other',
    shape: {
      nodes: {
        s: 'start', a: job,
        e: { sub: { nodes: { t: { start: message('{scenario}_beside'), beside: true }, c: job }, flows: ['t c'] }, event: true },
        g: { sub: { nodes: { y: { start: message('{scenario}_stop') }, d: job }, flows: ['y d'] }, event: true },
      },
      flows: ['s a'],
    },
    steps: [{ create: { k: '2' } }, { publish: '{scenario}_beside', key: '2' }, { publish: '{scenario}_stop', key: '2' }, { publish: '{scenario}_beside', key: '2' }, { complete: 'd' }],
  },
  {
    name: 'event sub-process in an event sub-process',
    shape: {
      nodes: {
        s: 'start', a: job,
        e: { sub: { nodes: { t: { start: message('{scenario}_one') }, c: job, g: { sub: { nodes: { y: { start: message('{scenario}_two') }, d: job }, flows: ['y d'] }, event: true } }, flows: ['t c'] }, event: true },
      },
      flows: ['s a'],
    },
    steps: [{ create: { k: 'n' } }, { publish: '{scenario}_two', key: 'n' }, { publish: '{scenario}_one', key: 'n' }, { publish: '{scenario}_two', key: 'n', with: { v: 1 } }, { complete: 'd' }],
  },
  {
    name: 'terminate end event in an event sub-process',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}'), beside: true }, f: 'and', c: job, d: job, u: 'terminate' }, flows: ['t f c u', 'f d'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: { k: 't' } }, { publish: '{scenario}', key: 't' }, { complete: 'c' }, { complete: 'a' }],
  },
  {
    name: 'terminate end event while an event sub-process runs beside',
    shape: { nodes: { s: 'start', a: job, z: 'terminate', e: { sub: { nodes: { t: { start: message('{scenario}'), beside: true }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a z'] },
    steps: [{ create: { k: 't' } }, { publish: '{scenario}', key: 't' }, { complete: 'a' }, { complete: 'c' }],
  },
  {
    name: 'cancelled while an event sub-process runs',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}'), beside: true }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: { k: 't' } }, { publish: '{scenario}', key: 't' }, { cancel: 0 }],
  },
  {
    name: 'event sub-process without its correlation key',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: {} }, { set: { k: 'late' }, on: 0 }, { resolve: 's' }, { publish: '{scenario}', key: 'late' }],
  },
  {
    name: 'boundary event on a sub-process without its correlation key',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job }, flows: ['t a'] } }, x: { boundary: message('{scenario}'), on: 'p' }, d: job }, flows: ['s p', 'x d'] },
    steps: [{ create: {} }, { set: { k: 'late' }, on: 0 }, { resolve: 't' }, { publish: '{scenario}', key: 'late' }],
  },
  {
    name: 'boundary timer sees the mappings of its task',
    shape: { nodes: { s: 'start', a: { service: true, in: [['="PT1H"', 'wait']] }, x: { boundary: { timer: '=wait' }, on: 'a' }, c: job }, flows: ['s a', 'x c'] },
    steps: [{ create: { wait: 'PT9H' } }, { advance: 'PT2H' }],
  },
  {
    name: 'event sub-process buffered message at once',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ publish: '{scenario}', key: 'q', ttl: 2_592_000_000, with: { v: 1 } }, { create: { k: 'q' } }, { complete: 'c' }],
  },
  {
    name: 'task joins are lost to an interrupting event sub-process',
    shape: {
      nodes: { s: 'start', f: 'and', a: job, b: job, j: 'and', d: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true } },
      flows: ['s f a j d', 'f b j'],
    },
    steps: [{ create: { k: 'j' } }, { complete: 'a' }, { publish: '{scenario}', key: 'j' }, { complete: 'c' }],
  },
  {
    name: 'event sub-process interrupts while an incident is open',
    shape: { nodes: { s: 'start', g: 'xor', a: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s g a'], when: { 'g a': 'missing' } },
    steps: [{ create: { k: 'o' } }, { publish: '{scenario}', key: 'o' }, { complete: 'c' }],
  },
  {
    name: 'event sub-process beside while an incident is open',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}'), beside: true }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: { k: 'o' } }, { fail: 'a', retries: 0, message: 'stuck' }, { publish: '{scenario}', key: 'o' }, { complete: 'c' }],
  },
  {
    name: 'start event of an event sub-process whose mapping fails',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}'), out: [['=if y then 1 else 2', 'z']] }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: { k: 'f' } }, { publish: '{scenario}', key: 'f', with: { v: 1 } }, { set: { y: true }, on: 0 }, { resolve: 't' }],
  },
  {
    name: 'error thrown inside an event sub-process is caught around it',
    shape: {
      nodes: {
        s: 'start', x: { boundary: { error: 'E' }, on: 'p' }, d: job,
        p: { sub: { nodes: { v: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}'), beside: true }, c: job }, flows: ['t c'] }, event: true }, g: { sub: { nodes: { y: { start: { error: 'F' } }, h: job }, flows: ['y h'] }, event: true } }, flows: ['v a'] } },
      },
      flows: ['s p', 'x d'],
    },
    steps: [{ create: { k: 'a' } }, { publish: '{scenario}', key: 'a' }, { throw: 'c', code: 'F' }, { create: { k: 'b' } }, { publish: '{scenario}', key: 'b' }, { throw: 'c', code: 'E' }],
  },
  {
    name: 'event sub-process in each instance of a multi-instance sub-process',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { v: 'start', a: job, w: 'end', e: { sub: { nodes: { t: { start: message('{scenario}', '=item') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['v a w'] }, multi: { over: '=items', as: 'item' } }, d: job },
      flows: ['s p d'],
    },
    steps: [{ create: { items: ['x', 'y'] } }, { publish: '{scenario}', key: 'y', with: { n: 1 } }, { complete: 'a' }, { complete: 'c' }, { complete: 'd' }],
  },
  {
    name: 'error event sub-process in each instance of a multi-instance sub-process',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { v: 'start', a: job, e: { sub: { nodes: { t: { start: { error: 'E' } }, c: job }, flows: ['t c'] }, event: true } }, flows: ['v a'] }, multi: { over: '=[1, 2]', as: 'item', collect: ['results', '=item'] } }, x: { boundary: { error: 'F' }, on: 'p' }, d: job, h: job },
      flows: ['s p d', 'x h'],
    },
    steps: [{ create: {} }, { throw: 'a', code: 'E' }, { complete: 'a' }, { complete: 'c' }, { create: {} }, { throw: 'a', code: 'F' }],
  },
  {
    name: 'date event sub-process that is past already',
    shape: { nodes: { s: 'start', a: job, e: { sub: { nodes: { t: { start: { date: '2020-01-01T00:00:00Z' } }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s a'] },
    steps: [{ create: {} }, { advance: 'PT1M' }, { complete: 'c' }],
  },
  {
    name: 'event sub-process as the only thing that goes on',
    shape: { nodes: { s: 'start', a: job, z: 'end', e: { sub: { nodes: { t: { start: message('{scenario}'), beside: true }, f: 'and', c: job, d: job }, flows: ['t f c', 'f d'] }, event: true } }, flows: ['s a z'] },
    steps: [{ create: { k: 'l' } }, { publish: '{scenario}', key: 'l' }, { complete: 'a' }, { publish: '{scenario}', key: 'l' }, { complete: 'c' }, { complete: 'd' }, { complete: 'c' }, { complete: 'd' }],
  },
  {
    name: 'event sub-process of a called process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, n: job }, flows: ['s p n'] },
    also: { child: { nodes: { cs: 'start', b: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['cs b'] } },
    steps: [{ create: { k: 'c' } }, { publish: '{scenario}', key: 'c', with: { v: 1 } }, { complete: 'c' }, { complete: 'n' }],
  },
  {
    name: 'event sub-process interrupts a call',
    shape: { nodes: { s: 'start', p: { call: 'child' }, n: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s p n'] },
    also: { child: { nodes: { cs: 'start', b: job }, flows: ['cs b'] } },
    steps: [{ create: { k: 'i' } }, { publish: '{scenario}', key: 'i', with: { v: 1 } }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'error of a called process caught by an event sub-process around the call',
    shape: { nodes: { s: 'start', p: { call: 'child' }, n: job, e: { sub: { nodes: { t: { start: { error: 'E' } }, c: job }, flows: ['t c'] }, event: true } }, flows: ['s p n'] },
    also: { child: { nodes: { cs: 'start', b: job, x: { error: 'E' } }, flows: ['cs b x'] } },
    steps: [{ create: {} }, { complete: 'b', with: { v: 1 } }, { complete: 'c' }, { create: {} }, { throw: 'b', code: 'E', with: { v: 2 } }],
  },
  {
    name: 'repeating timers, signals and gateways in a called process',
    shape: { nodes: { s: 'start', p: { call: 'child' }, n: job }, flows: ['s p n'] },
    also: {
      child: {
        nodes: { cs: 'start', f: 'and', b: job, x: { boundary: { cycle: 'R2/PT1H' }, on: 'b', beside: true }, d: job, g: 'event', m: { catch: message('{scenario}') }, h: { catch: { signal: '{scenario}' } }, i: { throw: { link: 'L' } }, l: { catch: { link: 'L' } }, o: job },
        flows: ['cs f b', 'f g m', 'g h i', 'x d', 'l o'],
      },
    },
    steps: [{ create: { k: 'r' } }, { advance: 'PT61M' }, { advance: 'PT60M' }, { advance: 'PT60M' }, { broadcast: '{scenario}', with: { v: 1 } }, { complete: 'o' }],
  },
  {
    name: 'a message for two: the older element has it, though its event sub-process waits later',
    shape: {
      nodes: { s: 'start', f: 'and', p: { sub: { nodes: { ps: 'start', a: job, e: { sub: { nodes: { t: { start: message('{scenario}') }, c: job }, flows: ['t c'] }, event: true } }, flows: ['ps a'] } }, b: job, x: { boundary: message('{scenario}'), on: 'b', beside: true }, d: job },
      flows: ['s f b', 'f p', 'x d'],
    },
    steps: [{ create: { k: 'two' } }, { publish: '{scenario}', key: 'two' }, { publish: '{scenario}', key: 'two' }],
  },
  {
    name: 'timers of three event sub-processes due at once',
    shape: { nodes: { s: 'start', a: job, e: late('t', 'c'), g: late('u', 'd'), h: late('v', 'k') }, flows: ['s a'] },
    steps: [{ create: {} }, { advance: 'PT2H' }, { complete: 'a' }, { complete: 'd' }, { complete: 'c' }, { complete: 'k' }],
  },
  {
    name: 'timers of event sub-processes and boundary events of one sub-process due at once',
    shape: {
      nodes: {
        s: 'start', x: { boundary: { timer: 'PT1H' }, on: 'p', beside: true }, y: { boundary: { timer: 'PT1H' }, on: 'p', beside: true }, l: job, m: job,
        p: { sub: { nodes: { v: 'start', a: job, e: late('t', 'c'), g: late('u', 'd') }, flows: ['v a'] } },
      },
      flows: ['s p', 'x l', 'y m'],
    },
    steps: [{ create: {} }, { advance: 'PT2H' }, { complete: 'a' }, { complete: 'm' }, { complete: 'd' }, { complete: 'c' }, { complete: 'l' }],
  },
  {
    name: 'two timers due at once: the one of the older element first, though it was made later',
    shape: {
      nodes: { s: 'start', f: 'and', p: { sub: { nodes: { ps: 'start', a: job, e: { sub: { nodes: { t: { start: { timer: 'PT1H' }, beside: true }, c: job }, flows: ['t c'] }, event: true } }, flows: ['ps a'] } }, b: job, x: { boundary: { timer: 'PT1H' }, on: 'b', beside: true }, d: job },
      flows: ['s f b', 'f p', 'x d'],
    },
    steps: [{ create: {} }, { advance: 'PT61M' }],
  },
]
