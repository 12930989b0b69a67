/** The pure rules of the task room: time left in a row, what an outcome is called, where a case stands. */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import { examinedAlone } from '../../server/tasks/answer.ts'
import type { Step } from '../../server/matters/types.ts'
import type { Task } from '../../server/tasks/task.ts'
import { earlier, leftOf, timeLeft } from '../../server/tasks/timeLeft.ts'

const calendar = readCalendars(fileURLToPath(new URL('../../processes', import.meta.url))).of('000000')
const at = (text: string): Date => new Date(`${text}+08:00`)

describe('time left in a row', () => {
  it('counts working days across the National Day holiday as the limit does, today not among them', () => {
    // 2026-09-30 Wed morning to 2026-10-09 24:00: (1-7 Oct off), 8 and 9 Oct = 2 working days
    expect(timeLeft(at('2026-10-10T00:00'), at('2026-09-30T08:00'), calendar).left).toMatchObject({ tone: 'ok', amount: 2, unit: 'wd' })
    // half of three days, as a green channel grants them on Monday morning: Wednesday noon
    expect(timeLeft(at('2026-03-04T12:00'), at('2026-03-02T09:00'), calendar).left).toMatchObject({ tone: 'ok', amount: 1.5, unit: 'wd' })
    expect(timeLeft(at('2026-03-04T12:00'), at('2026-03-03T15:00'), calendar).left).toMatchObject({ tone: 'soon', amount: 0.5, unit: 'wd' })
  })
  it('turns to hours on the last day and warns in its second half', () => {
    expect(timeLeft(at('2026-03-03T00:00'), at('2026-03-02T00:00'), calendar).left).toMatchObject({ tone: 'soon', amount: 7, unit: 'h' })
    expect(timeLeft(at('2026-03-03T00:00'), at('2026-03-02T16:30'), calendar).left!.tone).toBe('warn')
  })
  it('says how late a step is in working time', () => {
    // due Friday 24:00, now Monday 24:00: one working day late, the weekend does not count
    expect(timeLeft(at('2026-03-07T00:00'), at('2026-03-10T00:00'), calendar).left).toMatchObject({ tone: 'late', amount: 1, unit: 'wd' })
  })
  it('never guesses a year without a calendar', () => {
    expect(timeLeft(at('2027-01-05T00:00'), at('2026-12-30T09:00'), calendar)).toEqual({ left: null, unknownYear: 2027 })
  })
  it('tells hours and minutes as the clock on the wall runs, through noon, night and weekend', () => {
    // thirty minutes from 11:50: ten are working time, but the limit is thirty
    expect(timeLeft(at('2026-03-02T12:20'), at('2026-03-02T11:50'), calendar, 'min').left).toMatchObject({ amount: 30, unit: 'min' })
    // a 48-hour limit over a weekend
    expect(timeLeft(at('2026-03-08T15:20'), at('2026-03-06T15:30'), calendar, 'h').left).toMatchObject({ tone: 'ok', amount: 47, unit: 'h' })
    expect(timeLeft(at('2026-03-07T00:00'), at('2026-03-07T02:30'), calendar, 'h').left).toMatchObject({ tone: 'late', over: true, amount: 2, unit: 'h' })
  })
  it('tells natural days as natural days, also into a year without a calendar', () => {
    expect(timeLeft(at('2026-10-08T00:00'), at('2026-09-30T09:00'), calendar, 'd').left).toMatchObject({ tone: 'ok', amount: 7, unit: 'd' })
    expect(timeLeft(at('2027-01-05T00:00'), at('2026-12-30T09:00'), calendar, 'd')).toMatchObject({ left: { amount: 5, unit: 'd' }, unknownYear: null })
  })
  it('a row tells the earlier of its two limits in that limit\'s own time', () => {
    const row = { stepDeadline: at('2026-03-02T12:20'), stepUnit: 'min' as const, promisedDeadline: at('2026-03-07T00:00'), promisedUnit: 'wd' as const, missingYear: null }
    expect(leftOf(row, at('2026-03-02T11:50'), calendar).left).toMatchObject({ amount: 30, unit: 'min' })
    expect(leftOf({ ...row, stepDeadline: null }, at('2026-03-02T08:00'), calendar).left).toMatchObject({ amount: 4, unit: 'wd' })
  })
  it('takes the earlier of the two clocks', () => {
    expect(earlier(null, at('2026-03-02T00:00'))).toEqual(at('2026-03-02T00:00'))
    expect(earlier(at('2026-03-01T00:00'), at('2026-03-02T00:00'))).toEqual(at('2026-03-01T00:00'))
  })
})

describe('nobody decides what they alone have examined', () => {
  const stepOf = (elementId: string, headers: Record<string, string> = {}) => ({ elementId, headers }) as Step
  const [acceptance, review, decision] = [stepOf('acceptance'), stepOf('review'), stepOf('decision', { decides: 'grant,deny' })]
  const steps = [acceptance, review, decision, stepOf('both', { decides: 'grant', signing: 'two' })]
  const did = (elementId: string, decidedBy: string | null, more: Partial<Task> = {}) => ({ elementId, decidedBy, kind: 'officer', signatures: [], ...more }) as unknown as Task

  it('keeps whoever did every step before from the decision, and names the first', () => {
    expect(examinedAlone(decision, steps, [did('acceptance', '1'), did('review', '1')], '1')).toMatchObject({ elementId: 'acceptance' })
    expect(examinedAlone(decision, steps, [did('acceptance', '1'), did('review', '1')], '2')).toBeUndefined()
  })
  it('lets them decide where somebody else looked too, as the second of two signers or at another step', () => {
    expect(examinedAlone(decision, steps, [did('acceptance', '1'), did('review', '2')], '1')).toBeUndefined()
    expect(examinedAlone(decision, steps, [did('review', '1', { signatures: [{ officerId: '2' }, { officerId: '1' }] as Task['signatures'] })], '1')).toBeUndefined()
  })
  it('takes neither the applicant, nor silence, nor an earlier decision for an examination', () => {
    expect(examinedAlone(decision, steps, [did('supplement', null, { kind: 'applicant' }), did('acceptance', null), did('review', '1'), did('decision', '2')], '1')).toMatchObject({ elementId: 'review' })
    expect(examinedAlone(decision, steps, [did('acceptance', null)], '1')).toBeUndefined()
  })
  it('asks nothing of a step that does not decide, or at which two sign', () => {
    expect(examinedAlone(review, steps, [did('acceptance', '1')], '1')).toBeUndefined()
    expect(examinedAlone(steps[3]!, steps, [did('acceptance', '1')], '1')).toBeUndefined()
  })
})
