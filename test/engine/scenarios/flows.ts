/** Tokens: sequences, gateways, joins, implicit forks, sub-processes, ends, termination. */
import type { Scenario } from '../support/scenario.ts'

const job = { service: true } as const

export const flowScenarios: Scenario[] = [
  { name: 'one task', shape: { nodes: { s: 'start', a: job, e: 'end' }, flows: ['s a e'] }, steps: [{ create: { x: 1 } }, { complete: 'a', with: { y: 2 } }] },
  { name: 'start to end', shape: { nodes: { s: 'start', e: 'end' }, flows: ['s e'] }, steps: [{ create: {} }] },
  { name: 'process without end', shape: { nodes: { s: 'start', a: job }, flows: ['s a'] }, steps: [{ create: {} }, { complete: 'a' }] },
  {
    name: 'exclusive takes the first that holds',
    shape: { nodes: { s: 'start', g: 'xor', a: job, b: job, c: job }, flows: ['s g a', 'g b', 'g c'], when: { 'g a': 'x > 5', 'g b': 'x > 1' }, otherwise: { g: 'c' } },
    steps: [{ create: { x: 9 } }, { create: { x: 3 } }, { create: { x: 0 } }, { complete: 'a' }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'exclusive without a match',
    shape: { nodes: { s: 'start', g: 'xor', a: job, b: job }, flows: ['s g a', 'g b'], when: { 'g a': 'x = 1', 'g b': 'x = 2' } },
    steps: [{ create: { x: 3 } }, { set: { x: 2 }, on: 0 }, { resolve: 'g' }],
  },
  {
    name: 'exclusive on a missing variable',
    shape: { nodes: { s: 'start', g: 'xor', a: job, b: job }, flows: ['s g a', 'g b'], when: { 'g a': 'x > 1' }, otherwise: { g: 'b' } },
    steps: [{ create: {} }, { set: { x: 'text' }, on: 0 }, { resolve: 'g' }, { set: { x: 2 }, on: 0 }, { resolve: 'g' }],
  },
  {
    name: 'exclusive with one flow and a condition',
    shape: { nodes: { s: 'start', g: 'xor', a: job }, flows: ['s g a'], when: { 'g a': 'ok' } },
    steps: [{ create: { ok: true } }, { create: { ok: false } }, { cancel: 1 }],
  },
  { name: 'exclusive as the last element', shape: { nodes: { s: 'start', g: 'xor' }, flows: ['s g'] }, steps: [{ create: {} }] },
  {
    name: 'fork and join',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, c: job, j: 'and', d: job, e: 'end' }, flows: ['s f a j d e', 'f b j', 'f c j'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'a' }, { complete: 'c', with: { z: 1 } }, { complete: 'd' }],
  },
  {
    name: 'fork without join',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, e: 'end', e2: 'end' }, flows: ['s f a e', 'f b e2'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }],
  },
  {
    name: 'a task splits and a task merges',
    shape: { nodes: { s: 'start', a: job, b: job, c: job, d: job }, flows: ['s a b d', 'a c d'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }, { complete: 'c' }, { complete: 'd' }, { complete: 'd' }],
  },
  {
    name: 'join that waits for ever',
    shape: { nodes: { s: 'start', g: 'xor', a: job, b: job, j: 'and', e: 'end' }, flows: ['s g a j e', 'g b j'], when: { 'g a': 'true' }, otherwise: { g: 'b' } },
    steps: [{ create: {} }, { complete: 'a' }, { cancel: 0 }],
  },
  {
    name: 'loop back',
    shape: { nodes: { s: 'start', m: 'xor', a: job, g: 'xor', e: 'end' }, flows: ['s m a g e', 'g m'], when: { 'g m': 'again' }, otherwise: { g: 'e' } },
    steps: [{ create: {} }, { complete: 'a', with: { again: true } }, { complete: 'a', with: { again: true } }, { complete: 'a', with: { again: false } }],
  },
  {
    name: 'two tokens on one join flow',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, c: job, m: 'xor', j: 'and', d: job }, flows: ['s f a m j d', 'f b m', 'f c j'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }, { complete: 'c' }, { complete: 'd' }, { cancel: 0 }],
  },
  {
    name: 'sub-process',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, b: job, f: 'and', u: 'end' }, flows: ['t f a u', 'f b u'] } }, c: job, e: 'end' }, flows: ['s p c e'] },
    steps: [{ create: {} }, { complete: 'a', with: { in: 1 } }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'sub-process in a sub-process, cancelled',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', q: { sub: { nodes: { v: 'start', a: job, b: job, f: 'and' }, flows: ['v f a', 'f b'] } } }, flows: ['t q'] } } }, flows: ['s p'] },
    steps: [{ create: {} }, { cancel: 0 }, { complete: 'a' }],
  },
  {
    name: 'terminate end event at the top',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, t: 'terminate', e: 'end' }, flows: ['s f a t', 'f b e'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }],
  },
  {
    name: 'terminate end event in a sub-process',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { v: 'start', f: 'and', a: job, b: job, t: 'terminate', e: 'end' }, flows: ['v f a t', 'f b e'] } }, c: job }, flows: ['s p c'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'c' }],
  },
  {
    name: 'terminate end event alone',
    shape: { nodes: { s: 'start', a: job, t: 'terminate' }, flows: ['s a t'] },
    steps: [{ create: {} }, { complete: 'a' }],
  },
  { name: 'two tokens at a terminate end event', shape: { nodes: { s: 'start', f: 'and', a: { throw: 'none' }, b: { throw: 'none' }, x: 'xor', c: job, t: 'terminate' }, flows: ['s f a x t', 'f b x', 'f c'] }, steps: [{ create: {} }] },
  {
    name: 'terminate end event beside a loop',
    shape: { nodes: { s: 'start', f: 'and', a: job, m: { service: true, multi: { over: '=[1, 2]', as: 'i' } }, b: job, c: job, t: 'terminate' }, flows: ['s f c', 'f b', 'f m', 'f a t'] },
    steps: [{ create: {} }, { complete: 'a' }],
  },
  { name: 'cancel and complete afterwards', shape: { nodes: { s: 'start', a: job }, flows: ['s a'] }, steps: [{ create: {} }, { cancel: 0 }, { complete: 'a' }, { cancel: 0 }] },
  {
    name: 'the approval of the bench',
    shape: { nodes: { s: 'start', a: { user: {} }, f: 'and', b1: { user: {} }, b2: { user: {} }, b3: { user: {} }, j: 'and', d: { user: {} }, e: 'end' }, flows: ['s a f b1 j d e', 'f b2 j', 'f b3 j'] },
    steps: [{ create: { caseId: 'c' } }, { complete: 'a' }, { complete: 'b3' }, { complete: 'b1' }, { complete: 'b2' }, { complete: 'd', with: { outcome: 'agree' } }],
  },
]
