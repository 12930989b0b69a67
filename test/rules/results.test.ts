/** Permit numbers and validity, re-added by hand. */
import { describe, expect, it } from 'vitest'
import { feesFor, totalOf } from '../../server/results/fee.ts'
import { lastDayOfNotice } from '../../server/hearings/rule.ts'
import { readCalendars } from '../../server/deadlines/calendarFiles.ts'
import { permitNumber, scopeOf, validityOf } from '../../server/results/permit.ts'

const at = (day: string): Date => new Date(`${day}T15:00:00+08:00`)

describe('a permit number', () => {
  it('follows the pattern of its matter', () => {
    expect(permitNumber('样城广许字〔{yyyy}〕{serial:4}号', { division: '990100', day: '2026-03-02', serial: 7 })).toBe('样城广许字〔2026〕0007号')
    expect(permitNumber('{division}{yyyymmdd}{serial:4}', { division: '990100', day: '2026-03-02', serial: 12345 })).toBe('9901002026030212345')
  })
})

describe('validity', () => {
  it('ends on the eve of the anniversary', () => {
    expect(validityOf({ period: 'P3Y' }, at('2026-03-02'), {})).toEqual({ validFrom: '2026-03-02', validTo: '2029-03-01' })
  })
  it('begins on the day of the decision, or later where the applicant wishes so, never earlier', () => {
    expect(validityOf({ period: null }, at('2026-03-02'), { validFrom: '2026-04-01' })).toEqual({ validFrom: '2026-04-01', validTo: null })
    expect(validityOf({ period: null }, at('2026-03-02'), { validFrom: '2026-01-01' })).toEqual({ validFrom: '2026-03-02', validTo: null })
  })
  it('takes the years asked for, at most those of the law', () => {
    const law = { period: null, field: 'years', most: 'P3Y' }
    expect(validityOf(law, at('2026-03-02'), { years: 2 }).validTo).toBe('2028-03-01')
    expect(validityOf(law, at('2026-03-02'), { years: 9 }).validTo).toBe('2029-03-01')
    expect(validityOf(law, at('2026-03-02'), {}).validTo).toBe('2029-03-01')
  })
  it('ends on the day that the application names, for what is done once; never before it begins', () => {
    expect(validityOf({ period: null, until: 'endOn' }, at('2026-03-02'), { validFrom: '2026-03-10', endOn: '2026-03-16' })).toEqual({ validFrom: '2026-03-10', validTo: '2026-03-16' })
    expect(validityOf({ period: null, until: 'endOn' }, at('2026-03-02'), { endOn: '2026-02-27' })).toEqual({ validFrom: '2026-03-02', validTo: '2026-03-02' })
  })
  it('knows leap days', () => {
    expect(validityOf({ period: 'P1Y' }, at('2028-02-29'), {}).validTo).toBe('2029-02-28')
    expect(validityOf({ period: 'P4Y' }, at('2028-02-29'), {}).validTo).toBe('2032-02-28')
  })
})

describe('what a permit says', () => {
  it('takes titles, units and choices from the form, also from its branches', () => {
    const form = { type: 'object', properties: { kind: { title: '类别', type: 'string', oneOf: [{ const: 'a', title: '甲类' }] }, price: { title: '价格', type: 'number', 'x-unit': '万元' } },
      allOf: [{ if: {}, then: { properties: { area: { title: '面积', type: 'number', 'x-unit': '平方米' } } } }] } as never
    const guide = { result: { scope: ['kind', 'price', 'area', 'missing'] } } as never
    expect(scopeOf(guide, form, { kind: 'a', price: 3, area: 20 })).toEqual([{ label: '类别', value: '甲类' }, { label: '价格', value: '3万元' }, { label: '面积', value: '20平方米' }])
  })
})

describe('a fee', () => {
  const law = '城市道路管理条例第三十七条'
  const occupation = { name: '占用费', standard: '每平方米每日0.3元', law, reducible: false, rate: { yuan: 0.3, fields: ['area', 'days'] } }
  const repair = { name: '挖掘修复费', standard: '每平方米260元', law, reducible: false, rate: { yuan: 260, fields: ['digArea'] } }
  it('is what the published standard comes to for the answers, to the fen', () => {
    // 0.3 × 35.5 × 7 = 74.55; 260 × 12.35 = 3211
    expect(feesFor([occupation, repair], { area: 35.5, days: 7, digArea: 12.35 })).toEqual([
      { name: '占用费', standard: '每平方米每日0.3元', law, amount: '74.55' }, { name: '挖掘修复费', standard: '每平方米260元', law, amount: '3211.00' },
    ])
    expect(totalOf(feesFor([occupation, repair], { area: 35.5, days: 7, digArea: 12.35 }))).toBe('3285.55')
  })
  it('is not asked where its sum is nothing, and has no total where a standard leaves the sum to the window', () => {
    expect(feesFor([occupation, repair], { area: 20, days: 3 })).toHaveLength(1)
    expect(totalOf(feesFor([{ ...repair, rate: undefined } as never], {}))).toBeUndefined()
  })
})

describe('the notice of a hearing', () => {
  const calendar = readCalendars('processes').of('990100')
  it('goes out seven working days before (行政许可法 48): the day of the notice is not counted', () => {
    // 03-05 03-06 03-09 03-10 03-11 03-12 03-13
    expect(lastDayOfNotice(at('2026-03-04'), calendar)).toBe('2026-03-13')
    // 02-13 调休前的周五，02-14 调休上班，02-15..23 放假，02-24 02-25 02-26 02-27，02-28 调休上班
    expect(lastDayOfNotice(at('2026-02-12'), calendar)).toBe('2026-02-28')
  })
  it('guesses nothing of a year whose holidays are not published', () => {
    expect(lastDayOfNotice(at('2026-12-28'), calendar)).toBeNull()
  })
})
