/** What of the looks can be reckoned: contrast of every text colour on its ground, words of time, what a component may see. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile } from '../../server/web/compile.ts'
import { dateText, dateTimeText, durationText, machineText, untilText } from '../../server/web/dates.ts'
import { fieldId } from '../../server/web/helpers.ts'
import '../../server/web/views.ts'

const tokens = new Map([...readFileSync(new URL('../../server/web/assets/10-tokens.css', import.meta.url), 'utf8').matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]))

/** WCAG 2.2: relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

describe('contrast (WCAG AA: 4.5 for text)', () => {
  const grounds = ['paper', 'desk', 'sheet']
  const pairs = [
    ...['ink', 'ink-soft', 'azurite', 'azurite-deep', 'cinnabar', 'pine', 'amber'].flatMap((text) => grounds.map((ground) => [text, ground])),
    ...['azurite', 'cinnabar', 'pine', 'amber', 'plum', 'stone'].map((tone) => [tone, `${tone}-tint`]),
    ...['azurite', 'cinnabar', 'pine', 'amber', 'stone'].map((tone) => ['ink', `${tone}-tint`]),
    ['sheet', 'azurite'], ['sheet', 'azurite-deep'], ['sheet', 'cinnabar'], ['sheet', 'pine'],
  ] as [string, string][]
  test.each(pairs)('%s on %s', (text, ground) => {
    expect(contrast(tokens.get(text)!, tokens.get(ground)!)).toBeGreaterThanOrEqual(4.5)
  })
  test('edges of fields and marks stand out (3 for what is not text)', () => {
    expect(contrast(tokens.get('line-strong')!, tokens.get('sheet')!)).toBeGreaterThanOrEqual(3)
  })
})

describe('time in words, in China whatever the machine\'s zone', () => {
  test('an instant, a day, an end', () => {
    expect(dateTimeText('2026-03-02T16:30:00Z', 'zh-CN')).toBe('2026年3月3日 00:30')
    expect(dateTimeText(new Date('2026-03-02T01:05:00Z'), 'en')).toBe('2 Mar 2026, 09:05')
    expect(dateText('2026-03-02', 'zh-CN')).toBe('2026年3月2日')
    expect(machineText('2026-03-02')).toBe('2026-03-02')
    expect(machineText('2026-03-02T16:30:00Z')).toBe('2026-03-03T00:30:00+08:00')
  })
  test('a limit that ends at midnight ends at 24:00 of its last day', () => {
    expect(untilText('2026-03-10T00:00:00+08:00', 'zh-CN')).toBe('2026年3月9日 24:00')
    expect(untilText('2026-03-09T12:00:00+08:00', 'zh-CN')).toBe('2026年3月9日 12:00')
    expect(untilText('2027-01-01T00:00:00+08:00', 'en')).toBe('31 Dec 2026, 24:00')
  })
  test('summer time of 1986 is history, not an error', () => {
    expect(dateTimeText('1986-06-01T00:00:00Z', 'zh-CN')).toBe('1986年6月1日 09:00')
  })
  test('amounts', () => {
    expect(durationText(3, 'wd', 'zh-CN')).toBe('3 个工作日')
    expect(durationText(1, 'wd', 'en')).toBe('1 working day')
    expect(durationText(4, 'h', 'en')).toBe('4 hours')
  })
})

describe('components', () => {
  const runtime = { data: { locale: 'zh-CN', nothing: {} } }
  test('see what they are given and nothing of the page', () => {
    const html = compile('{{> callout tone="info" text="文"}}')({ title: '页面标题' }, runtime)
    expect(html).toContain('文')
    expect(html).not.toContain('页面标题')
  })
  test('escape whatever comes in', () => {
    const html = compile('{{> badge tone=tone text=text}}{{> field name=text label=text value=text error=text}}{{json "x" text}}')({ tone: '"><script>1</script>', text: '</script><script>alert(1)</script>' }, runtime)
    expect(html).not.toContain('<script>')
    expect(html.match(/<\/script>/g)).toHaveLength(1) // the end of the json element itself
  })
  test('a misspelt helper is found when the view is compiled, not when somebody reads it', () => {
    expect(() => compile('{{datum x y}}')({}, runtime)).toThrow(/datum/)
  })
  test('the id of a field is the same in summary and field', () => {
    expect([fieldId('/applicant/name'), fieldId('/列/0/名称'), fieldId('')]).toEqual(['field-applicant-name', 'field-列-0-名称', 'field-'])
  })
})
