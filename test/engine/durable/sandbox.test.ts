/** Expressions that would take the process down: ended within about a second, an incident at their element, others run on (decision 13). */
import { beforeAll, describe, expect, test } from 'vitest'
import { execute } from '../../../server/engine/machine/execute.ts'
import { Machine } from '../../../server/engine/machine/machine.ts'
import { compile } from '../../../server/engine/model/compile.ts'
import { createSandbox } from '../../../server/engine/sandbox/pool.ts'
import { emptyInstance } from '../../../server/engine/state.ts'
import { bpmn, type Shape } from '../support/diagram.ts'
import { engineHere } from '../support/here.ts'

const served = engineHere()

beforeAll(async () => {
  await served.wire.deploy(bpmn('calm', { nodes: { s: 'start', a: { service: 'calm' }, e: 'end' }, flows: ['s a e'] }))
})

async function start(id: string, shape: Shape, variables = {}): Promise<string> {
  await served.wire.deploy(bpmn(id, shape))
  return served.wire.create(id, variables)
}

test('an ordinary expression off the safe list gives what Zeebe gives', async () => {
  const instance = await start('ordinary', {
    nodes: { s: 'start', g: 'xor', a: { service: 'ordinary', in: [['=sum(for x in list return x * 2)', 'total'], ['=date("2026-03-02") + duration("P3D")', 'day']] }, e: 'end' },
    flows: ['s g a e'], when: { 'g a': 'some x in list satisfies x > 2' },
  }, { list: [1, 2, 3] })
  const [job] = await served.wire.activate('ordinary')
  expect(job).toMatchObject({ instance, variables: { total: 12, day: '2026-03-05' } })
  await served.wire.complete(job!.key, {})
})

test('now() tells the engine\'s clock', async () => {
  await start('clock', { nodes: { s: 'start', a: { service: 'clock', in: [['=string(now())', 'now']] } }, flows: ['s a'] })
  const [job] = await served.wire.activate('clock')
  expect(job!.variables.now).toMatch(/^2026-03-0/)
})

const BOMBS: [name: string, expression: string][] = [
  ['range', 'count(for i in 1..1000000000 return i)'],
  ['quantifier', 'some x in 1..100000000 satisfies x < 0'],
  ['cube', 'count(for i in 1..1000, j in 1..1000, k in 1..1000 return i)'],
  ['regex', 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")'],
]

test.each(BOMBS)('%s bomb in a mapping', async (name, expression) => {
  const bomb = await start(`bomb-${name}`, { nodes: { s: 'start', a: { service: 'bomb', in: [[`=${expression}`, 'x']] } }, flows: ['s a'] })
  const incidents = await served.wire.incidents(bomb)
  expect(incidents).toMatchObject([{ errorType: 'IO_MAPPING_ERROR', elementId: 'a' }])
  expect(incidents[0]!.errorMessage).toMatch(/took (longer|more) than/)
})

test('others run on while a bomb burns', async () => {
  const burning = start('burning', { nodes: { s: 'start', g: 'xor', e: 'end' }, flows: ['s g e'], when: { 'g e': 'some x in 1..100000000 satisfies x < 0' } })
  const times: number[] = []
  for (let n = 0; n < 20; n++) {
    const before = performance.now()
    await served.call('CreateProcessInstance', { bpmnProcessId: 'calm', version: -1 })
    times.push(performance.now() - before)
  }
  expect(Math.max(...times)).toBeLessThan(3_000)
  const instance = await burning
  expect(await served.wire.incidents(instance)).toMatchObject([{ errorType: 'EXTRACT_VALUE_ERROR', elementId: 'g' }])
})

test('a mended variable resolves the incident', async () => {
  const instance = await start('mended', { nodes: { s: 'start', a: { service: 'mended', in: [['=count(for i in 1..n return i)', 'x']] } }, flows: ['s a'] }, { n: 1_000_000_000 })
  const [incident] = await served.wire.incidents(instance)
  await served.wire.setVariables(instance, { n: 3 }, false)
  await served.wire.resolve(incident!.key)
  const [job] = await served.wire.activate('mended')
  expect(job!.variables).toEqual({ n: 3, x: 3 })
})

describe('a bomb in a called process', () => {
  const sum = [['=sum(for x in [1, 2] return x)', 'sum']] as const
  const bomb = [['=count(for i in 1..n return i)', 'x']] as const

  test('a worker takes the same step whether it knows the called process already or not', async () => {
    const sandbox = createSandbox()
    const machine = new Machine(() => 0)
    const deploy = async (xml: string) => execute(machine, { type: 'Deploy', resources: [{ name: 'p.bpmn', xml, checksum: xml, processes: await compile(xml) }] })
    await deploy(bpmn('steps_child', { nodes: { cs: 'start', c: { service: 'c', in: bomb } }, flows: ['cs c'] }))
    await deploy(bpmn('steps', { nodes: { s: 'start', p: { call: 'child', in: sum } }, flows: ['s p'] }))
    const { key, bpmnProcessId, version } = machine.definitions.latest('steps')!
    const began = async () => {
      const result = await sandbox.step(emptyInstance(machine.nextKey(), key, bpmnProcessId, version), { type: 'CreateInstance', variables: { n: 3 } }, machine)
      if (!result.ok) throw new Error(result.rejection.reason)
      return result
    }
    const first = await began()
    const [called] = [...first.instance.elements.values()].filter(({ elementId }) => elementId === 'p')
    await sandbox.step(first.instance, { type: 'ResumeCall', key: called!.key }, machine) // the called process goes to the worker with it
    expect((await began()).events.map(({ type }) => type)).toEqual(first.events.map(({ type }) => type))
    await sandbox.close()
  })

  test('the kill finds the element, though the worker knows the called process already', async () => {
    const child: Shape = { nodes: { cs: 'start', f: 'and', c: { service: 'called', in: bomb }, d: { service: 'beside', in: sum } }, flows: ['cs f c', 'f d'] }
    await served.wire.deploy(bpmn('calls_child', child))
    await start('calls', { nodes: { s: 'start', a: { script: '=for x in [1] return x', result: 'l' }, p: { call: 'child' } }, flows: ['s a p'] }, { n: 3 })
    expect(await served.wire.activate('beside')).toHaveLength(1)
    await served.wire.create('calls', { n: 1_000_000_000 })
    const [known, called] = await served.wire.instances('calls_child')
    expect(await served.wire.incidents(known!)).toEqual([])
    expect(await served.wire.incidents(called!)).toMatchObject([{ errorType: 'IO_MAPPING_ERROR', elementId: 'c' }]) // had nobody been found, d were stopped too
    expect(await served.wire.activate('beside')).toMatchObject([{ instance: called, variables: { sum: 3 } }])
  })

  test('an element of the same id in the calling process goes on', async () => {
    await served.wire.deploy(bpmn('twins_child', { nodes: { cs: 'start', w: { catch: { signal: 'go' } }, a: { service: 'twin', in: bomb } }, flows: ['cs w a'] }))
    const caller = await start('twins', { nodes: { s: 'start', f: 'and', p: { call: 'child' }, w: { catch: { signal: 'go' } }, a: { service: 'twin', in: sum } }, flows: ['s f p', 'f w a'] }, { n: 1_000_000_000 })
    await served.wire.broadcast('go', {})
    const [called] = await served.wire.instances('twins_child')
    expect(await served.wire.incidents(called!)).toMatchObject([{ errorType: 'IO_MAPPING_ERROR', elementId: 'a' }])
    expect(await served.wire.incidents(caller)).toEqual([])
    expect(await served.wire.activate('twin')).toMatchObject([{ instance: caller, variables: { sum: 3 } }])
  })
})

test('a loop without a wait state stops at its budget, and the rest of the engine does not notice', async () => {
  const instance = await start('loop', { nodes: { s: 'start', m: 'xor', n: 'xor' }, flows: ['s m n m'] })
  const incidents = await served.wire.incidents(instance)
  expect(incidents).toMatchObject([{ errorType: 'UNKNOWN' }])
  expect(incidents[0]!.errorMessage).toMatch(/1000 elements/)
  await served.wire.cancel(instance)
})

test('a doubling loop too', async () => {
  const instance = await start('doubling', { nodes: { s: 'start', m: 'xor', f: 'and', n: 'xor', o: 'xor' }, flows: ['s m f n m', 'f o m'] })
  expect((await served.wire.incidents(instance)).length).toBeGreaterThan(0)
  await served.wire.cancel(instance)
})
