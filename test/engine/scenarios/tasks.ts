/** Tasks and throw events besides service and user tasks: send, script, business rule, none; messages thrown; links; mappings on events. */
import type { Scenario } from '../support/scenario.ts'

const job = { service: true } as const
const message = (name: string, key = '=k') => ({ message: { name, key } })

/** Said by both lines; the newest source catches the error, and so do we. */
const BROKEN = 'a worker that throws an error from a message event breaks the command there (PROCESSING_ERROR)'

export const taskScenarios: Scenario[] = [
  {
    name: 'send, script and business rule tasks are jobs',
    shape: { nodes: { s: 'start', a: { send: true, retries: '5', headers: { to: 'head' } }, b: { scriptJob: '="computed"', in: [['=x', 'y']] }, c: { ruleJob: 'rule', out: [['=r', 'result']] } }, flows: ['s a b c'] },
    steps: [{ create: { x: 1 } }, { complete: 'a' }, { complete: 'b' }, { complete: 'c', with: { r: 2 } }],
  },
  {
    name: 'send task with boundary events',
    shape: { nodes: { s: 'start', a: { send: true }, x: { boundary: { error: 'E' }, on: 'a' }, y: { boundary: { timer: 'PT1H' }, on: 'a' }, c: job, d: job }, flows: ['s a', 'x c', 'y d'] },
    steps: [{ create: {} }, { throw: 'a', code: 'E' }, { create: {} }, { advance: 'PT2H' }],
  },
  {
    name: 'message throw event is a job',
    shape: { nodes: { s: 'start', m: { throw: { job: true, retries: '2', headers: { h: '1' } }, in: [['=x + 1', 'y']], out: [['=r', 'z']] }, a: job }, flows: ['s m a'] },
    steps: [{ create: { x: 1 } }, { fail: 'm', retries: 1 }, { complete: 'm', with: { r: 3 } }, { complete: 'a' }],
  },
  {
    name: 'message end event is a job',
    shape: { nodes: { s: 'start', f: 'and', m: { end: { job: 'sender' } }, a: job }, flows: ['s f m', 'f a'] },
    steps: [{ create: {} }, { complete: 'm', with: { v: 1 } }, { complete: 'a' }],
  },
  {
    name: 'message throw event throws an error',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', m: { throw: { job: true } }, u: 'end' }, flows: ['t m u'] } }, x: { boundary: { error: 'E' }, on: 'p' }, c: job, n: job }, flows: ['s p n', 'x c'] },
    steps: [{ create: {} }, { throw: 'm', code: 'E', with: { v: 1 } }, { create: {} }, { throw: 'm', code: 'F' }],
    except: { '8.5': BROKEN, '8.8': BROKEN },
  },
  { name: 'none intermediate throw event', shape: { nodes: { s: 'start', n: { throw: 'none', out: [['=x + 1', 'y']] }, a: job }, flows: ['s n a'] }, steps: [{ create: { x: 1 } }] },
  { name: 'tasks of no kind and by hand', shape: { nodes: { s: 'start', a: 'task', b: 'manual', c: job }, flows: ['s a b c'] }, steps: [{ create: {} }, { complete: 'c' }] },
  {
    name: 'a task of no kind with mappings and a boundary event',
    shape: { nodes: { s: 'start', a: { xml: '<bpmn:task id="a"><bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="=x + 1" target="y" /><zeebe:output source="=y" target="z" /></zeebe:ioMapping></bpmn:extensionElements></bpmn:task>' }, x: { boundary: { timer: 'PT0S' }, on: 'a' }, c: job, d: job }, flows: ['s a c', 'x d'] },
    steps: [{ create: { x: 1 } }],
  },
  {
    name: 'FEEL script',
    shape: { nodes: { s: 'start', a: { script: '=x + y', result: 'sum' }, b: { script: '=[sum, "t", [x]]', result: 'c' }, d: job }, flows: ['s a b d'] },
    steps: [{ create: { x: 1, y: 2 } }, { complete: 'd' }],
  },
  {
    name: 'FEEL script with mappings',
    shape: { nodes: { s: 'start', a: { script: '=x * 2', result: 'r', in: [['=k', 'x']], out: [['=r + 1', 'total']] }, d: job }, flows: ['s a d'] },
    steps: [{ create: { k: 5, x: 1 } }],
  },
  {
    name: 'FEEL script on missing variables',
    shape: { nodes: { s: 'start', a: { script: '=x + 1', result: 'r' }, d: job }, flows: ['s a d'] },
    steps: [{ create: {} }],
  },
  {
    name: 'FEEL script whose result exists in a sub-process',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', a: { script: '=x + 1', result: 'r' }, d: job }, flows: ['t a d'] }, in: [['=0', 'r']] }, n: job }, flows: ['s p n'] },
    steps: [{ create: { x: 1, r: 9 } }, { complete: 'd' }],
  },
  {
    name: 'link events',
    shape: { nodes: { s: 'start', g: 'xor', x: { throw: { link: 'L' }, out: [['=v + 1', 'w']] }, y: { throw: { link: 'L' } }, c: { catch: { link: 'L' }, out: [['=v', 'u']] }, a: job }, flows: ['s g x', 'g y', 'c a'], when: { 'g x': 'v = 1' }, otherwise: { g: 'y' } },
    steps: [{ create: { v: 1 } }, { create: { v: 2 } }, { complete: 'a' }],
  },
  {
    name: 'link events in a sub-process and a loop',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { t: 'start', c: { catch: { link: 'again' } }, m: 'xor', a: job, g: 'xor', x: { throw: { link: 'again' } }, u: 'end' }, flows: ['t m a g u', 'c m', 'g x'], when: { 'g x': 'again' }, otherwise: { g: 'u' } } }, n: job },
      flows: ['s p n'],
    },
    steps: [{ create: { again: true } }, { complete: 'a' }, { complete: 'a', with: { again: false } }, { complete: 'n' }],
  },
  {
    name: 'output mappings on none events',
    shape: { nodes: { s: { xml: '<bpmn:startEvent id="s"><bpmn:extensionElements><zeebe:ioMapping><zeebe:output source="=x + 1" target="y" /></zeebe:ioMapping></bpmn:extensionElements></bpmn:startEvent>' }, a: job, e: { xml: '<bpmn:endEvent id="e"><bpmn:extensionElements><zeebe:ioMapping><zeebe:output source="=x + 2" target="z" /></zeebe:ioMapping></bpmn:extensionElements></bpmn:endEvent>' } }, flows: ['s a e'] },
    steps: [{ create: { x: 1 } }, { complete: 'a' }],
  },
  {
    name: 'output mapping on a terminate end event',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', e: { xml: '<bpmn:endEvent id="e"><bpmn:extensionElements><zeebe:ioMapping><zeebe:output source="=x + 2" target="z" /></zeebe:ioMapping></bpmn:extensionElements><bpmn:terminateEventDefinition /></bpmn:endEvent>' } }, flows: ['t e'] } }, a: job }, flows: ['s p a'] },
    steps: [{ create: { x: 1 } }],
  },
  {
    name: 'receive task with a boundary signal',
    shape: { nodes: { s: 'start', a: { receive: { name: '{scenario}', key: '=k' } }, x: { boundary: { signal: '{scenario}' }, on: 'a' }, c: job, d: job }, flows: ['s a d', 'x c'] },
    steps: [{ create: { k: 'r' } }, { broadcast: '{scenario}' }, { create: { k: 'r2' } }, { publish: '{scenario}', key: 'r2' }],
  },
  {
    name: 'error end event with mappings',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', x: { error: 'E', in: [['=1', 'local']] } }, flows: ['t x'] } }, r: { boundary: { error: 'E' }, on: 'p' }, c: job }, flows: ['s p', 'r c'] },
    steps: [{ create: {} }],
  },
  {
    name: 'message boundary on a message sub-process end',
    shape: { nodes: { s: 'start', p: { sub: { nodes: { t: 'start', m: { end: { job: true } } }, flows: ['t m'] } }, x: { boundary: message('{scenario}'), on: 'p' }, c: job, n: job }, flows: ['s p n', 'x c'] },
    steps: [{ create: { k: 'x' } }, { publish: '{scenario}', key: 'x' }, { complete: 'm' }],
  },
  {
    name: 'send, script and rule tasks for each of a list',
    shape: { nodes: { s: 'start', a: { send: true, multi: { over: '=l', as: 'i' } }, b: { scriptJob: true, multi: { over: '=l', as: 'i', sequential: true } }, c: { ruleJob: true, multi: { over: '=l', as: 'i', collect: ['all', '=r'] } }, d: job }, flows: ['s a b c d'] },
    steps: [{ create: { l: [1, 2] } }, { complete: 'a' }, { complete: 'a' }, { complete: 'b' }, { complete: 'b' }, { complete: 'c', with: { r: 1 } }, { complete: 'c', with: { r: 2 } }],
  },
  {
    name: 'FEEL script for each of a list',
    shape: { nodes: { s: 'start', a: { script: '=i * 2', result: 'r', multi: { over: '=l', as: 'i', collect: ['all', '=r'] } }, d: job }, flows: ['s a d'] },
    steps: [{ create: { l: [1, 2, 3] } }],
  },
  {
    name: 'FEEL script for each of a list, one after the other',
    shape: { nodes: { s: 'start', a: { script: '=i * 2', result: 'r', multi: { over: '=l', as: 'i', sequential: true, collect: ['all', '=r'] } }, d: job }, flows: ['s a d'] },
    steps: [{ create: { l: [1, 2, 3] } }],
  },
  {
    name: 'FEEL script with a boundary event',
    shape: { nodes: { s: 'start', a: { script: '=if y then 1 else 2', result: 'r' }, x: { boundary: message('{scenario}'), on: 'a' }, d: job, c: job }, flows: ['s a d', 'x c'] },
    steps: [{ create: { k: 'b' } }, { publish: '{scenario}', key: 'b' }, { set: { y: true }, on: 0 }, { resolve: 'a' }],
  },
  {
    name: 'escalation from each of a list',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { v: 'start', b: job, x: { throw: { escalation: 'X' } } }, flows: ['v b x'] }, multi: { over: '=[1, 2]', as: 'i' } }, y: { boundary: { escalation: 'X' }, on: 'p', beside: true }, c: job, n: job },
      flows: ['s p n', 'y c'],
    },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'b' }, { complete: 'n' }],
  },
  {
    name: 'interrupting escalation from one of a list',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { v: 'start', b: job, x: { end: { escalation: 'X' } } }, flows: ['v b x'] }, multi: { over: '=[1, 2]', as: 'i' } }, y: { boundary: { escalation: 'X' }, on: 'p' }, c: job, n: job },
      flows: ['s p n', 'y c'],
    },
    steps: [{ create: {} }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'signals and gateways for each of a list',
    shape: {
      nodes: { s: 'start', p: { sub: { nodes: { v: 'start', g: 'event', m: { catch: message('{scenario}', '=i') }, x: { catch: { signal: '{scenario}' } }, b: job, c: job }, flows: ['v g m b', 'g x c'] }, multi: { over: '=["p", "q"]', as: 'i' } }, n: job },
      flows: ['s p n'],
    },
    steps: [{ create: {} }, { publish: '{scenario}', key: 'q' }, { broadcast: '{scenario}', with: { v: 1 } }, { complete: 'b' }, { complete: 'c' }],
  },
  {
    name: 'link thrown in each branch of a fork',
    shape: { nodes: { s: 'start', f: 'and', a: job, b: job, x: { throw: { link: 'L' } }, y: { throw: { link: 'L' } }, c: { catch: { link: 'L' } }, d: job }, flows: ['s f a x', 'f b y', 'c d'] },
    steps: [{ create: {} }, { complete: 'a' }, { complete: 'b' }, { complete: 'd' }, { complete: 'd' }],
  },
]
