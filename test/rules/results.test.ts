/** Permit numbers and validity, re-added by hand. */
import { describe, expect, it } from 'vitest'
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
