/**
 * 容缺受理 (domain A9, H6): which items may be owed and until when. The review runs, the result waits until all is there. Pure.
 */
import type { Calendar } from '../deadlines/calendar.ts'
import { deadline } from '../deadlines/deadline.ts'
import { addDays, dayNumber, dayOf, instantAt, minuteOfDay, type Day } from '../deadlines/shanghai.ts'
import type { Issue } from '../errors.ts'
import type { Guide } from '../matters/guide.ts'
import { missing, type Material } from './materials.ts'

/** As the acceptance form has it: an item of the list by code or name. */
export interface TolerantItem { item: string; form?: string; promisedOn: string }

/**
 * The last day that may be promised when the promise is given at `from`. Where the count reaches into a year without a calendar, the last day
 * of the year before it: all days up to there lie within, of those behind nobody knows yet.
 */
export function lastPromise(guide: Guide, from: Date, calendar: Calendar): Day | undefined {
  if (!guide.tolerant) return undefined
  const end = deadline({ limit: guide.tolerant.promise, start: from }, calendar)
  return end.state === 'dated' ? end.lastDay : end.state === 'unknown' ? `${end.missingYear - 1}-12-31` : undefined
}

/**
 * The applicant's own time for what is owed: natural days from the day of acceptance, whose notice names the promised days, through the
 * last of these (read in the party's favour, H7). A promise for the very day of acceptance ends with that day.
 */
export function promiseLimit(acceptedAt: Date, promisedOn: readonly Day[]): { amount: number; unit: 'd'; from: Date } | undefined {
  const last = [...promisedOn].sort().at(-1)
  if (last === undefined) return undefined
  const days = dayNumber(last) - dayNumber(dayOf(acceptedAt))
  return days > 0 ? { amount: days, unit: 'd', from: acceptedAt } : { amount: 1, unit: 'd', from: instantAt(addDays(last, -1), minuteOfDay(acceptedAt)) }
}

/** What is wrong with a list of owed items, with pointers into the acceptance form; everything still missing must be on it. */
export function tolerantFaults(facts: {
  guide: Guide
  items: readonly TolerantItem[]
  files: readonly Pick<Material, 'itemCode' | 'state'>[]
  /** Items the shared library stands in for. */
  shared?: Iterable<string>
  today: Day
  from: Date
  calendar: Calendar
}): Issue[] {
  const { guide, items } = facts
  if (!guide.tolerant) return [{ pointer: '/outcome', message: '本事项没有开通容缺受理。' }]
  const owed = missing(guide, facts.files, new Set(), facts.shared)
  const last = lastPromise(guide, facts.from, facts.calendar)
  const faults: Issue[] = []
  items.forEach(({ item, promisedOn }, index) => {
    const listed = guide.materials.find(({ code, name }) => code === item.trim() || name === item.trim())
    const wrong = (field: string, message: string) => faults.push({ pointer: `/tolerantItems/${index}/${field}`, message })
    if (!listed) wrong('item', '材料清单中没有这一项。')
    else if (listed.need !== 'tolerant') wrong('item', `“${listed.name}”不属于可以容缺的材料。`)
    else if (!owed.includes(listed)) wrong('item', `“${listed.name}”已经提交，不需要容缺。`)
    if (promisedOn < facts.today) wrong('promisedOn', '承诺补交日期不能早于今天。')
    else if (last !== undefined && promisedOn > last) wrong('promisedOn', `承诺补交日期不能晚于 ${last}（${guide.tolerant!.rule}）。`)
  })
  const named = new Set(items.map(({ item }) => item.trim()))
  const left = owed.filter(({ code, name }) => !named.has(code) && !named.has(name))
  if (left.length > 0) faults.push({ pointer: '/tolerantItems', message: `还缺：${left.map(({ name }) => name).join('、')}。主件不齐的应当一次告知补正。` })
  return faults
}
