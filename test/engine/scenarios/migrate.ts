/** Instances moved to another definition while they run: what goes along, what is opened and closed, and what cannot be moved. */
import type { Scenario } from '../support/scenario.ts'
import type { Shape } from '../support/shape.ts'

const job = { service: true } as const
const from: Shape = { nodes: { s: 'start', a: job, e: 'end' }, flows: ['s a e'] }
const to: Shape = { nodes: { s: 'start', b: job, z: job, e: 'end' }, flows: ['s b z e'] }
const message = (name: string, key = '=k') => ({ message: { name, key } })
const timer = (length: string) => ({ timer: length })
/** A task `a` with one event `x` at it that leads to `w`; the same as `b`, `y`, `v`. */
const watched = (event: object, beside = false): Shape => ({ nodes: { s: 'start', a: job, x: { boundary: event as never, on: 'a', ...(beside && { beside: true as const }) }, w: job }, flows: ['s a', 'x w'] })
const watching = (event: object, beside = false): Shape => ({ nodes: { s: 'start', b: job, y: { boundary: event as never, on: 'b', ...(beside && { beside: true as const }) }, v: job }, flows: ['s b', 'y v'] })
const alone: Shape = { nodes: { s: 'start', b: job }, flows: ['s b'] }
const waits = (event: object): Shape => ({ nodes: { s: 'start', a: { catch: event as never }, w: job }, flows: ['s a w'] })
const awaits = (event: object): Shape => ({ nodes: { s: 'start', b: { catch: event as never }, v: job }, flows: ['s b v'] })
const inner = (id: string): Shape => ({ nodes: { t: 'start', [id]: job, u: 'end' }, flows: [`t ${id} u`] })
const joined = (one: string, other: string, gateway: string): Shape => ({ nodes: { s: 'start', f: 'and', [one]: job, [other]: job, [gateway]: 'and', z: job }, flows: [`s f ${one} ${gateway} z`, `f ${other} ${gateway}`] })
const AB = { a: 'b' }
/** 8.5 knows tasks, jobs, incidents and sub-processes only. */
const NEWER = { '8.5': 'cannot be migrated in 8.5 yet' }

export const migrateScenarios: Scenario[] = [
  { name: 'migrate a task', shape: from, also: { to }, steps: [{ create: { x: 1 } }, { migrate: 0, to: 'to', map: AB }, { complete: 'a', with: { y: 2 } }, { complete: 'z' }] },
  { name: 'migrate to the next version', shape: from, versions: { second: to }, steps: [{ create: {} }, { deploy: 'second' }, { migrate: 0, to: '', map: AB }, { complete: 'a' }, { complete: 'z' }] },
  { name: 'migrate a failed job', shape: from, also: { to }, steps: [{ create: {} }, { fail: 'a', retries: 0, message: 'no' }, { migrate: 0, to: 'to', map: AB }, { retries: 'a', to: 1 }, { resolve: 'b' }, { complete: 'b' }] },
  { name: 'migrate an element that could not begin', shape: { nodes: { s: 'start', a: { service: true, retries: '=missing' }, e: 'end' }, flows: ['s a e'] }, also: { to }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }, { resolve: 'b' }, { complete: 'b' }] },
  { name: 'migrate and cancel', shape: from, also: { to }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }, { cancel: 0 }] },
  { name: 'migrate with local variables', shape: { nodes: { s: 'start', a: { service: true, in: [['=x + 1', 'local']] }, e: 'end' }, flows: ['s a e'] }, also: { to }, steps: [{ create: { x: 1 } }, { migrate: 0, to: 'to', map: AB }, { set: { local: 5, x: 7 }, on: 'a' }, { complete: 'a' }] },
  { name: 'migrate twice', shape: from, also: { to, back: { nodes: { s: 'start', c: job }, flows: ['s c'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }, { migrate: 0, to: 'back', map: { b: 'c' } }, { complete: 'a' }] },
  { name: 'migrate a user task', shape: { nodes: { s: 'start', a: { user: { assignee: 'sample' } } }, flows: ['s a'] }, also: { to: { nodes: { s: 'start', b: { user: { assignee: 'other' } }, z: job }, flows: ['s b z'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }, { complete: 'a' }] },
  { name: 'migrate two branches', shape: { nodes: { s: 'start', f: 'and', a: job, c: job }, flows: ['s f a', 'f c'] }, also: { to: { nodes: { s: 'start', f: 'and', b: job, d: job, z: job }, flows: ['s f b z', 'f d z'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: { a: 'b', c: 'd' } }, { complete: 'a' }, { complete: 'c' }] },
  { name: 'migrate two branches into one element', shape: { nodes: { s: 'start', f: 'and', a: job, c: job }, flows: ['s f a', 'f c'] }, also: { to }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: { a: 'b', c: 'b' } }, { complete: 'a' }, { complete: 'c' }] },

  // scopes
  { name: 'migrate within a sub-process', shape: { nodes: { s: 'start', p: { sub: inner('a') } }, flows: ['s p'] }, also: { to: { nodes: { s: 'start', q: { sub: inner('b') }, z: job }, flows: ['s q z'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: { p: 'q', a: 'b' } }, { complete: 'a' }, { complete: 'z' }] },
  { name: 'migrate into a sub-process', shape: from, also: { to: { nodes: { s: 'start', q: { sub: inner('b') } }, flows: ['s q'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }] },
  { name: 'migrate out of a sub-process', shape: { nodes: { s: 'start', p: { sub: inner('a') } }, flows: ['s p'] }, also: { to: { nodes: { s: 'start', q: { sub: inner('c') }, b: job }, flows: ['s q b'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: { p: 'q', a: 'b' } }] },
  { name: 'migrate a loop', shape: { nodes: { s: 'start', a: { service: true, multi: { over: '=all', as: 'i', collect: ['r', '=i'] } } }, flows: ['s a'] }, also: { to: { nodes: { s: 'start', b: { service: true, multi: { over: '=all', as: 'i', collect: ['r', '=i'] } }, z: job }, flows: ['s b z'] } }, steps: [{ create: { all: [1, 2] } }, { migrate: 0, to: 'to', map: AB }, { complete: 'a' }, { complete: 'a' }, { complete: 'z' }], except: NEWER },
  { name: 'migrate a loop one after the other', shape: { nodes: { s: 'start', a: { service: true, multi: { over: '=all', as: 'i', sequential: true } } }, flows: ['s a'] }, also: { to: { nodes: { s: 'start', b: { service: true, multi: { over: '=all', as: 'i', sequential: true } }, z: job }, flows: ['s b z'] } }, steps: [{ create: { all: [1, 2] } }, { migrate: 0, to: 'to', map: AB }, { complete: 'a' }, { complete: 'b' }, { complete: 'z' }], except: NEWER },
  { name: 'migrate a loop to the other kind', shape: { nodes: { s: 'start', a: { service: true, multi: { over: '=all' } } }, flows: ['s a'] }, also: { to: { nodes: { s: 'start', b: { service: true, multi: { over: '=all', sequential: true } } }, flows: ['s b'] } }, steps: [{ create: { all: [1, 2] } }, { migrate: 0, to: 'to', map: AB }], except: NEWER },
  { name: 'migrate a loop to no loop', shape: { nodes: { s: 'start', a: { service: true, multi: { over: '=all' } } }, flows: ['s a'] }, also: { to }, steps: [{ create: { all: [1, 2] } }, { migrate: 0, to: 'to', map: AB }], except: NEWER },
  { name: 'migrate a caller', shape: { nodes: { s: 'start', a: { call: 'child' }, e: 'end' }, flows: ['s a e'] }, also: { child: inner('c'), to: { nodes: { s: 'start', b: { call: 'child' }, z: job }, flows: ['s b z'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }, { complete: 'c', with: { y: 1 } }, { complete: 'z' }], except: NEWER },
  { name: 'migrate a called instance', shape: { nodes: { s: 'start', a: { call: 'child' }, z: job }, flows: ['s a z'] }, also: { child: inner('c'), to: { nodes: { s: 'start', b: job, d: job }, flows: ['s b d'] } }, steps: [{ create: {} }, { migrate: 1, to: 'to', map: { c: 'b' } }, { complete: 'c' }, { complete: 'd' }, { complete: 'z' }] },

  // joins
  { name: 'migrate with a token at a join', shape: joined('a', 'c', 'j'), also: { to: joined('b', 'd', 'k') }, steps: [{ create: {} }, { complete: 'a' }, { migrate: 0, to: 'to', map: { c: 'd', j: 'k', a_j: 'b_k' } }, { complete: 'c' }, { complete: 'z' }], except: NEWER },
  { name: 'migrate with a token at a join not mapped', shape: joined('a', 'c', 'j'), also: { to: joined('b', 'd', 'k') }, steps: [{ create: {} }, { complete: 'a' }, { migrate: 0, to: 'to', map: { c: 'd' } }, { migrate: 0, to: 'to', map: { c: 'd', j: 'k' } }, { migrate: 0, to: 'to', map: { c: 'd', j: 'f', a_j: 'b_k' } }], except: NEWER },

  // boundary events
  ...([['timer', timer('PT1H'), timer('PT2H'), { advance: 'PT90M' }, { advance: 'PT90M' }], ['message', message('mg-one'), message('mg-two'), { publish: 'mg-one', key: 'mk' }, { publish: 'mg-two', key: 'mk' }], ['signal', { signal: 'mg-red' }, { signal: 'mg-blue' }, { broadcast: 'mg-red' }, { broadcast: 'mg-blue' }]] as const).flatMap(([what, one, other, happens, later]): Scenario[] => [
    { name: `migrate a ${what} boundary that is mapped`, shape: watched(one), also: { to: watching(other) }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: { a: 'b', x: 'y' } }, happens, { complete: 'v' }], except: NEWER },
    { name: `migrate a ${what} boundary away`, shape: watched(one), also: { to: alone }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: AB }, happens, { complete: 'a' }], except: NEWER },
    { name: `migrate to a new ${what} boundary`, shape: from, also: { to: watching(other) }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: AB }, happens, later], except: NEWER },
    { name: `migrate a ${what} boundary for another`, shape: watched(one), also: { to: watching(other) }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: AB }, happens, later], except: NEWER },
    { name: `migrate a ${what} boundary that begins to run beside`, shape: watched(one), also: { to: watching(other, true) }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: { a: 'b', x: 'y' } }, happens, { complete: 'a' }], except: NEWER },
  ]),
  { name: 'migrate an error boundary', shape: watched({ error: 'E' }), also: { to: watching({ error: 'F' }) }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }, { throw: 'a', code: 'F' }], except: NEWER },
  { name: 'migrate a message boundary to the same message', shape: watched(message('mg-same')), also: { to: watching(message('mg-same')) }, steps: [{ create: { k: 'ms' } }, { migrate: 0, to: 'to', map: { a: 'b', x: 'y' } }, { publish: 'mg-same', key: 'ms' }], except: NEWER },
  { name: 'migrate a boundary to another kind', shape: watched(timer('PT1H')), also: { to: watching(message('mg-kind')) }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: { a: 'b', x: 'y' } }], except: NEWER },
  { name: 'migrate a boundary to another element', shape: watched(timer('PT1H')), also: { to: { nodes: { s: 'start', b: job, c: job, y: { boundary: timer('PT2H'), on: 'c' }, v: job }, flows: ['s b c', 'y v'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: { a: 'b', x: 'y' } }], except: NEWER },
  { name: 'migrate two boundaries into one', shape: { nodes: { s: 'start', a: job, x: { boundary: timer('PT1H'), on: 'a' }, x2: { boundary: timer('PT2H'), on: 'a' }, w: job }, flows: ['s a', 'x w', 'x2 w'] }, also: { to: watching(timer('PT3H')) }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: { a: 'b', x: 'y', x2: 'y' } }], except: NEWER },
  { name: 'migrate to a boundary whose key is missing', shape: from, also: { to: watching(message('mg-nokey')) }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }, { complete: 'a' }], except: NEWER },

  // waiting events
  ...([['message', message('mw-one'), message('mw-two'), { publish: 'mw-one', key: 'mk' }], ['timer', timer('PT1H'), timer('PT5H'), { advance: 'PT90M' }], ['signal', { signal: 'mw-red' }, { signal: 'mw-blue' }, { broadcast: 'mw-red' }]] as const).map(([what, one, other, happens]): Scenario =>
    ({ name: `migrate a ${what} catch event`, shape: waits(one), also: { to: awaits(other) }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: AB }, happens, { complete: 'v' }], except: NEWER })),
  { name: 'migrate a catch event to another kind', shape: waits(timer('PT1H')), also: { to: awaits(message('mw-other')) }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: AB }], except: NEWER },
  { name: 'migrate a receive task', shape: { nodes: { s: 'start', a: { receive: { name: 'mr-one', key: '=k' } } }, flows: ['s a'] }, also: { to: { nodes: { s: 'start', b: { receive: { name: 'mr-two', key: '=k' } }, v: job }, flows: ['s b v'] } }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: AB }, { publish: 'mr-one', key: 'mk' }], except: NEWER },
  { name: 'migrate an event gateway', shape: { nodes: { s: 'start', a: 'event', x: { catch: timer('PT1H') }, y: { catch: message('mq-one') }, w: job }, flows: ['s a x w', 'a y'] }, also: { to: { nodes: { s: 'start', b: 'event', x: { catch: timer('PT1H') }, z: { catch: message('mq-two') }, v: job }, flows: ['s b x v', 'b z'] } }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: { a: 'b', x: 'x', y: 'z' } }, { publish: 'mq-one', key: 'mk' }], except: NEWER },

  // event sub-processes
  { name: 'migrate with an event sub-process', shape: { nodes: { s: 'start', a: job, p: { event: true, sub: { nodes: { t: { start: message('me-one') }, w: job }, flows: ['t w'] } } }, flows: ['s a'] }, also: { to: { nodes: { s: 'start', b: job, q: { event: true, sub: { nodes: { o: { start: message('me-two') }, v: job }, flows: ['o v'] } } }, flows: ['s b'] } }, steps: [{ create: { k: 'mk' } }, { migrate: 0, to: 'to', map: { a: 'b', t: 'o' } }, { publish: 'me-one', key: 'mk' }, { complete: 'v' }], except: NEWER },
  { name: 'migrate to a new event sub-process', shape: from, also: { to: { nodes: { s: 'start', b: job, q: { event: true, sub: { nodes: { o: { start: timer('PT1H') }, v: job }, flows: ['o v'] } } }, flows: ['s b'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }, { advance: 'PT2H' }, { complete: 'v' }], except: NEWER },
  { name: 'migrate an active event sub-process', shape: { nodes: { s: 'start', a: job, p: { event: true, sub: { nodes: { t: { start: message('ma-one'), beside: true }, w: job }, flows: ['t w'] } } }, flows: ['s a'] }, also: { to: { nodes: { s: 'start', b: job, q: { event: true, sub: { nodes: { o: { start: message('ma-one'), beside: true }, v: job }, flows: ['o v'] } } }, flows: ['s b'] } }, steps: [{ create: { k: 'mk' } }, { publish: 'ma-one', key: 'mk' }, { migrate: 0, to: 'to', map: { a: 'b', t: 'o', p: 'q', w: 'v' } }, { complete: 'w' }, { complete: 'a' }], except: NEWER },

  // refusals
  { name: 'migrate without a mapping', shape: from, also: { to }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: {} }, { complete: 'a' }] },
  { name: 'migrate to another kind of element', shape: from, also: { to: { nodes: { s: 'start', b: { user: {} } }, flows: ['s b'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: AB }] },
  { name: 'migrate elements nobody knows', shape: from, also: { to }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: { q: 'b' } }, { migrate: 0, to: 'to', map: { a: 'q' } }] },
  { name: 'migrate an end event that is stuck', shape: { nodes: { s: 'start', e: { error: 'NOBODY' } }, flows: ['s e'] }, also: { to: { nodes: { s: 'start', b: { error: 'NOBODY' } }, flows: ['s b'] } }, steps: [{ create: {} }, { migrate: 0, to: 'to', map: { e: 'b' } }] },
  { name: 'migrate an instance that is over', shape: from, also: { to }, steps: [{ create: {} }, { complete: 'a' }, { migrate: 0, to: 'to', map: AB }] },
  { name: 'migrate a gateway that is stuck', shape: { nodes: { s: 'start', a: 'xor', c: job, d: job }, flows: ['s a c', 'a d'], when: { 'a c': 'x = 1', 'a d': 'x = 2' } }, also: { to: { nodes: { s: 'start', b: 'xor', c: job, d: job }, flows: ['s b c', 'b d'], when: { 'b c': 'x = 1', 'b d': 'x = 3' } } }, steps: [{ create: { x: 3 } }, { migrate: 0, to: 'to', map: AB }, { resolve: 'b' }], except: NEWER },
  { name: 'migrate an instance that a message began', shape: { nodes: { s: { start: { message: { name: 'mb-begin' } } }, a: job }, flows: ['s a'] }, also: { to: { nodes: { s: { start: { message: { name: 'mb-other' } } }, b: job }, flows: ['s b'] } }, steps: [{ publish: 'mb-begin', key: 'mb' }, { publish: 'mb-other', key: 'mb' }, { migrate: 0, to: 'to', map: AB }, { complete: 'b' }, { migrate: 0, to: 'to', map: AB }, { publish: 'mb-other', key: 'mb' }, { publish: 'mb-begin', key: 'mb' }] },
]
