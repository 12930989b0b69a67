/** Who creates an instance and waits for its end: what is answered, with which variables, and when nothing is. */
import type { Scenario } from '../support/scenario.ts'
import type { Shape } from '../support/shape.ts'

const job = { service: true } as const
const oneJob: Shape = { nodes: { s: 'start', a: job, e: 'end' }, flows: ['s a e'] }
const child: Shape = { nodes: { cs: 'start', c: job, ce: 'end' }, flows: ['cs c ce'] }

export const resultScenarios: Scenario[] = [
  { name: 'result at once', shape: { nodes: { s: 'start', a: { script: '=x + 1', result: 'z' }, e: 'end' }, flows: ['s a e'] }, steps: [{ createForResult: { x: 1, y: [null, { 名: '甲' }] } }, { result: 0 }] },
  { name: 'result after a job', shape: oneJob, steps: [{ createForResult: { x: 1 } }, { result: 0 }, { complete: 'a', with: { y: 2 } }, { result: 0 }] },
  { name: 'result with the variables asked for', shape: oneJob, steps: [{ createForResult: { x: 1, y: 2, z: 3 }, fetch: ['y', 'w'] }, { complete: 'a', with: { w: 4 } }, { result: 0 }] },
  { name: 'result with names nobody knows', shape: oneJob, steps: [{ createForResult: { x: 1 }, fetch: ['other', 'x.y'] }, { complete: 'a' }, { result: 0 }] },
  { name: 'result without variables', shape: oneJob, steps: [{ createForResult: {} }, { complete: 'a' }, { result: 0 }] },
  {
    name: 'result leaves out what is local',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, u: 'end' }, flows: ['t a u'] }, in: [['=x', 'inner']] }, e: 'end' }, flows: ['s p e'] },
    steps: [{ createForResult: { x: 1 } }, { complete: 'a', with: { inner: 2, outer: 3 } }, { result: 0 }],
  },
  {
    name: 'result after an incident',
    shape: { nodes: { s: 'start', g: 'xor', a: job, e: 'end' }, flows: ['s g a e'], when: { 'g a': 'x > 5' } },
    steps: [{ createForResult: { x: 1 }, fetch: ['x'] }, { result: 0 }, { set: { x: 6 }, on: 0 }, { resolve: 'g' }, { complete: 'a' }, { result: 0 }],
  },
  { name: 'result after a job without retries', shape: oneJob, steps: [{ createForResult: {} }, { fail: 'a', retries: 0, message: 'broken' }, { result: 0 }, { retries: 'a', to: 1 }, { resolve: 'a' }, { complete: 'a', with: { y: 1 } }, { result: 0 }] },
  { name: 'result of a cancelled instance', shape: oneJob, steps: [{ createForResult: { x: 1 } }, { cancel: 0 }, { result: 0 }] },
  { name: 'result of an instance that was modified to its end', shape: oneJob, steps: [{ createForResult: { x: 1 } }, { modify: 0, stop: ['a'] }, { result: 0 }] },
  { name: 'result of an instance that was modified', shape: { nodes: { s: 'start', a: job, b: job, e: 'end' }, flows: ['s a b e'] }, steps: [{ createForResult: { x: 1 } }, { modify: 0, start: [{ element: 'b' }], stop: ['a'] }, { complete: 'b' }, { result: 0 }] },
  {
    name: 'result of an instance that was migrated',
    shape: oneJob, also: { next: { nodes: { s: 'start', a: job, b: job, e: 'end' }, flows: ['s a b e'] } },
    steps: [{ createForResult: { x: 1 } }, { migrate: 0, to: 'next', map: { a: 'a' } }, { complete: 'a' }, { result: 0 }, { complete: 'b', with: { y: 2 } }, { result: 0 }],
  },
  { name: 'result of a terminate end event', shape: { nodes: { s: 'start', f: 'and', a: job, b: job, e: 'terminate' }, flows: ['s f a', 'f b e'] }, steps: [{ createForResult: { x: 1 } }, { complete: 'b', with: { y: 2 } }, { result: 0 }] },
  { name: 'result of an error nobody catches', shape: oneJob, steps: [{ createForResult: {} }, { throw: 'a', code: 'BAD' }, { result: 0 }, { cancel: 0 }, { result: 0 }] },
  { name: 'result across a call', shape: { nodes: { s: 'start', p: { call: 'child' }, e: 'end' }, flows: ['s p e'] }, also: { child }, steps: [{ createForResult: { x: 1 } }, { complete: 'c', with: { y: 2 } }, { result: 0 }] },
  { name: 'result when the called instance is cancelled', shape: { nodes: { s: 'start', p: { call: 'child' }, e: 'end' }, flows: ['s p e'] }, also: { child }, steps: [{ createForResult: { x: 1 } }, { cancel: 1 }, { result: 0 }] },
  { name: 'result after a timer', shape: { nodes: { s: 'start', t: { catch: { timer: 'PT1H' } }, e: 'end' }, flows: ['s t e'] }, steps: [{ createForResult: { x: 1 } }, { result: 0 }, { advance: 'PT2H' }, { result: 0 }] },
  { name: 'two results, the second comes first', shape: { nodes: { s: 'start', g: 'xor', a: job, b: job, e: 'end' }, flows: ['s g a e', 'g b e'], when: { 'g a': 'n = 1' }, otherwise: { g: 'b' } }, steps: [{ createForResult: { n: 1 } }, { createForResult: { n: 2 } }, { complete: 'b' }, { result: 1 }, { result: 0 }, { complete: 'a' }, { result: 0 }] },
  { name: 'result of a process that only a message starts', shape: { nodes: { s: { start: { message: { name: 'only-message-result' } } }, a: job }, flows: ['s a'] }, steps: [{ createForResult: {} }] },
]
