/** The two Chinese codes against hand-reckoned cases, the standards' own arithmetic and stdnum. */
import fc from 'fast-check'
import { stdnum } from 'stdnum'
import { describe, expect, it } from 'vitest'
import { isDate, isIdCard, isPhone, isUscc } from '../../server/forms/formats.ts'

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const characters = (size: number) => fc.array(fc.constantFrom(...ALPHABET), { minLength: size, maxLength: size }).map((list) => list.join(''))
const digits = (size: number) => fc.array(fc.constantFrom(...'0123456789'), { minLength: size, maxLength: size }).map((list) => list.join(''))

describe('统一社会信用代码 (GB 32100-2015)', () => {
  it('has exactly one right check character', () => {
    fc.assert(fc.property(characters(2), digits(6), characters(9), (registrar, division, body) => {
      const right = [...ALPHABET].filter((check) => isUscc(registrar + division + body + check))
      expect(right).toHaveLength(1)
    }))
  })

  it('agrees with stdnum where stdnum follows the standard: digits first, check character not 0', () => {
    fc.assert(fc.property(digits(8), characters(9), fc.constantFrom(...ALPHABET.slice(1)), (front, body, check) => {
      expect(isUscc(front + body + check)).toBe(stdnum.CN!.uscc!.validate(front + body + check).isValid)
    }), { numRuns: 500 })
  })

  it('knows a registrar written with a letter, which stdnum refuses', () => {
    const front = 'N2420582MF'
    const full = [...ALPHABET].map((check) => `${front}0000000${check}`).filter(isUscc)
    expect(full).toHaveLength(1)
  })

  it.each(['', '91350100M000100Y4', '91350100M000100Y433', '91350100m000100y43', '91350100I000100Y43', '９1350100M000100Y43'])('refuses %j', (text) => {
    expect(isUscc(text)).toBe(false)
  })
})

describe('居民身份证号码 (GB 11643-1999)', () => {
  it('accepts the standard\'s own example and refuses one wrong digit', () => {
    expect(isIdCard('11010519491231002X')).toBe(true)
    expect(isIdCard('11010519491231002x')).toBe(true)
    expect(isIdCard('110105194912310021')).toBe(false)
    expect(isIdCard('11010519490231002X')).toBe(false) // 31 February
  })

  it('has exactly one right check character, and stdnum agrees', () => {
    const day = fc.date({ min: new Date('1950-01-01'), max: new Date('2020-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''))
    fc.assert(fc.property(fc.integer({ min: 110000, max: 659999 }), day, digits(3), (place, birth, order) => {
      const right = [...'0123456789X'].map((check) => `${place}${birth}${order}${check}`).filter(isIdCard)
      expect(right).toHaveLength(1)
      expect(stdnum.CN!.ric!.validate(right[0]!).isValid).toBe(true)
    }))
  })
})

describe('telephone and date', () => {
  it.each(['13800000000', '+8613800000000', '0717-1234567', '010-12345678', '01012345678-801', '12345', '400-123-4567'])('%s is a telephone number', (text) => expect(isPhone(text)).toBe(true))
  it.each(['1380000000', '23800000000', 'tel:13800000000', '13800000000 or so', ''])('%j is none', (text) => expect(isPhone(text)).toBe(false))
  it.each([['2024-02-29', true], ['2025-02-29', false], ['2000-02-29', true], ['1900-02-29', false], ['2026-13-01', false], ['2026-1-1', false]])('%s -> %s', (text, real) => expect(isDate(text)).toBe(real))
})
