/** Variables: scopes, propagation, mappings in and out, setting them from outside. */
import type { Scenario } from '../support/scenario.ts'

const job = { service: true } as const

export const variableScenarios: Scenario[] = [
  {
    name: 'input mapping hides the outer variable',
    shape: { nodes: { s: 'start', a: { service: true, in: [['=x + 1', 'x'], ['=x', 'y']] }, b: job }, flows: ['s a b'] },
    steps: [{ create: { x: 1 } }, { complete: 'a', with: { x: 9, z: 3 } }],
  },
  {
    name: 'output mapping keeps the rest inside',
    shape: { nodes: { s: 'start', a: { service: true, out: [['=r', 'result']] }, b: job }, flows: ['s a b'] },
    steps: [{ create: { r: 0 } }, { complete: 'a', with: { r: 5, other: 1 } }],
  },
  {
    name: 'output mapping of something missing',
    shape: { nodes: { s: 'start', a: { service: true, out: [['=missing', 'result'], ['=missing.deep', 'deep']] }, b: job }, flows: ['s a b'] },
    steps: [{ create: {} }, { complete: 'a' }],
  },
  { name: 'static mapping', shape: { nodes: { s: 'start', a: { service: true, in: [['text', 'x'], ['5', 'n']] } }, flows: ['s a'] }, steps: [{ create: {} }] },
  {
    name: 'nested targets going in',
    shape: { nodes: { s: 'start', a: { service: true, in: [['=x', 'o.a'], ['=x + 1', 'o.b.c'], ['=o.a', 'seen']] } }, flows: ['s a'] },
    steps: [{ create: { x: 1, o: { z: 1 } } }, { complete: 'a' }],
  },
  {
    name: 'nested targets going out are merged',
    shape: { nodes: { s: 'start', a: { service: true, out: [['=r', 'o.a'], ['=r', 'p.q']] }, b: job }, flows: ['s a b'] },
    steps: [{ create: { o: { z: 1 }, p: 5 } }, { complete: 'a', with: { r: 7 } }],
  },
  {
    name: 'a later mapping sees an earlier one',
    shape: { nodes: { s: 'start', a: { service: true, in: [['=1', 'p'], ['=p + 1', 'q']], out: [['=q', 'x'], ['=x + 1', 'y']] }, b: job }, flows: ['s a b'] },
    steps: [{ create: { x: 100 } }, { complete: 'a' }],
  },
  {
    name: 'sub-process with variables of its own',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, u: 'end' }, flows: ['t a u'] }, in: [['=x', 'mine']], out: [['=mine', 'theirs']] }, b: job }, flows: ['s p b'] },
    steps: [{ create: { x: 1 } }, { complete: 'a', with: { mine: 2, free: 3 } }],
  },
  {
    name: 'sub-process without output mapping keeps its locals',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: job, u: 'end' }, flows: ['t a u'] }, in: [['=x', 'mine']] }, b: job }, flows: ['s p b'] },
    steps: [{ create: { x: 1 } }, { complete: 'a', with: { mine: 2, free: 3 } }],
  },
  {
    name: 'variables set from outside',
    shape: { nodes: { s: 'start', a: { service: true, in: [['=x', 'local']] }, b: job }, flows: ['s a b'] },
    steps: [{ create: { x: 1 } }, { set: { local: 2, x: 3, fresh: 4 }, on: 'a' }, { set: { only: 5 }, on: 'a', local: true }, { set: { top: 6 }, on: 0 }, { complete: 'a' }],
  },
  { name: 'every kind of value', shape: { nodes: { s: 'start', a: { service: true, in: [['=all', 'copy']] } }, flows: ['s a'] }, steps: [{ create: { all: { t: true, n: null, l: [1, 'a', [2.5]], o: { p: {} }, s: '中文' } } }, { complete: 'a' }] },
  { name: 'start and end events with mappings', shape: { nodes: { s: 'start', a: job, e: 'end' }, flows: ['s a e'] }, steps: [{ create: { a: 1 } }, { complete: 'a', with: { b: 2 } }] },
  {
    name: 'parallel branches write the same variable',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, j: 'and', c: job }, flows: ['s f a j c', 'f b j'] },
    steps: [{ create: {} }, { complete: 'b', with: { v: 'b' } }, { complete: 'a', with: { v: 'a' } }],
  },
  {
    name: 'decimals',
    shape: { nodes: { s: 'start', a: { service: true, in: [['=0.1 + 0.2', 'sum'], ['=x * 3', 'product'], ['=7 / 3', 'quotient'], ['=x - 0.3', 'difference']] } }, flows: ['s a'] },
    steps: [{ create: { x: 1.1 } }],
  },
]
