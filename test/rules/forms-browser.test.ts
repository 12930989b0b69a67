/** The browser's judge says exactly what the server's says: the standalone file is run here by Node without any import of ajv. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeOf } from '../../server/forms/browser/judge.ts'
import { standaloneValidator, validate, type FormSchema } from '../../server/forms/service.ts'
import { application, goodData } from './forms.fixture.ts'

async function load(schema: FormSchema) {
  const source = standaloneValidator(schema)
  return judgeOf(await import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`))
}

describe('standalone validator', () => {
  it('is the same text for the same form, small, and holds no eval', () => {
    const source = standaloneValidator(application)
    expect(standaloneValidator(structuredClone(application))).toBe(source)
    expect(source.length).toBeLessThan(60_000)
    expect(source).not.toMatch(/new Function|\beval\(/)
  })

  it('accepts and refuses as the server does, in the same words', async () => {
    const judge = await load(application)
    expect(judge.issues(goodData, 'zh-CN')).toEqual([])
    const pick = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
    const data = fc.record({
      projectName: pick<unknown>('x', '', 5, 'x'.repeat(61)), uscc: pick('91350100M000100Y43', '9'), kind: pick<unknown>('other', 'house', 'zzz', 3),
      kindText: pick('短', '足够长的说明'), area: pick<unknown>(-1, 10, 5000, '5', 1e9), floors: pick(1, 1.5, 500), green: pick<unknown>(true, 'true'), greenStars: pick(1, 7),
      uses: pick<unknown>(['live'], ['live', 'live'], ['zzz'], 'live'), site: pick<unknown>({}, { road: 'x', code: '44300' }, { road: 'x', other: 1 }), declared: pick(true, false),
      contacts: pick<unknown>([], [{}], [{ name: 'x', phone: '13800000000', idCard: '1' }], [{}, {}, {}, {}]), start: pick('2026-02-30', '2026-03-01'),
    }).map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)))
    fc.assert(fc.property(data, (one) => {
      expect(judge.issues(one, 'zh-CN')).toEqual(validate(application, one))
    }), { numRuns: 500 })
  })
})
