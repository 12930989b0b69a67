/** Messages and timers: caught on the way, on boundaries, interrupting or beside, buffered, repeated. */
import type { Scenario } from '../support/scenario.ts'

const job = { service: true } as const
const message = (name: string, key = '=k') => ({ message: { name, key } })

export const eventScenarios: Scenario[] = [
  {
    name: 'message catch event',
    shape: { nodes: { s: 'start', m: { catch: message('paid') }, a: job }, flows: ['s m a'] },
    steps: [{ create: { k: 'c1' } }, { publish: 'paid', key: 'other' }, { publish: 'other', key: 'c1' }, { publish: 'paid', key: 'c1', with: { sum: 5 } }, { complete: 'a' }],
  },
  {
    name: 'receive task with mappings',
    shape: { nodes: { s: 'start', m: { receive: { name: 'paid', key: '=local' }, in: [['=k', 'local']], out: [['=sum * 2', 'total']] }, a: job }, flows: ['s m a'] },
    steps: [{ create: { k: 'c1' } }, { publish: 'paid', key: 'c1', with: { sum: 5 } }],
  },
  {
    name: 'message name and key computed',
    shape: { nodes: { s: 'start', m: { catch: { message: { name: '="paid-" + kind', key: '=caseId + ":" + string(round)' } } }, a: job }, flows: ['s m a'] },
    steps: [{ create: { kind: 'x', caseId: 'c', round: 2 } }, { publish: 'paid-x', key: 'c:1' }, { publish: 'paid-x', key: 'c:2' }],
  },
  { name: 'numeric correlation key', shape: { nodes: { s: 'start', m: { catch: message('paid') }, a: job }, flows: ['s m a'] }, steps: [{ create: { k: 7 } }, { publish: 'paid', key: '7' }] },
  {
    name: 'missing correlation key',
    shape: { nodes: { s: 'start', m: { catch: message('paid') }, a: job }, flows: ['s m a'] },
    steps: [{ create: {} }, { set: { k: true }, on: 0 }, { resolve: 'm' }, { set: { k: 'c' }, on: 0 }, { resolve: 'm' }, { publish: 'paid', key: 'c' }],
  },
  {
    name: 'message published before it is waited for',
    shape: { nodes: { s: 'start', m: { catch: message('paid') }, a: job }, flows: ['s m a'] },
    steps: [{ publish: 'paid', key: 'early', ttl: 3_600_000, with: { sum: 1 } }, { create: { k: 'early' } }, { create: { k: 'early' } }],
  },
  {
    name: 'message with no time to live',
    shape: { nodes: { s: 'start', m: { catch: message('paid') }, a: job }, flows: ['s m a'] },
    steps: [{ publish: 'paid', key: 'gone' }, { create: { k: 'gone' } }],
  },
  {
    name: 'message id is unique while it lives',
    shape: { nodes: { s: 'start', m: { catch: message('unique') }, a: job }, flows: ['s m a'] },
    steps: [{ publish: 'unique', key: 'u', id: '1', ttl: 3_600_000 }, { publish: 'unique', key: 'u', id: '1', ttl: 3_600_000 }, { publish: 'unique', key: 'u2', id: '1' }, { create: { k: 'u' } }, { publish: 'unique', key: 'u', id: '1' }],
  },
  {
    name: 'two instances wait, one message',
    shape: { nodes: { s: 'start', m: { catch: message('shared') }, a: job }, flows: ['s m a'] },
    steps: [{ create: { k: 'same', n: 1 } }, { create: { k: 'same', n: 2 } }, { publish: 'shared', key: 'same' }, { publish: 'shared', key: 'same' }],
  },
  ...(['ab', 'ba', 'ba, beside', 'ab, beside'] as const).map((how): Scenario => {
    const [own, other] = how.startsWith('ab') ? ['a', 'b'] : ['b', 'a']
    const beside = how.endsWith('beside')
    return {
      name: `buffered messages for a receive task and for its boundary event, ${how}`,
      shape: { nodes: { s: 'start', j: { service: true }, r: { receive: { name: `${own}-{scenario}`, key: '=k' } }, y: { boundary: { message: { name: `${other}-{scenario}`, key: '=k' } }, on: 'r', ...(beside && { beside }) }, c: { service: true }, n: { service: true } }, flows: ['s j r n', 'y c'] },
      steps: [{ create: { k: 'q' } }, { publish: 'b-{scenario}', key: 'q', ttl: 3_600_000 }, { publish: 'a-{scenario}', key: 'q', ttl: 3_600_000 }, { complete: 'j' }],
    }
  }),
  ...([[{ v: 1 }, {}], [{}, { v: 2 }], [{ v: 1 }, { v: 2 }]] as const).map(([own, other], i): Scenario => ({
    name: `buffered messages for a receive task and for its boundary event: what the task's own brings, ${i + 1}`,
    shape: { nodes: { s: 'start', j: { service: true }, r: { receive: { name: 'a-{scenario}', key: '=k' }, in: [['=0', 'v']] }, y: { boundary: { message: { name: 'b-{scenario}', key: '=k' } }, on: 'r' }, c: { service: true }, n: { service: true } }, flows: ['s j r n', 'y c'] },
    steps: [{ create: { k: 'q' } }, { publish: 'b-{scenario}', key: 'q', with: other, ttl: 3_600_000 }, { publish: 'a-{scenario}', key: 'q', with: own, ttl: 3_600_000 }, { complete: 'j' }],
  })),
  {
    name: 'two buffered messages, two events in a row',
    shape: { nodes: { s: 'start', m: { catch: message('row') }, n: { catch: message('row') }, a: job }, flows: ['s m n a'] },
    steps: [{ publish: 'row', key: 'r', ttl: 3_600_000, with: { n: 1 } }, { publish: 'row', key: 'r', ttl: 3_600_000, with: { n: 2 } }, { create: { k: 'r' } }],
  },
  {
    name: 'interrupting message boundary',
    shape: { nodes: { s: 'start', a: job, x: { boundary: message('stop'), on: 'a' }, b: job, c: job }, flows: ['s a b', 'x c'] },
    steps: [{ create: { k: 'i' } }, { publish: 'stop', key: 'i', with: { by: 'applicant' } }, { complete: 'a' }, { publish: 'stop', key: 'i' }, { complete: 'c' }],
  },
  {
    name: 'boundary message key is read around the task',
    shape: { nodes: { s: 'start', a: { service: true, in: [['="inner"', 'k']] }, x: { boundary: message('stop'), on: 'a' }, c: job }, flows: ['s a', 'x c'] },
    steps: [{ create: { k: 'outer' } }, { publish: 'stop', key: 'inner' }, { publish: 'stop', key: 'outer' }],
  },
  {
    name: 'message boundary beside the task, twice',
    shape: { nodes: { s: 'start', a: job, x: { boundary: message('note'), on: 'a', beside: true }, b: job, c: job }, flows: ['s a b', 'x c'] },
    steps: [{ create: { k: 'n' } }, { publish: 'note', key: 'n', with: { n: 1 } }, { publish: 'note', key: 'n', with: { n: 2 } }, { complete: 'a' }, { publish: 'note', key: 'n' }, { complete: 'c' }, { complete: 'c' }, { complete: 'b' }],
  },
  {
    name: 'boundary event with output mapping',
    shape: { nodes: { s: 'start', a: job, x: { boundary: message('stop'), on: 'a', out: [['=by', 'who']] }, c: job }, flows: ['s a', 'x c'] },
    steps: [{ create: { k: 'o' } }, { publish: 'stop', key: 'o', with: { by: 'head', extra: 1 } }],
  },
  {
    name: 'message boundary on a sub-process',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', f: 'and', a: job, b: job }, flows: ['t f a', 'f b'] } }, x: { boundary: message('withdraw'), on: 'p' }, c: job, d: job }, flows: ['s p d', 'x c'] },
    steps: [{ create: { k: 'w' } }, { complete: 'a' }, { publish: 'withdraw', key: 'w', with: { why: 'sold' } }, { complete: 'c' }],
  },
  {
    name: 'two boundary events, one fires',
    shape: { nodes: { s: 'start', a: job, x: { boundary: message('one'), on: 'a' }, y: { boundary: message('two'), on: 'a' }, c: job, d: job }, flows: ['s a', 'x c', 'y d'] },
    steps: [{ create: { k: '2' } }, { publish: 'two', key: '2' }, { publish: 'one', key: '2' }],
  },
  {
    name: 'limit message with the round in its key',
    shape: {
      nodes: { s: 'start', m: 'xor', a: { user: {} }, l: { boundary: { message: { name: 'limit-a', key: '=caseId + ":" + string(round)' } }, on: 'a', beside: true }, w: job, g: 'xor', e: 'end' },
      flows: ['s m a g e', 'g m', 'l w'], when: { 'g m': 'outcome = "return"' }, otherwise: { g: 'e' },
    },
    steps: [
      { create: { caseId: 'L', round: 1 } }, { publish: 'limit-a', key: 'L:1' }, { complete: 'a', with: { outcome: 'return', round: 2 } },
      { publish: 'limit-a', key: 'L:1' }, { publish: 'limit-a', key: 'L:2' }, { complete: 'a', with: { outcome: 'agree' } }, { complete: 'w' }, { complete: 'w' },
    ],
  },
  { name: 'timer catch event', shape: { nodes: { s: 'start', t: { catch: { timer: 'PT1H' } }, a: job }, flows: ['s t a'] }, steps: [{ create: {} }, { advance: 'PT30M' }, { advance: 'PT31M' }] },
  { name: 'timer from a variable', shape: { nodes: { s: 'start', t: { catch: { timer: '=wait' } }, a: job }, flows: ['s t a'] }, steps: [{ create: { wait: 'PT10M' } }, { advance: 'PT11M' }] },
  {
    name: 'timer that cannot be read',
    shape: { nodes: { s: 'start', t: { catch: { timer: '=wait' } }, a: job }, flows: ['s t a'] },
    steps: [{ create: {} }, { set: { wait: 'PT1M' }, on: 0 }, { resolve: 't' }, { advance: 'PT2M' }],
  },
  {
    name: 'interrupting timer boundary',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { timer: 'PT2H' }, on: 'a' }, b: job, c: job }, flows: ['s a b', 'x c'] },
    steps: [{ create: {} }, { advance: 'PT3H' }, { complete: 'a' }, { complete: 'c' }],
  },
  {
    name: 'timer boundary stops with its task',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { timer: 'PT2H' }, on: 'a' }, b: job, c: job }, flows: ['s a b', 'x c'] },
    steps: [{ create: {} }, { complete: 'a' }, { advance: 'PT3H' }, { complete: 'b' }],
  },
  {
    name: 'repeating timer beside the task',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { cycle: 'R3/PT1H' }, on: 'a', beside: true }, c: job }, flows: ['s a', 'x c'] },
    steps: [{ create: {} }, { advance: 'PT61M' }, { advance: 'PT60M' }, { advance: 'PT60M' }, { advance: 'PT60M' }, { complete: 'a' }],
  },
  {
    name: 'timer on a sub-process interrupts all inside',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, m: { catch: message('never', '="n"') }, f: 'and' }, flows: ['t f a', 'f m'] } }, x: { boundary: { timer: 'PT1H' }, on: 'p' }, c: job }, flows: ['s p', 'x c'] },
    steps: [{ create: {} }, { advance: 'PT2H' }, { publish: 'never', key: 'n' }, { complete: 'c' }],
  },
  {
    name: 'buffered message comes while its sub-process begins',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', w: { throw: 'none' }, v: { throw: 'none' }, a: job }, flows: ['t w v a'] } }, x: { boundary: message('inbetween'), on: 'p', beside: true }, c: job }, flows: ['s p', 'x c'] },
    steps: [{ publish: 'inbetween', key: 'ib', ttl: 3_600_000, with: { sum: 1 } }, { publish: 'inbetween', key: 'ib', ttl: 3_600_000, with: { sum: 2 } }, { create: { k: 'ib' } }, { complete: 'a' }],
  },
  {
    name: 'buffered message that comes too late goes to the next who waits',
    shape: { nodes: { s: 'start', f: 'and', a: { service: true, multi: { over: '=[]', as: 'i' } }, x: { boundary: message('toolate'), on: 'a', beside: true }, b: job, r: { receive: { name: 'toolate', key: '=k' } }, c: job }, flows: ['s f a', 'x b', 'f r c'] },
    steps: [{ publish: 'toolate', key: 'tl', ttl: 3_600_000, with: { sum: 1 } }, { create: { k: 'tl' } }],
  },
]
