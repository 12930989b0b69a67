/** The applicant's own time for owed items (domain A9, H7): through the day that was promised, whenever the step that asks for them opens. */
import { describe, expect, it } from 'vitest'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import { deadline } from '../../server/deadlines/deadline.ts'
import { civilTime } from '../../server/deadlines/shanghai.ts'
import type { Guide } from '../../server/matters/guide.ts'
import { lastPromise, promiseLimit } from '../../server/intake/tolerant.ts'

const calendar = readCalendars('processes').of('990100')
const accepted = new Date('2026-03-02T10:00:00+08:00')

/** The first instant that is too late. */
function over(...promisedOn: string[]): string | undefined {
  const { from, ...limit } = promiseLimit(accepted, promisedOn)!
  const end = deadline({ limit, start: from }, calendar)
  return end.state === 'dated' ? civilTime(end.at) : undefined
}

it('into a year without a calendar nobody may promise: the last known day is the last', () => {
  const guide = { tolerant: { promise: { amount: 7, unit: 'wd' }, rule: '样例' } } as Guide
  expect(lastPromise(guide, accepted, calendar)).toBe('2026-03-11')
  expect(lastPromise(guide, new Date('2026-12-28T10:00:00+08:00'), calendar)).toBe('2026-12-31')
})

describe('what was promised for a day', () => {
  it('is owed until that day is over', () => {
    expect(over('2026-03-05')).toMatch(/^2026-03-06.00:00/)
    expect(over('2026-03-11')).toMatch(/^2026-03-12.00:00/)
  })

  it('is owed until the day of acceptance is over when promised for it', () => {
    expect(over('2026-03-02')).toMatch(/^2026-03-03.00:00/)
  })

  it('ends with the last of several days, and on a rest day with the next working day (民法典 203)', () => {
    expect(over('2026-03-04', '2026-03-06', '2026-03-05')).toMatch(/^2026-03-07.00:00/)
    expect(over('2026-03-07')).toMatch(/^2026-03-10.00:00/) // a Saturday
  })

  it('is nothing where nothing is owed', () => {
    expect(promiseLimit(accepted, [])).toBeUndefined()
  })
})
