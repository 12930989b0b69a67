/**
 * A played scenario in words, as `npm run demo` prints it: who, what, when, and the days used and left. Pure; Chinese text with the full-width
 * punctuation of Chinese, whatever its figures and names are.
 */
import { civilTime } from '../../server/deadlines/shanghai.ts'
import type { Status, Told } from './play.ts'

/** Minutes in a unit; a working day has as many as the calendar says, which the status tells. */
const MINUTES: Record<string, number> = { wd: 0, d: 1440, h: 60, min: 1 }
const UNITS: Record<string, string> = { wd: '个工作日', d: '天', h: '小时', min: '分钟' }

/** The lines of one thing that happened. */
export function lines(told: Told): string[] {
  switch (told.kind) {
    case 'applied': return [line(told.at, '申请人', `提交申请，办件编号 ${told.number}，查询码 ${told.queryCode}`)]
    case 'act': return [line(told.act.at, told.act.by, `${told.task} → ${[told.outcome, told.act.data?.opinion].filter(Boolean).join(' · ')}${where(told.status)}`)]
    case 'silence': return [line(told.act.at, '（无人作答）', `期限届满${where(told.status)}`)]
    case 'end': return end(told.status)
    default: return told satisfies never
  }
}

function line(at: string, who: string, what: string): string {
  return `   ${civilTime(new Date(at)).slice(0, 16)}  ${who.padEnd(20)} ${what}`
}

/** Where the case stands now, and its promise in days used and left. */
function where(status: Status): string {
  const steps = status.openSteps.map((step) => step.name).join('、')
  return `${steps ? `  ⇒ ${steps}` : ''}${days(status, 'promised', '承诺')}${days(status, 'statutory', '法定')}`
}

function days(status: Status, kind: string, name: string): string {
  const limit = status.limits.find((one) => one.kind === kind && one.state === 'running')
  if (!limit) return ''
  const perUnit = MINUTES[limit.unit] || (limit.usedMinutes + limit.leftMinutes) / limit.amount
  const rounded = (minutes: number): number => Math.round((minutes / perUnit) * 10) / 10
  return `  【${name}${limit.amount}${UNITS[limit.unit]}：已用${rounded(limit.usedMinutes)}，剩${rounded(limit.leftMinutes)}${limit.deadline ? `，至 ${limit.deadline}` : '，暂停计时'}】`
}

function end({ outcome, permit, letters }: Status): string[] {
  const granted = permit ? ` ${permit.number}，有效期 ${permit.validFrom} 至 ${permit.validTo ?? '长期'}，核验码 ${permit.verifyCode}` : ''
  return [`   结果：${outcome}${granted}`, `   文书：${letters.map((letter) => `${letter.title}（${letter.number}）`).join('、')}`]
}
