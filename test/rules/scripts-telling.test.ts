/** What the scripts say: the demo's story in the punctuation of its language, the check's counts in the number they are. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Status, Told } from '../../scripts/scenario/play.ts'
import { lines } from '../../scripts/scenario/telling.ts'

const status: Status = {
  caseKey: '1', number: '990100202603090000010', state: 'accepted', outcome: 'granted', acceptedAt: null, decidedAt: null, closedAt: null,
  openSteps: [{ elementId: 'decision', name: '决定' }, { elementId: 'review', name: '审核' }],
  limits: [
    { kind: 'promised', amount: 3, unit: 'wd', state: 'running', deadline: '2026-03-12 24:00', usedMinutes: 630, leftMinutes: 630 },
    { kind: 'statutory', amount: 7, unit: 'wd', state: 'running', deadline: null, usedMinutes: 630, leftMinutes: 2310 },
  ],
  asked: null, parts: [], letters: [{ key: 'k', kind: 'receipt', title: '收件回执', number: '样例收〔2026〕1号', state: 'ready', issuedAt: '2026-03-02T10:00:00+08:00' }],
  permit: { number: '样例建许字第1号', verifyCode: 'ABCD', validFrom: '2026-03-12', validTo: null },
}
const act = { at: '2026-03-09T10:00:00+08:00', by: 'zhujian-head', step: 'decision', data: { outcome: 'grant', opinion: '同意' } } as never

describe('the demo', () => {
  const told: Told[] = [{ kind: 'applied', at: '2026-03-09T09:00:00+08:00', number: status.number, queryCode: '123456' }, { kind: 'act', act, task: '决定', outcome: '准予', status }, { kind: 'silence', act, status }, { kind: 'end', status }]
  const text = told.flatMap(lines)

  it('writes Chinese with the full-width punctuation of Chinese', () => {
    expect(text.filter((line) => /\p{Script=Han}[,:;?!()]|[,:;?!()]\p{Script=Han}/u.test(line))).toEqual([])
    expect(text[0]).toMatch(/2026-03-09 09:00 +申请人 +提交申请，办件编号 990100202603090000010，查询码 123456$/)
  })
  it('tells days used and left, and when the clock stands still', () => {
    expect(text[1]).toMatch(/决定 → 准予 · 同意  ⇒ 决定、审核  【承诺3个工作日：已用1\.5，剩1\.5，至 2026-03-12 24:00】  【法定7个工作日：已用1\.5，剩5\.5，暂停计时】$/)
    expect(text.slice(-2)).toEqual(['   结果：granted 样例建许字第1号，有效期 2026-03-12 至 长期，核验码 ABCD', '   文书：收件回执（样例收〔2026〕1号）'])
  })
})

it('the check counts in words that fit', () => {
  const { stdout, status: code } = spawnSync(process.execPath, ['scripts/tongban.mjs', 'check', 'qiye-touzi-beian'], { encoding: 'utf8' })
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^qiye-touzi-beian .*: \d+ steps, .* 0 errors, 0 warnings\n$/)])
  expect(stdout).not.toMatch(/\b1 (steps|errors|warnings|working days)\b/)
})
