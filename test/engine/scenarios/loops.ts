/** Multi-instance: parallel and one after the other, on every activity, with collections, results, conditions, interruption and failure. */
import type { Scenario } from '../support/scenario.ts'
import type { Multi, Shape } from '../support/shape.ts'

const job = { service: true } as const
const items = { over: '=items', as: 'item' } as const
const results = { ...items, collect: ['results', '=result'] } as const
const message = (name: string, key = '=k') => ({ message: { name, key } })
/** A task `a` of that loop, then a task `z`. */
const looped = (multi: Multi, more: object = {}): Shape => ({ nodes: { s: 'start', a: { service: true, multi, ...more }, z: job, e: 'end' }, flows: ['s a z e'] })

export const loopScenarios: Scenario[] = [
  { name: 'parallel loop', shape: looped(items), steps: [{ create: { items: ['x', 'y', 'z'] } }, { complete: 'a' }, { complete: 'a', with: { seen: 1 } }, { complete: 'a' }] },
  { name: 'loop one after the other', shape: looped({ ...items, sequential: true }), steps: [{ create: { items: ['x', 'y', 'z'] } }, { complete: 'a' }, { complete: 'a' }, { complete: 'a' }] },
  { name: 'parallel loop over nothing', shape: looped(results), steps: [{ create: { items: [] } }] },
  { name: 'loop over nothing, one after the other', shape: looped({ ...results, sequential: true }), steps: [{ create: { items: [] } }] },
  {
    name: 'parallel loop gathers results',
    shape: looped(results),
    steps: [{ create: { items: [1, 2, 3] } }, { complete: 'a', with: { result: 'last' } }, { complete: 'a', with: { result: 'middle' } }, { complete: 'a', with: { result: 'first' } }],
  },
  {
    name: 'loop one after the other gathers results',
    shape: looped({ ...results, sequential: true }),
    steps: [{ create: { items: [1, 2], results: 'outside' } }, { complete: 'a', with: { result: 10, other: 1 } }, { complete: 'a', with: { result: 20 } }],
  },
  { name: 'loop result from a path and left out', shape: looped({ ...items, collect: ['results', '=answer.value'] }), steps: [{ create: { items: [1, 2] } }, { complete: 'a', with: { answer: { value: 5 } } }, { complete: 'a' }] },
  { name: 'loop result is the item', shape: looped({ ...items, collect: ['results', '=item'] }), steps: [{ create: { items: ['p', 'q'] } }, { complete: 'a' }, { complete: 'a', with: { item: 'changed' } }] },
  { name: 'loop result computed', shape: looped({ ...items, collect: ['results', '=item * 2'] }), steps: [{ create: { items: [3, 4] } }, { complete: 'a' }, { complete: 'a' }] },
  { name: 'loop without an item name', shape: looped({ over: '=items' }), steps: [{ create: { items: [1, 2] } }, { complete: 'a' }, { complete: 'a' }] },
  { name: 'loop with mappings', shape: looped(results, { in: [['=item + 1', 'next']], out: [['=next * 10', 'result']] }), steps: [{ create: { items: [1, 2] } }, { complete: 'a', with: { junk: 1 } }, { complete: 'a' }] },
  { name: 'loop input is no list', shape: looped(items), steps: [{ create: { items: 'text' } }, { set: { items: [1] }, on: 0 }, { resolve: 'a' }, { complete: 'a' }] },
  { name: 'loop input is missing', shape: looped(items), steps: [{ create: {} }, { cancel: 0 }] },
  { name: 'loop over a literal list', shape: looped({ over: '=["p", "q"]', as: 'item' }), steps: [{ create: {} }, { complete: 'a' }, { complete: 'a' }] },
  {
    name: 'loop until enough have agreed',
    shape: looped({ ...results, until: '=numberOfCompletedInstances >= 2' }),
    steps: [{ create: { items: [1, 2, 3, 4] } }, { complete: 'a', with: { result: 1 } }, { complete: 'a', with: { result: 2 } }, { complete: 'a' }],
  },
  {
    name: 'loop one after the other until one says no',
    shape: looped({ ...results, sequential: true, until: '=result = "no"' }),
    steps: [{ create: { items: [1, 2, 3] } }, { complete: 'a', with: { result: 'yes' } }, { complete: 'a', with: { result: 'no' } }],
  },
  {
    name: 'loop counts its instances',
    shape: looped({ ...items, collect: ['results', '=[loopCounter]'], until: '=numberOfInstances = 3 and numberOfActiveInstances = 1 and numberOfCompletedInstances = 2 and numberOfTerminatedInstances = 0' }),
    steps: [{ create: { items: [1, 2, 3] } }, { complete: 'a' }, { complete: 'a' }],
  },
  { name: 'loop condition met by the last', shape: looped({ ...items, until: '=numberOfCompletedInstances = 2' }), steps: [{ create: { items: [1, 2] } }, { complete: 'a' }, { complete: 'a' }] },
  {
    name: 'loop condition is no boolean',
    shape: looped({ ...items, until: '=enough' }),
    steps: [{ create: { items: [1, 2] } }, { complete: 'a' }, { set: { enough: false }, on: 0 }, { resolve: 'a' }, { complete: 'a' }],
  },
  { name: 'loop cancelled', shape: looped(items), steps: [{ create: { items: [1, 2] } }, { complete: 'a' }, { cancel: 0 }] },
  { name: 'loop collection shrinks', shape: looped({ ...items, sequential: true }), steps: [{ create: { items: [1, 2, 3] } }, { set: { items: [1] }, on: 0 }, { complete: 'a' }] },
  { name: 'loop collection grows', shape: looped({ ...items, sequential: true }), steps: [{ create: { items: [1] } }, { set: { items: [1, 2] }, on: 0 }, { complete: 'a' }, { complete: 'a' }] },
  { name: 'loop results grow too long', shape: looped({ ...results, sequential: true }), steps: [{ create: { items: [1] } }, { set: { items: [1, 2] }, on: 0 }, { complete: 'a' }, { complete: 'a', with: { result: 2 } }] },
  { name: 'loop collection goes', shape: looped({ ...items, sequential: true }), steps: [{ create: { items: [1, 2] } }, { set: { items: null }, on: 0 }, { complete: 'a' }, { set: { items: [1, 2] }, on: 0 }, { resolve: 'a' }, { complete: 'a' }] },
  { name: 'loop results overwritten from outside', shape: looped(results), steps: [{ create: { items: [1, 2] } }, { complete: 'a', with: { results: 7 } }, { complete: 'a', with: { result: 1 } }] },
  { name: 'loop of user tasks', shape: { nodes: { s: 'start', a: { user: { assignee: '=item' }, multi: items }, e: 'end' }, flows: ['s a e'] }, steps: [{ create: { items: ['anna', 'bo'] } }, { complete: 'a' }, { complete: 'a' }] },
  {
    name: 'loop of receive tasks',
    shape: { nodes: { s: 'start', a: { receive: { name: 'paid', key: '=item' }, multi: { ...items, collect: ['sums', '=sum'] } }, z: job }, flows: ['s a z'] },
    steps: [{ create: { items: ['mi-1', 'mi-2'] } }, { publish: 'paid', key: 'mi-2', with: { sum: 2 } }, { publish: 'paid', key: 'mi-1', with: { sum: 1 } }, { publish: 'paid', key: 'mi-1' }],
  },
  {
    name: 'loop of sub-processes',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, b: job, u: 'end' }, flows: ['t a b u'] }, multi: results }, z: job }, flows: ['s p z'] },
    steps: [{ create: { items: [1, 2] } }, { complete: 'a' }, { complete: 'b', with: { result: 2 } }, { complete: 'a', with: { result: 1 } }, { complete: 'b' }],
  },
  {
    name: 'loop of sub-processes one after the other',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, f: 'and', b: job }, flows: ['t f a', 'f b'] }, multi: { ...results, sequential: true } }, z: job }, flows: ['s p z'] },
    steps: [{ create: { items: [1, 2] } }, { complete: 'a' }, { complete: 'b', with: { result: 1 } }, { complete: 'b' }, { complete: 'a', with: { result: 2 } }],
  },
  {
    name: 'loop in a loop',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: { service: true, multi: { over: '=row', as: 'cell', collect: ['sums', '=cell + loopCounter'] } } }, flows: ['t a'] }, multi: { over: '=rows', as: 'row', collect: ['all', '=sums'] } }, z: job }, flows: ['s p z'] },
    steps: [{ create: { rows: [[1, 2], [3]] } }, { complete: 'a' }, { complete: 'a' }, { complete: 'a' }],
  },
  {
    name: 'one message for a loop and for each of its sub-processes',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, h: { sub: { nodes: { u: { start: { message: { name: 'loop-both', key: '=k' } }, beside: true }, b: job }, flows: ['u b'] }, event: true } }, flows: ['t a'] }, multi: items }, x: { boundary: { message: { name: 'loop-both', key: '=k' } }, on: 'p', beside: true }, c: job }, flows: ['s p', 'x c'] },
    steps: [{ create: { items: [1, 2], k: 'lb' } }, { publish: 'loop-both', key: 'lb' }, { publish: 'loop-both', key: 'lb' }],
  },
  {
    name: 'empty sub-process in a loop',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', u: 'end' }, flows: ['t u'] }, multi: results }, z: job }, flows: ['s p z'] },
    steps: [{ create: { items: [1, 2, 3] } }],
  },
  {
    name: 'empty sub-process in a loop until the second',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', u: 'end' }, flows: ['t u'] }, multi: { ...items, until: '=numberOfCompletedInstances = 2' } }, z: job }, flows: ['s p z'] },
    steps: [{ create: { items: [1, 2, 3] } }],
  },
  {
    name: 'boundary message interrupts a loop',
    shape: { nodes: { s: 'start', a: { service: true, multi: items }, x: { boundary: message('mi-stop'), on: 'a' }, z: job, c: job }, flows: ['s a z', 'x c'] },
    steps: [{ create: { items: [1, 2], k: 'mi' } }, { complete: 'a' }, { publish: 'mi-stop', key: 'mi', with: { why: 'x' } }, { complete: 'c' }],
  },
  {
    name: 'boundary timer beside a loop',
    shape: { nodes: { s: 'start', a: { service: true, multi: { ...items, sequential: true } }, x: { boundary: { timer: 'PT1H' }, on: 'a', beside: true }, z: job, c: job }, flows: ['s a z', 'x c'] },
    steps: [{ create: { items: [1, 2] } }, { advance: 'PT2H' }, { complete: 'a' }, { complete: 'a' }, { complete: 'c' }, { complete: 'z' }],
  },
  {
    name: 'error from one of a loop',
    shape: { nodes: { s: 'start', a: { service: true, multi: items }, x: { boundary: { error: 'BAD' }, on: 'a' }, z: job, c: job }, flows: ['s a z', 'x c'] },
    steps: [{ create: { items: [1, 2, 3] } }, { complete: 'a' }, { throw: 'a', code: 'BAD', with: { why: 1 } }, { complete: 'c' }],
  },
  {
    name: 'error uncaught in a loop',
    shape: looped(items),
    steps: [{ create: { items: [1] } }, { throw: 'a', code: 'BAD', message: 'so' }, { cancel: 0 }],
  },
  {
    name: 'error end event in a loop of sub-processes',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, u: { error: 'BAD' } }, flows: ['t a u'] }, multi: items }, x: { boundary: { anyError: true }, on: 'p' }, z: job, c: job }, flows: ['s p z', 'x c'] },
    steps: [{ create: { items: [1, 2] } }, { complete: 'a' }, { complete: 'c' }],
  },
  {
    name: 'terminate end event in a loop of sub-processes',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', f: 'and', a: job, b: job, u: 'terminate' }, flows: ['t f a u', 'f b'] }, multi: { ...items, collect: ['done', '=item'] } }, z: job }, flows: ['s p z'] },
    steps: [{ create: { items: [1, 2] } }, { complete: 'a' }, { complete: 'a' }],
  },
  {
    name: 'loop instance fails and is mended',
    shape: looped(items),
    steps: [{ create: { items: [1, 2] } }, { fail: 'a', retries: 0, message: 'no' }, { retries: 'a', to: 1 }, { resolve: 'a' }, { complete: 'a' }, { complete: 'a' }],
  },
  {
    name: 'loop instance cannot evaluate its type',
    shape: { nodes: { s: 'start', a: { service: '=kind', multi: items }, z: job }, flows: ['s a z'] },
    steps: [{ create: { items: [1, 2] } }, { set: { kind: 'computed' }, on: 0 }, { resolve: 'a' }, { resolve: 'a' }, { complete: 'a' }, { complete: 'a' }],
  },
  {
    name: 'cancelled with an incident at the loop',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: { service: true, multi: items } }, flows: ['t a'] } }, x: { boundary: { timer: 'PT1H' }, on: 'p' }, c: job }, flows: ['s p', 'x c'] },
    steps: [{ create: { items: 1 } }, { advance: 'PT2H' }, { complete: 'c' }],
  },
  {
    name: 'loops side by side write one list',
    shape: { nodes: { s: 'start', f: 'and', a: { service: true, multi: results }, b: { service: true, multi: { ...results, over: '=others' } }, j: 'and', z: job }, flows: ['s f a j z', 'f b j'] },
    steps: [{ create: { items: [1, 2], others: [3] } }, { complete: 'b', with: { result: 'b' } }, { complete: 'a', with: { result: 'a' } }, { complete: 'a', with: { result: 'aa' } }],
  },
  {
    name: 'loop gone round twice',
    shape: { nodes: { s: 'start', m: 'xor', a: { service: true, multi: results }, g: 'xor', e: 'end' }, flows: ['s m a g e', 'g m'], when: { 'g m': 'again' }, otherwise: { g: 'e' } },
    steps: [{ create: { items: [1], again: true } }, { complete: 'a', with: { result: 1 } }, { set: { again: false, items: [1, 2] }, on: 0 }, { complete: 'a', with: { result: 2 } }, { complete: 'a' }, { complete: 'a' }],
  },
  // what came is taken over once: tried again, the element finds what was mended
  {
    name: 'loop condition that a task has spoilt is mended',
    shape: looped({ ...results, until: '=enough' }),
    steps: [{ create: { items: [1, 2], enough: false, result: 0 } }, { complete: 'a', with: { enough: null, result: 3 } }, { set: { enough: true, result: 1 }, on: 0 }, { resolve: 'a' }],
  },
  {
    name: 'loop condition that a called process has spoilt is mended',
    shape: { nodes: { s: 'start', p: { call: 'child', multi: { ...results, sequential: true, until: '=enough' } }, z: job }, flows: ['s p z'] },
    also: { child: { nodes: { t: 'start', a: job }, flows: ['t a'] } },
    steps: [{ create: { items: [1, 2], enough: false, result: 0 } }, { complete: 'a', with: { enough: null, result: 3 } }, { set: { enough: true, result: 1 }, on: 0 }, { resolve: 'p' }],
  },
  ...([true, undefined] as const).flatMap((sequential): Scenario[] => [
    {
      name: `loop over receive tasks that could not begin, ${sequential ? 'one by one' : 'at once'}`,
      shape: { nodes: { s: 'start', r: { receive: { name: 'm', key: '=k' }, in: [['=if r = null then 1 else r + 1', 'r'], ['=item * 2', 'item'], ['=loopCounter + 5', 'loopCounter']], multi: { over: '=[1, 2]', as: 'item', collect: ['results', '=r'], ...(sequential && { sequential }) } }, z: job }, flows: ['s r z'] },
      steps: [{ create: {} }, { resolve: 'r' }, { resolve: 'r' }, { set: { k: 'q' }, on: 0 }, { resolve: 'r' }],
    },
    {
      name: `loop over service tasks that could not begin, ${sequential ? 'one by one' : 'at once'}`,
      shape: { nodes: { s: 'start', r: { service: '=type', in: [['=if r = null then 1 else r + 1', 'r'], ['=item * 2', 'item']], multi: { over: '=[1, 2]', as: 'item', collect: ['results', '=r'], ...(sequential && { sequential }) } }, z: job }, flows: ['s r z'] },
      steps: [{ create: {} }, { resolve: 'r' }, { set: { type: 'r' }, on: 0 }, { resolve: 'r' }, { complete: 'r' }],
    },
  ]),
]
