/** Edges of tokens, scopes and gateways: what happens when things meet, are empty, or come twice. */
import type { Scenario } from '../support/scenario.ts'
import type { Shape } from '../support/shape.ts'

const job = { service: true } as const
const message = (name: string, key = '=k') => ({ message: { name, key } })
const sub = (nodes: Shape['nodes'], flows: string[]) => ({ sub: { nodes, flows } })

export const edgeScenarios: Scenario[] = [
  { name: 'a start event alone', shape: { nodes: { s: 'start' }, flows: [] }, steps: [{ create: { x: 1 } }] },
  { name: 'a sub-process with a start event alone', shape: { nodes: { s: 'start', p: sub({ t: 'start' }, []), a: job }, flows: ['s p a'] }, steps: [{ create: {} }, { complete: 'a' }] },
  {
    name: 'ten branches, joined in another order',
    shape: { nodes: { s: 'start', f: 'and', ...Object.fromEntries('abcdefghij'.split('').map((id) => [`${id}1`, job])), j: 'and', z: job }, flows: ['s f', ...'abcdefghij'.split('').map((id) => `f ${id}1 j`), 'j z'] },
    steps: [{ create: {} }, ...'cafbjdieg'.split('').map((id) => ({ complete: `${id}1` })), { complete: 'h1', with: { last: 'h' } }, { complete: 'z' }],
  },
  {
    name: 'a fork straight into its join',
    shape: { nodes: { s: 'start', f: 'and', a: job, j: 'and', b: job }, flows: ['s f j b', 'f a j'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }],
  },
  { name: 'a parallel gateway with one way in and one out', shape: { nodes: { s: 'start', f: 'and', a: job }, flows: ['s f a'] }, steps: [{ create: {} }, { complete: 'a' }] },
  { name: 'a parallel gateway as the last element', shape: { nodes: { s: 'start', a: job, f: 'and' }, flows: ['s a f'] }, steps: [{ create: {} }, { complete: 'a' }] },
  {
    name: 'a join that is a fork too',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, j: 'and', c: job, d: job }, flows: ['s f a j c', 'f b j d'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }, { complete: 'd' }, { complete: 'c' }],
  },
  {
    name: 'forks in forks',
    shape: { nodes: { s: 'start', f: 'and', g: 'and', h: 'and', a: job, b: job, c: job, d: job, i: 'and', k: 'and', j: 'and', e: 'end' }, flows: ['s f g a i j e', 'g b i', 'f h c k j', 'h d k'] },
    steps: [{ create: {} }, { complete: 'd' }, { complete: 'a' }, { complete: 'c' }, { complete: 'b' }],
  },
  {
    name: 'a join inside a loop, three rounds',
    shape: {
      nodes: { s: 'start', m: 'xor', f: 'and', a: job, b: job, j: 'and', g: 'xor', e: 'end' },
      flows: ['s m f a j g e', 'f b j', 'g m'], when: { 'g m': 'round < 3' }, otherwise: { g: 'e' },
    },
    steps: [{ create: {} }, { complete: 'a', with: { round: 1 } }, { complete: 'b' }, { complete: 'b' }, { complete: 'a', with: { round: 2 } }, { complete: 'a', with: { round: 3 } }, { complete: 'b' }],
  },
  {
    name: 'tokens of two rounds at one join',
    shape: { nodes: { s: 'start', f: 'and', a: job, m: 'xor', g: 'xor', b: job, j: 'and', e: 'end' }, flows: ['s f m a g j e', 'f b j', 'g m'], when: { 'g m': 'again' }, otherwise: { g: 'j' } },
    steps: [{ create: {} }, { complete: 'a', with: { again: true } }, { complete: 'b' }, { complete: 'a', with: { again: false } }],
  },
  {
    name: 'exclusive: two conditions hold, the order decides',
    shape: { nodes: { s: 'start', g: 'xor', a: job, b: job, c: job }, flows: ['s g a', 'g b', 'g c'], when: { 'g a': 'x > 0', 'g b': 'x > 0', 'g c': 'x > 0' } },
    steps: [{ create: { x: 1 } }],
  },
  {
    name: 'exclusive: a condition that is no boolean',
    shape: { nodes: { s: 'start', g: 'xor', a: job, b: job }, flows: ['s g a', 'g b'], when: { 'g a': 'x' }, otherwise: { g: 'b' } },
    steps: [{ create: { x: 1 } }, { create: { x: 'true' } }, { create: { x: null } }, { create: { x: [true] } }, { create: { x: true } }],
  },
  {
    name: 'exclusive: strings, lists and contexts in conditions',
    shape: { nodes: { s: 'start', g: 'xor', a: job, b: job, c: job, d: job }, flows: ['s g a', 'g b', 'g c', 'g d'], when: { 'g a': 'kind = "new"', 'g b': 'list contains(parts, kind)', 'g c': 'form.area > 100 and form.owner != null' }, otherwise: { g: 'd' } },
    steps: [{ create: { kind: 'new', parts: [], form: {} } }, { create: { kind: 'x', parts: ['x'], form: {} } }, { create: { kind: 'y', parts: [], form: { area: 120, owner: 'a' } } }, { create: { kind: 'y', parts: [], form: { area: 120 } } }, { create: { kind: 'y' } }],
  },
  {
    name: 'exclusive gateways in a row',
    shape: { nodes: { s: 'start', g: 'xor', h: 'xor', i: 'xor', a: job, b: job }, flows: ['s g h i a', 'g b', 'h b', 'i b'], when: { 'g h': 'x > 1', 'h i': 'x > 2', 'i a': 'x > 3' }, otherwise: { g: 'b', h: 'b', i: 'b' } },
    steps: [{ create: { x: 4 } }, { create: { x: 3 } }, { create: { x: 1 } }],
  },
  {
    name: 'incident at a gateway of one branch, the other goes on',
    shape: { nodes: { s: 'start', f: 'and', g: 'xor', a: job, b: job, c: job, j: 'and' }, flows: ['s f g a j', 'g b j', 'f c j'], when: { 'g a': 'x > 1' }, otherwise: { g: 'b' } },
    steps: [{ create: {} }, { complete: 'c' }, { set: { x: 2 }, on: 0 }, { resolve: 'g' }, { complete: 'a' }],
  },
  { name: 'cancelled with an incident', shape: { nodes: { s: 'start', g: 'xor', a: job }, flows: ['s g a'], when: { 'g a': 'x > 1' } }, steps: [{ create: {} }, { cancel: 0 }, { resolve: 'g' }] },
  {
    name: 'resolved without being mended',
    shape: { nodes: { s: 'start', g: 'xor', a: job, b: job }, flows: ['s g a', 'g b'], when: { 'g a': 'x > 1', 'g b': 'x < 0' } },
    steps: [{ create: { x: 0 } }, { resolve: 'g' }, { resolve: 'g' }, { set: { x: 2 }, on: 0 }, { resolve: 'g' }, { resolve: 'g' }],
  },
  {
    name: 'sub-process: tokens inside end one by one',
    shape: { nodes: { s: 'start', p: sub({ t: 'start', f: 'and', a: job, b: job, c: job, u: 'end', v: 'end' }, ['t f a u', 'f b v', 'f c']), d: job }, flows: ['s p d'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'a' }, { complete: 'c' }, { complete: 'd' }],
  },
  {
    name: 'two tokens in one sub-process, one after the other',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, p: sub({ t: 'start', c: job, u: 'end' }, ['t c u']), d: job }, flows: ['s f a p d', 'f b p'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }, { complete: 'c' }, { complete: 'c' }, { complete: 'd' }, { complete: 'd' }],
  },
  {
    name: 'a sub-process in a loop',
    shape: { nodes: { s: 'start', m: 'xor', p: { sub: { nodes: { t: 'start', a: job, u: 'end' }, flows: ['t a u'] }, in: [['=if n = null then 0 else n', 'n']], out: [['=n + 1', 'n']] }, g: 'xor', e: 'end' }, flows: ['s m p g e', 'g m'], when: { 'g m': 'n < 3' }, otherwise: { g: 'e' } },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'a' }, { complete: 'a' }],
  },
  {
    name: 'three scopes deep, and out again',
    shape: { nodes: { s: 'start', p: sub({ t: 'start', q: sub({ u: 'start', r: sub({ v: 'start', a: job, w: 'end' }, ['v a w']), b: job }, ['u r b']), c: job }, ['t q c']), d: job }, flows: ['s p d'] },
    steps: [{ create: { x: 1 } }, { complete: 'a', with: { y: 1 } }, { complete: 'b' }, { complete: 'c' }, { complete: 'd' }],
  },
  {
    name: 'terminate inside ends the inner scope, the outer goes on',
    shape: {
      nodes: { s: 'start', f: 'and', p: sub({ t: 'start', g: 'and', a: job, b: job, m: { catch: message('edge-never') }, x: 'terminate', e: 'end' }, ['t g a x', 'g b e', 'g m e']), c: job, j: 'and', d: job },
      flows: ['s f p j d', 'f c j'],
    },
    steps: [{ create: { k: 'edge-t' } }, { complete: 'a' }, { publish: 'edge-never', key: 'edge-t' }, { complete: 'c' }, { complete: 'd' }],
  },
  {
    name: 'terminate at the top reaches three scopes deep',
    shape: { nodes: { s: 'start', f: 'and', p: sub({ t: 'start', q: sub({ u: 'start', g: 'and', a: job, b: job }, ['u g a', 'g b']) }, ['t q']), c: job, x: 'terminate' }, flows: ['s f p', 'f c x'] },
    steps: [{ create: {} }, { complete: 'c' }, { complete: 'a' }],
  },
  {
    name: 'two terminate events reached in one turn',
    shape: { nodes: { s: 'start', a: job, f: 'and', x: 'terminate', y: 'terminate', b: job }, flows: ['s a f x', 'f y', 'f b'] },
    steps: [{ create: {} }, { complete: 'a' }],
  },
  {
    name: 'terminate leaves an incident behind, resolved by going',
    shape: { nodes: { s: 'start', f: 'and', g: 'xor', a: job, b: job, x: 'terminate' }, flows: ['s f g a', 'f b x'], when: { 'g a': 'missing > 1' } },
    steps: [{ create: {} }, { complete: 'b' }],
  },
  {
    name: 'implicit ends at different depths',
    shape: { nodes: { s: 'start', a: job, p: sub({ t: 'start', b: job }, ['t b']), c: job }, flows: ['s a', 's p', 's c'] },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'c' }, { complete: 'a' }],
  },
  {
    name: 'a start event with two flows out',
    shape: { nodes: { s: 'start', a: job, b: job, j: 'and', e: 'end' }, flows: ['s a j e', 's b j'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }],
  },
  {
    name: 'several tokens through one task and one terminate',
    shape: { nodes: { s: 'start', f: 'and', m: 'xor', a: job, x: 'terminate' }, flows: ['s f a x', 'f m a'] },
    steps: [{ create: {} }, { complete: 'a' }],
  },
  {
    name: 'error passes a multi-scope path and ends a fork around it',
    shape: {
      nodes: { s: 'start', p: sub({ t: 'start', f: 'and', a: job, q: sub({ u: 'start', b: job, x: { error: 'deep' } }, ['u b x']), m: { catch: { timer: 'PT5H' } } }, ['t f a', 'f q', 'f m']), r: { boundary: { error: 'deep' }, on: 'p' }, c: job },
      flows: ['s p', 'r c'],
    },
    steps: [{ create: {} }, { complete: 'b', with: { v: 1 } }, { advance: 'PT6H' }, { complete: 'c' }],
  },
  {
    name: 'error code from a variable',
    shape: { nodes: { s: 'start', p: sub({ t: 'start', a: job, x: { error: '=code' } }, ['t a x']), r: { boundary: { error: 'yes' }, on: 'p' }, c: job }, flows: ['s p', 'r c'] },
    steps: [{ create: {} }, { complete: 'a', with: { code: 'yes' } }, { create: {} }, { complete: 'a', with: { code: 'no' } }, { create: {} }, { complete: 'a', with: { code: 5 } }, { create: {} }, { complete: 'a' }],
  },
  {
    name: 'the innermost of several that catch',
    shape: {
      nodes: {
        s: 'start', o: { boundary: { error: 'E' }, on: 'p' }, c: job, d: job, z: job,
        p: sub({ t: 'start', q: sub({ u: 'start', a: job, i: { boundary: { anyError: true }, on: 'a' }, b: job }, ['u a', 'i b']), n: { boundary: { error: 'E' }, on: 'q' }, w: job }, ['t q', 'n w']),
      },
      flows: ['s p z', 'o c'],
    },
    steps: [{ create: {} }, { throw: 'a', code: 'E', with: { at: 'a' } }, { throw: 'b', code: 'E' }, { throw: 'w', code: 'E' }, { complete: 'c' }],
  },
  {
    name: 'the boundary path goes back into the task',
    shape: { nodes: { s: 'start', m: 'xor', a: job, x: { boundary: { error: 'redo' }, on: 'a' }, e: 'end' }, flows: ['s m a e', 'x m'] },
    steps: [{ create: { n: 0 } }, { throw: 'a', code: 'redo', with: { n: 1 } }, { throw: 'a', code: 'redo', with: { n: 2 } }, { complete: 'a' }],
  },
  {
    name: 'a task whose boundary path merges with its own',
    shape: { nodes: { s: 'start', a: job, x: { boundary: message('edge-hint'), on: 'a', beside: true }, m: 'xor', b: job }, flows: ['s a m b', 'x m'] },
    steps: [{ create: { k: 'eh' } }, { publish: 'edge-hint', key: 'eh', with: { hint: 1 } }, { publish: 'edge-hint', key: 'eh', with: { hint: 2 } }, { complete: 'a' }, { complete: 'b' }, { complete: 'b' }, { complete: 'b' }],
  },
  {
    name: 'nothing after a boundary event',
    shape: { nodes: { s: 'start', a: job, x: { boundary: message('edge-stop'), on: 'a' }, b: job }, flows: ['s a b'] },
    steps: [{ create: { k: 'es' } }, { publish: 'edge-stop', key: 'es', with: { y: 1 } }],
  },
  {
    name: 'interrupted while a job has failed for good',
    shape: { nodes: { s: 'start', a: job, x: { boundary: message('edge-out'), on: 'a' }, b: job }, flows: ['s a', 'x b'] },
    steps: [{ create: { k: 'eo' } }, { fail: 'a', retries: 0, message: 'broken' }, { publish: 'edge-out', key: 'eo' }, { resolve: 'a' }, { complete: 'b' }],
  },
  {
    name: 'a sub-process interrupted with incidents inside',
    shape: { nodes: { s: 'start', p: sub({ t: 'start', f: 'and', a: job, g: 'xor', b: job, c: job }, ['t f a', 'f g b', 'f c']), x: { boundary: message('edge-all'), on: 'p' }, d: job }, flows: ['s p', 'x d'] },
    steps: [{ create: { k: 'ea' } }, { fail: 'a', retries: 0 }, { throw: 'c', code: 'nobody' }, { publish: 'edge-all', key: 'ea' }, { complete: 'd' }],
  },
  {
    name: 'functions given what they do not take',
    shape: functions(['contains(x, "a")', 'starts with("a", x)', 'ends with(x, x)', 'upper case(x)', 'lower case(x)', 'string length(x)', 'floor(x)', 'ceiling(x)', 'abs(x)', 'count(x)', 'list contains(x, 1)', 'not(x)', '-x', 'if x then 1 else 2', 'x and true', 'x[1]']),
    steps: [{ create: { x: null } }, { create: { x: {} } }, { create: { x: 'text' } }, { create: { x: [1, 'a'] } }, { create: { x: 2.5 } }],
  },
]

/** A branch with a gateway for each expression: what is no boolean shows as an incident with its warnings. */
function functions(expressions: readonly string[]): Shape {
  const nodes: Record<string, Shape['nodes'][string]> = { s: 'start', f: 'and', e: 'end' }
  const all = expressions.map((_, i) => `g${i}`)
  for (const id of all) nodes[id] = 'xor'
  return { nodes, flows: ['s f', ...all.map((id) => `f ${id} e`)], when: Object.fromEntries(all.map((id, i) => [`${id} e`, expressions[i]!])) }
}
