/** Cron: what is read, when it is due next, and that timers follow it. */
import { expect, test } from 'vitest'
import { nextCron, parseCron } from '../../../server/engine/model/cron.ts'
import { bpmn } from '../support/diagram.ts'
import { memoryEngine } from '../support/memory.ts'

const from = Date.parse('2026-03-02T08:30:00Z') // a Monday
const next = (text: string, after = from) => new Date(nextCron(parseCron(text)!, after)!).toISOString()

test.each([
  ['0 0 9 * * MON-FRI', '2026-03-02T09:00:00.000Z'], ['0 0 8 * * mon-fri', '2026-03-03T08:00:00.000Z'], ['0 0 8 ? * 0', '2026-03-08T08:00:00.000Z'],
  ['0 0 8 ? * 7', '2026-03-08T08:00:00.000Z'], ['15 0/20 8-10 * * *', '2026-03-02T08:40:15.000Z'], ['0 0 9,12 1,15 JAN,MAR ?', '2026-03-15T09:00:00.000Z'],
  ['0 0 0 29 2 ?', '2028-02-29T00:00:00.000Z'], ['@hourly', '2026-03-02T09:00:00.000Z'], ['@yearly', '2027-01-01T00:00:00.000Z'], [' 0 */7 * * * * ', '2026-03-02T08:35:00.000Z'],
])('%s', (text, due) => expect(next(text)).toBe(due))

test.each(['0 9 1 1 *', '0 0 25 * * *', '*/5 * * * * *', '0 0 9 LW * *', '0 0 9 15W * *', '0 0 9 ? * 5#2', '0 0 9 1 * 1', '@every 5m', '0 0/0 * * * *', '0 0 9-5 * * *', 'R3/PT1H', ''])(
  '%s is not carried', (text) => expect(parseCron(text)).toBeNull())

test('a day that never comes has no next instant', () => expect(nextCron(parseCron('0 0 0 31 2 ?')!, from)).toBeNull())

test('a start event and a boundary event follow their cron, on the first minute after a pause', async () => {
  const engine = memoryEngine('8.8', from)
  await engine.deploy(bpmn('daily', { nodes: { s: { start: { cycle: '0 0 9 * * *' } }, a: { service: 'daily' }, b: { boundary: { cycle: '0 0 12 * * *' }, on: 'a', beside: true }, c: { service: 'noon' } }, flows: ['s a', 'b c'] }))
  const seen = async () => [(await engine.activate('daily')).length, (await engine.activate('noon')).length]
  const after = async (duration: string) => { await engine.advance(duration); return seen() }
  expect(await after('PT29M')).toEqual([0, 0])
  expect(await after('PT1M')).toEqual([1, 0])
  expect(await after('PT3H')).toEqual([0, 1])
  expect(await after('PT72H')).toEqual([1, 1])
  expect(await after('PT21H')).toEqual([1, 0])
})
