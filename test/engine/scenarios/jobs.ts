/** Jobs: headers, retries, failures, errors thrown, incidents on jobs and their resolution. */
import type { Scenario } from '../support/scenario.ts'

const job = { service: true } as const

export const jobScenarios: Scenario[] = [
  {
    name: 'headers and computed type and retries',
    shape: { nodes: { s: 'start', a: { service: '="computed"', retries: '=n + 1', headers: { limit: 'P5D', clock: 'statutory' } } }, flows: ['s a'] },
    steps: [{ create: { n: 4 } }],
  },
  {
    name: 'user task headers',
    shape: { nodes: { s: 'start', a: { user: { assignee: '=who', candidateGroups: 'window, head', candidateUsers: '=["u1", "u2"]', formKey: 'decision', dueDate: '2030-01-02T03:04:00+08:00' }, headers: { limit: 'P5D' } } }, flows: ['s a'] },
    steps: [{ create: { who: 'li' } }, { complete: 'a' }],
  },
  { name: 'user task without assignment', shape: { nodes: { s: 'start', a: { user: {} } }, flows: ['s a'] }, steps: [{ create: {} }, { complete: 'a' }] },
  {
    name: 'assignee that is missing',
    shape: { nodes: { s: 'start', a: { user: { assignee: '=who' } } }, flows: ['s a'] },
    steps: [{ create: {} }, { set: { who: 'li' }, on: 0 }, { resolve: 'a' }],
  },
  {
    name: 'groups of the wrong type',
    shape: { nodes: { s: 'start', a: { user: { candidateGroups: '=groups' } } }, flows: ['s a'] },
    steps: [{ create: { groups: 'one' } }, { set: { groups: [1] }, on: 0 }, { resolve: 'a' }, { set: { groups: [] }, on: 0 }, { resolve: 'a' }],
  },
  {
    name: 'job type of the wrong type',
    shape: { nodes: { s: 'start', a: { service: '=kind' } }, flows: ['s a'] },
    steps: [{ create: {} }, { set: { kind: 7 }, on: 0 }, { resolve: 'a' }, { set: { kind: 'computed' }, on: 0 }, { resolve: 'a' }],
  },
  {
    name: 'retries of the wrong type',
    shape: { nodes: { s: 'start', a: { service: true, retries: '=n' } }, flows: ['s a'] },
    steps: [{ create: { n: 'x' } }, { set: { n: 2 }, on: 0 }, { resolve: 'a' }],
  },
  {
    name: 'failed and offered again',
    shape: { nodes: { s: 'start', a: job }, flows: ['s a'] },
    steps: [{ create: {} }, { fail: 'a', retries: 2, message: 'not yet' }, { fail: 'a', retries: 1 }, { complete: 'a' }],
  },
  {
    name: 'no retries left',
    shape: { nodes: { s: 'start', a: job }, flows: ['s a'] },
    steps: [
      { create: {} }, { fail: 'a', retries: 0, message: 'printer on fire' }, { complete: 'a' }, { fail: 'a', retries: 1 }, { throw: 'a', code: 'X' },
      { resolve: 'a' }, { retries: 'a', to: 0 }, { retries: 'a', to: 3 }, { resolve: 'a' }, { complete: 'a' },
    ],
    except: { '8.5': 'RESOLVE without retries is NOT_FOUND there, and the retries sentence differs; 8.8 is followed' },
  },
  { name: 'no retries left, no message', shape: { nodes: { s: 'start', a: job }, flows: ['s a'] }, steps: [{ create: {} }, { fail: 'a', retries: 0 }, { cancel: 0 }] },
  { name: 'negative retries', shape: { nodes: { s: 'start', a: job }, flows: ['s a'] }, steps: [{ create: {} }, { fail: 'a', retries: -3 }] },
  {
    name: 'completed twice',
    shape: { nodes: { s: 'start', a: job, b: job }, flows: ['s a b'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'a' }, { fail: 'a', retries: 1 }, { throw: 'a', code: 'X' }, { complete: 'b' }],
  },
  {
    name: 'error caught on the task',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { error: 'X' }, on: 'a' }, b: job, c: job }, flows: ['s a b', 'x c'] },
    steps: [{ create: {} }, { throw: 'a', code: 'X', message: 'no', with: { why: 'gap' } }, { complete: 'c' }],
  },
  {
    name: 'error with output mapping on the catching event',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { error: 'X' }, on: 'a', out: [['=why', 'reason']] }, c: job }, flows: ['s a', 'x c'] },
    steps: [{ create: {} }, { throw: 'a', code: 'X', with: { why: 'gap', other: 1 } }],
  },
  {
    name: 'error nobody catches',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { error: 'X' }, on: 'a' }, c: job }, flows: ['s a', 'x c'] },
    steps: [{ create: {} }, { throw: 'a', code: 'Y', message: 'what' }, { complete: 'a' }, { resolve: 'a' }, { throw: 'a', code: 'X' }],
  },
  {
    name: 'error caught by all',
    shape: { nodes: { s: 'start', a: job, x: { boundary: { error: 'X' }, on: 'a' }, z: { boundary: { anyError: true }, on: 'a' }, b: job, c: job }, flows: ['s a', 'x b', 'z c'] },
    steps: [{ create: {} }, { throw: 'a', code: 'Y' }, { create: {} }, { throw: 'a', code: 'X' }],
  },
  {
    name: 'error from one branch of a fork',
    shape: {
      nodes: {
        s: 'start', again: 'xor', r: { boundary: { error: 'return' }, on: 'p' }, d: job,
        p: { sub: { nodes: { t: 'start', f: 'and', a: job, b: job, c: job, j: 'and', u: 'end' }, flows: ['t f a j u', 'f b j', 'f c j'] } },
      },
      flows: ['s again p d', 'r again'],
    },
    steps: [{ create: {} }, { complete: 'a' }, { throw: 'b', code: 'return', with: { round: 2 } }, { complete: 'a' }, { complete: 'b' }, { complete: 'c' }, { complete: 'd' }],
  },
  {
    name: 'error end event caught outside',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { t: 'start', f: 'and', a: job, b: job, x: { error: 'E' } }, flows: ['t f a x', 'f b'] } }, r: { boundary: { error: 'E' }, on: 'p' }, c: job, d: job },
      flows: ['s p d', 'r c'],
    },
    steps: [{ create: {} }, { complete: 'a', with: { v: 1 } }, { complete: 'c' }],
  },
  {
    name: 'error end event nobody catches',
    shape: { nodes: { s: 'start', a: job, x: { error: 'E' } }, flows: ['s a x'] },
    steps: [{ create: {} }, { complete: 'a' }, { resolve: 'x' }, { cancel: 0 }],
  },
  {
    name: 'error passes an inner scope that catches another',
    shape: {
      nodes: {
        s: 'start', o: { boundary: { error: 'E' }, on: 'p' }, c: job,
        p: { sub: { nodes: { t: 'start', q: { sub: { nodes: { v: 'start', a: job }, flows: ['v a'] } }, i: { boundary: { error: 'F' }, on: 'q' }, d: job }, flows: ['t q', 'i d'] } },
      },
      flows: ['s p', 'o c'],
    },
    steps: [{ create: {} }, { throw: 'a', code: 'E' }, { create: {} }, { throw: 'a', code: 'F' }, { create: {} }, { throw: 'a', code: 'G', message: 'm' }],
  },
]
