/** Events that concern more than one instance, on the durable engine: what is on its way when the engine ends still arrives, once. */
import { expect, test } from 'vitest'
import { bpmn } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'

const served = engineHere()

const jobs = async (type: string) => (await served.wire.activate(type)).map((job) => job.variables)

test('messages, signals and timers begin instances of a process that needs the sandbox', async () => {
  const task = (type: string) => ({ service: type, in: [['=sum(for x in list return x * 2)', 'total']] as const })
  await served.wire.deploy(bpmn('boxed', {
    nodes: { m: { start: { message: { name: 'boxed' } } }, s: { start: { signal: 'boxed' } }, t: { start: { timer: 'PT1H' } }, a: task('boxed-m'), b: task('boxed-s'), c: { service: 'boxed-t' } },
    flows: ['m a', 's b', 't c'],
  }))
  const list = [1, 2, 3]
  await served.wire.publish({ name: 'boxed', key: 'k', variables: { list }, ttl: 0, id: '' })
  await served.wire.publish({ name: 'boxed', key: 'k', variables: { list: [5] }, ttl: 3_600_000, id: '' })
  await served.wire.broadcast('boxed', { list })
  await served.wire.advance('PT61M')
  const [first] = await served.wire.activate('boxed-m')
  expect(first!.variables).toMatchObject({ total: 12 })
  expect(await jobs('boxed-s')).toMatchObject([{ total: 12 }])
  expect(await jobs('boxed-t')).toHaveLength(1)
  await served.wire.publish({ name: 'boxed', key: 'k', variables: { list: [7] }, ttl: 3_600_000, id: '' })
  await served.wire.complete(first!.key, {})
  expect(await jobs('boxed-m')).toMatchObject([{ total: 14 }]) // the one before has expired by the clock's hour
})

test('one message for a call and for what is called, in processes that need the sandbox', async () => {
  const wait = { name: 'both', key: '=k' }
  const task = (type: string) => ({ service: type, in: [['=sum(for x in [1, 2] return x * n)', 'total']] as const })
  await served.wire.deploy(bpmn('called', { nodes: { s: 'start', r: { receive: wait }, a: task('both-in') }, flows: ['s r a'] }))
  await served.wire.deploy(bpmn('caller', { nodes: { s: 'start', p: { call: '="called"' }, x: { boundary: { message: wait }, on: 'p', beside: true }, b: task('both-out') }, flows: ['s p', 'x b'] }))
  await served.wire.create('caller', { k: 'both' })
  await served.wire.publish({ name: 'both', key: 'both', variables: { n: 2 }, ttl: 0, id: '' })
  expect(await jobs('both-in')).toMatchObject([{ total: 6 }])
  expect(await jobs('both-out')).toMatchObject([{ total: 6 }])
})

test('a signal on its way when the engine ends reaches everybody, once', async () => {
  await served.wire.deploy(bpmn('crowd', { nodes: { s: 'start', c: { catch: { signal: 'crowd' } }, a: { service: 'crowd' } }, flows: ['s c a'] }))
  await served.wire.deploy(bpmn('begun', { nodes: { s: { start: { signal: 'crowd' } }, a: { service: 'begun' } }, flows: ['s a'] }))
  await Promise.all(Array.from({ length: 250 }, (_, n) => served.call('CreateProcessInstance', { bpmnProcessId: 'crowd', version: -1, variables: JSON.stringify({ n }) })))
  await served.call('BroadcastSignal', { signalName: 'crowd', variables: '{"v":1}' })
  await served.restart()
  await served.engine.idle()
  const reached = [...await jobs('crowd'), ...await jobs('crowd'), ...await jobs('crowd')]
  expect(reached).toHaveLength(250)
  expect(new Set(reached.map(({ n }) => n)).size).toBe(250)
  expect(await jobs('begun')).toEqual([{ v: 1 }])
})

test('a message in line when the engine ends begins its instance', async () => {
  await served.wire.deploy(bpmn('line', { nodes: { s: { start: { message: { name: 'line' } } }, a: { service: 'line' } }, flows: ['s a'] }))
  const publish = (n: number) => served.wire.publish({ name: 'line', key: 'k', variables: { n }, ttl: 3_600_000, id: '' })
  await publish(1)
  await publish(2)
  await publish(3)
  const [first] = await served.wire.activate('line')
  await served.call('CompleteJob', { jobKey: first!.key, variables: '{}' })
  await served.restart()
  await served.engine.idle()
  const [second, ...others] = await served.wire.activate('line')
  expect([second!.variables, others]).toEqual([{ n: 2 }, []])
  await served.restart()
  await served.wire.complete(second!.key, {})
  expect(await jobs('line')).toEqual([{ n: 3 }])
})

test('a cycle goes on beginning instances after a restart', async () => {
  await served.wire.deploy(bpmn('ring', { nodes: { s: { start: { cycle: 'R2/PT1H' } }, a: { service: 'ring' } }, flows: ['s a'] }))
  await served.restart()
  await served.wire.advance('PT61M')
  expect(await jobs('ring')).toHaveLength(1)
  await served.restart()
  await served.wire.advance('PT61M')
  expect(await jobs('ring')).toHaveLength(1)
  await served.wire.advance('PT5H')
  expect(await jobs('ring')).toHaveLength(0)
})
