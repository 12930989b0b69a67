/** Migrated instances on the durable engine: what was moved is moved in the rows too, and a definition off the safe list is moved to in the sandbox. */
import { expect, test } from 'vitest'
import { bpmn } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'

const served = engineHere()

/** The key of the deployed definition. */
async function deploy(id: string, ...shape: Parameters<typeof bpmn> extends [string, ...infer S] ? S : never): Promise<number> {
  const { deployments } = await served.call('DeployResource', { resources: [{ name: `${id}.bpmn`, content: Buffer.from(bpmn(id, ...shape)) }] })
  return deployments[0].process.processDefinitionKey
}

const migrate = (processInstanceKey: string, targetProcessDefinitionKey: number, map: Record<string, string>): Promise<unknown> =>
  served.call('MigrateProcessInstance', { processInstanceKey, migrationPlan: { targetProcessDefinitionKey, mappingInstructions: Object.entries(map).map(([sourceElementId, targetElementId]) => ({ sourceElementId, targetElementId })) } })

test('job, timer, subscription and incident go along, and are found under their new names after a restart', async () => {
  const events = (id: string, timer: string, message: string) => ({ [timer]: { boundary: { timer: 'PT1H' }, on: id }, [message]: { boundary: { message: { name: 'durable-move', key: '=k' } }, on: id, beside: true as const } })
  await deploy('moved_from', { nodes: { s: 'start', a: { service: 'moved' }, ...events('a', 'at', 'am'), x: { service: 'x' }, y: { service: 'y' } }, flows: ['s a', 'at x', 'am y'] })
  const target = await deploy('moved_to', { nodes: { s: 'start', b: { service: 'moved' }, ...events('b', 'bt', 'bm'), v: { service: 'v' }, w: { service: 'w' } }, flows: ['s b', 'bt v', 'bm w'] })
  const instance = await served.wire.create('moved_from', { k: 'dm' })
  const [job] = await served.wire.activate('moved')
  await served.wire.fail(job!.key, 0, 0, 'broken')
  await migrate(instance, target, { a: 'b', at: 'bt', am: 'bm' })
  await served.restart()
  expect(await served.wire.incidents(instance)).toMatchObject([{ elementId: 'b', errorMessage: 'broken' }])
  expect(await served.wire.instances('moved_to')).toEqual([instance])
  await served.wire.publish({ name: 'durable-move', key: 'dm', variables: {}, ttl: 0, id: '' })
  expect(await served.wire.activate('w')).toMatchObject([{ elementId: 'w', processId: 'moved_to' }])
  await served.wire.advance('PT2H')
  expect(await served.wire.activate('v')).toMatchObject([{ elementId: 'v', processId: 'moved_to' }])
  expect(await served.wire.incidents(instance)).toEqual([])
})

test('a message begins no second instance for a process id an instance was moved to', async () => {
  const begun = (id: string, name: string) => deploy(id, { nodes: { s: { start: { message: { name } } }, a: { service: id } }, flows: ['s a'] })
  await begun('lock_from', 'durable-lock-from')
  const target = await begun('lock_to', 'durable-lock-to')
  await served.wire.publish({ name: 'durable-lock-from', key: 'one', variables: {}, ttl: 0, id: '' })
  const [job] = await served.wire.activate('lock_from')
  await migrate(job!.instance, target, { a: 'a' })
  await served.restart()
  await served.wire.publish({ name: 'durable-lock-to', key: 'one', variables: {}, ttl: 0, id: '' })
  expect(await served.wire.activate('lock_to')).toEqual([])
  await served.wire.publish({ name: 'durable-lock-from', key: 'one', variables: {}, ttl: 0, id: '' })
  expect(await served.wire.activate('lock_from')).toHaveLength(1)
})

test('a subscription that is not mapped is in the way of one to the same message', async () => {
  const watched = (id: string, task: string, event: string) => deploy(id, { nodes: { s: 'start', [task]: { service: id }, [event]: { boundary: { message: { name: 'durable-same', key: '="same"' } }, on: task }, w: 'end' }, flows: [`s ${task}`, `${event} w`] })
  await watched('same_from', 'a', 'x')
  const target = await watched('same_to', 'b', 'y')
  const instance = await served.wire.create('same_from', {})
  await expect(migrate(instance, target, { a: 'b' })).rejects.toMatchObject({ details: expect.stringContaining("active element with id 'a' is already subscribed to the same message name 'durable-same'") })
  await migrate(instance, target, { a: 'b', x: 'y' })
})

test('what is done stays undoable where its compensation event is mapped', async () => {
  const undoable = (id: string, task: string, event: string, handler: string, next: string) => deploy(id, {
    nodes: { s: 'start', [task]: { service: `${id}_${task}` }, [event]: { boundary: { compensation: true, handler }, on: task }, [handler]: { service: `${id}_${handler}`, compensation: true }, [next]: { service: 'undo_next' }, t: { throw: { compensate: true } } },
    flows: [`s ${task} ${next} t`],
  })
  await undoable('undo_from', 'a', 'x', 'h', 'c')
  const target = await undoable('undo_to', 'b', 'y', 'g', 'd')
  for (const [map, undone] of [[{ c: 'd', x: 'y' }, 1], [{ c: 'd' }, 0]] as const) {
    const instance = await served.wire.create('undo_from', {})
    const [first] = await served.wire.activate('undo_from_a')
    await served.wire.complete(first!.key, {})
    await migrate(instance, target, map)
    const [next] = await served.wire.activate('undo_next')
    await served.wire.complete(next!.key, {})
    expect(await served.wire.activate('undo_to_g')).toHaveLength(undone)
  }
})

test('to a definition with an expression off the safe list', async () => {
  await deploy('plain_from', { nodes: { s: 'start', a: { service: 'plain' } }, flows: ['s a'] })
  const target = await deploy('boxed_to', { nodes: { s: 'start', b: { service: 'plain' }, t: { boundary: { timer: '=duration("PT" + string(sum(for i in 1..2 return i)) + "H")' }, on: 'b' }, v: { service: 'boxed' } }, flows: ['s b', 't v'] })
  const instance = await served.wire.create('plain_from', {})
  await migrate(instance, target, { a: 'b' })
  await served.wire.advance('PT4H')
  expect(await served.wire.activate('boxed')).toMatchObject([{ instance, elementId: 'v' }])
})
