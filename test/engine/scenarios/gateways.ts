/** Inclusive and event-based gateways: what goes on, what is awaited, what joins. */
import type { Scenario } from '../support/scenario.ts'

const job = { service: true } as const
const message = (name: string, key = '=k') => ({ message: { name, key } })
const NO_JOIN = 'an inclusive gateway has one incoming flow there; 8.8 joins'

export const gatewayScenarios: Scenario[] = [
  {
    name: 'inclusive takes all that hold',
    shape: { nodes: { s: 'start', g: 'or', a: job, b: job, c: job }, flows: ['s g a', 'g b', 'g c'], when: { 'g a': 'x > 5', 'g b': 'x > 1' }, otherwise: { g: 'c' } },
    steps: [{ create: { x: 9 } }, { create: { x: 3 } }, { create: { x: 0 } }, { complete: 'a' }, { complete: 'b' }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'inclusive without a match',
    shape: { nodes: { s: 'start', g: 'or', a: job, b: job }, flows: ['s g a', 'g b'], when: { 'g a': 'x = 1', 'g b': 'x >= 1' } },
    steps: [{ create: { x: 0 } }, { set: { x: 1 }, on: 0 }, { resolve: 'g' }],
  },
  {
    name: 'inclusive with a condition that fails',
    shape: { nodes: { s: 'start', g: 'or', a: job, b: job }, flows: ['s g a', 'g b'], when: { 'g a': 'y', 'g b': 'x >= 1' } },
    steps: [{ create: { x: 1 } }, { set: { y: false }, on: 0 }, { resolve: 'g' }],
  },
  { name: 'inclusive with one flow', shape: { nodes: { s: 'start', g: 'or', a: job }, flows: ['s g a'] }, steps: [{ create: {} }, { complete: 'a' }] },
  { name: 'inclusive with one flow and a condition', shape: { nodes: { s: 'start', g: 'or', a: job }, flows: ['s g a'], when: { 'g a': 'ok' } }, steps: [{ create: { ok: true } }, { create: { ok: false } }] },
  { name: 'inclusive as the last element', shape: { nodes: { s: 'start', g: 'or' }, flows: ['s g'] }, steps: [{ create: {} }] },
  {
    name: 'inclusive fork and join',
    shape: { nodes: { s: 'start', g: 'or', a: job, b: job, c: job, j: 'or', d: job, e: 'end' }, flows: ['s g a j d e', 'g b j', 'g c j'], when: { 'g a': 'x > 5', 'g b': 'x > 1' }, otherwise: { g: 'c' } },
    steps: [{ create: { x: 9 } }, { complete: 'b' }, { complete: 'a' }, { complete: 'd' }, { create: { x: 0 } }, { complete: 'c' }, { complete: 'd' }],
    except: { '8.5': NO_JOIN },
  },
  {
    name: 'inclusive join whose other way ends elsewhere',
    shape: { nodes: { s: 'start', g: 'or', a: job, b: job, x: 'xor', j: 'or', d: job, e: 'end', z: 'end' }, flows: ['s g a j d e', 'g b x j', 'x z'], when: { 'g a': 'true', 'g b': 'true', 'x j': 'on' }, otherwise: { x: 'z' } },
    steps: [{ create: { on: false } }, { complete: 'a' }, { complete: 'b' }, { create: { on: false } }, { complete: 'b' }, { complete: 'a' }, { create: { on: true } }, { complete: 'b' }, { complete: 'a' }],
    except: { '8.5': NO_JOIN },
  },
  {
    name: 'inclusive join behind a parallel fork',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, c: job, j: 'or', d: job }, flows: ['s f a j d', 'f b c j'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }, { complete: 'c' }, { complete: 'd' }],
    except: { '8.5': NO_JOIN },
  },
  {
    name: 'inclusive join that a boundary event may still reach',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, x: { boundary: message('{scenario}'), on: 'b' }, c: job, z: 'end', j: 'or', d: job }, flows: ['s f a j d', 'f b z', 'x c j'] },
    steps: [{ create: { k: 'b' } }, { complete: 'a' }, { publish: '{scenario}', key: 'b' }, { complete: 'c' }, { complete: 'd' }, { create: { k: 'c' } }, { complete: 'b' }, { complete: 'a' }],
    except: { '8.5': NO_JOIN },
  },
  {
    name: 'inclusive join in a loop',
    shape: { nodes: { s: 'start', j: 'or', a: job, x: 'xor', e: 'end' }, flows: ['s j a x e', 'x j'], when: { 'x j': 'again' }, otherwise: { x: 'e' } },
    steps: [{ create: { again: true } }, { complete: 'a' }, { complete: 'a', with: { again: false } }],
    except: { '8.5': NO_JOIN },
  },
  {
    name: 'inclusive join reached by two tokens of one flow',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, m: 'xor', c: job, j: 'or', d: job }, flows: ['s f a m j d', 'f b m', 'f c j'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }, { complete: 'c' }, { complete: 'd' }, { complete: 'd' }],
    except: { '8.5': NO_JOIN },
  },
  {
    name: 'inclusive join with a parallel join on the way',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, c: job, p: 'and', j: 'or', d: job }, flows: ['s f a p j d', 'f b p', 'f c j'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'c' }, { complete: 'b' }, { complete: 'd' }],
    except: { '8.5': NO_JOIN },
  },
  {
    name: 'event gateway, the message wins',
    shape: { nodes: { s: 'start', g: 'event', m: { catch: message('{scenario}') }, t: { catch: { timer: 'PT1H' } }, a: job, b: job }, flows: ['s g m a', 'g t b'] },
    steps: [{ create: { k: 'g' } }, { publish: '{scenario}', key: 'g', with: { v: 1 } }, { advance: 'PT2H' }, { complete: 'a' }],
  },
  {
    name: 'event gateway, the timer wins',
    shape: { nodes: { s: 'start', g: 'event', m: { catch: message('{scenario}') }, t: { catch: { timer: 'PT1H' } }, a: job, b: job }, flows: ['s g m a', 'g t b'] },
    steps: [{ create: { k: 'g' } }, { advance: 'PT61M' }, { publish: '{scenario}', key: 'g', with: { v: 1 } }, { complete: 'b' }],
  },
  {
    name: 'event gateway, two messages and a signal, with mappings',
    shape: {
      nodes: { s: 'start', g: 'event', m: { catch: message('{scenario}_1'), out: [['=v + 1', 'w']] }, n: { catch: message('{scenario}_2') }, x: { catch: { signal: '{scenario}' }, out: [['=v', 'u']] }, a: job, b: job, c: job },
      flows: ['s g m a', 'g n b', 'g x c'],
    },
    steps: [{ create: { k: 'h' } }, { publish: '{scenario}_1', key: 'h', with: { v: 1 } }, { create: { k: 'i', v: 0 } }, { publish: '{scenario}_2', key: 'i', with: { v: 2 } }, { create: { k: 'j' } }, { broadcast: '{scenario}', with: { v: 3, z: 1 } }],
  },
  {
    name: 'event gateway without its correlation key',
    shape: { nodes: { s: 'start', g: 'event', m: { catch: message('{scenario}') }, t: { catch: { timer: 'PT1H' } }, a: job, b: job }, flows: ['s g m a', 'g t b'] },
    steps: [{ create: {} }, { set: { k: 'late' }, on: 0 }, { resolve: 'g' }, { publish: '{scenario}', key: 'late' }],
  },
  {
    name: 'event gateway as the last, in a sub-process, interrupted',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { v: 'start', g: 'event', m: { catch: message('{scenario}') }, t: { catch: { timer: 'PT1H' } } }, flows: ['v g m', 'g t'] } }, x: { boundary: message('{scenario}_x'), on: 'p' }, a: job, b: job },
      flows: ['s p a', 'x b'],
    },
    steps: [{ create: { k: '1' } }, { publish: '{scenario}', key: '1' }, { create: { k: '2' } }, { publish: '{scenario}_x', key: '2' }],
  },
  {
    name: 'event gateway in a loop',
    shape: { nodes: { s: 'start', m: 'xor', g: 'event', n: { catch: message('{scenario}') }, t: { catch: { timer: 'PT1H' } }, e: 'end' }, flows: ['s m g n m', 'g t e'] },
    steps: [{ create: { k: 'l' } }, { publish: '{scenario}', key: 'l', with: { n: 1 } }, { publish: '{scenario}', key: 'l', with: { n: 2 } }, { advance: 'PT61M' }],
  },
]
