/** Expressions that would take the process down: ended within about a second, an incident at their element, others run on (decision 13). */
import { beforeAll, expect, test } from 'vitest'
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
