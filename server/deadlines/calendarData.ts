/**
 * The shape of the calendar files (processes/calendar/) and the check that each one can be trusted.
 * Pure and browser-safe: reading them from disk is calendarFiles.ts, asking a day is calendar.ts.
 */
import { addDays, dayNumber, weekdayOf, yearOf, type Day } from './shanghai.ts'

export interface Source { title: string; number: string; issued: Day; url: string }

/** One year of the State Council's holiday arrangement (国务院办公厅 notice). */
export interface CalendarYear {
  year: number
  /** Raised with each correction of the file, for instance 2026-2. Printed on every proof. */
  version: string
  covers: { from: Day; to: Day }
  source: Source
  holidays: { name: string; from: Day; to: Day }[]
  /** Weekend days on which offices work (调休上班). */
  makeUpDays: { name: string; day: Day }[]
  /** A check sum counted from the notice by hand: a slip in the list above cannot pass. */
  workingDays: number
}

/** What a division (行政区划) has of its own; what it does not name it takes from its parent. */
export interface CalendarDivision {
  code: string
  name: string
  parent: string | null
  source?: string
  /** Office hours from a day on, morning and afternoon; all of one installation's entries total the same minutes a day. */
  hours?: { from: Day; open: [string, string][] }[]
  /** Rest days by local law (民族自治地方 and the like), on top of the national ones. */
  restDays: { name: string; from: Day; to: Day; law: string }[]
}

export interface DivisionFile { version: string; divisions: CalendarDivision[] }

/** A calendar file that contradicts itself. Wrong dates would give wrong rights: the start ends here. */
export class CalendarError extends Error {}

/** @throws CalendarError naming the file's year, what was wanted and what was found. */
export function checkYear(data: CalendarYear): CalendarYear {
  const wrong = (text: string): never => { throw new CalendarError(`Calendar ${data.year}: ${text}`) }
  if (!Number.isInteger(data.year) || !data.version) wrong('year and version are wanted.')
  if (!data.source?.number || !data.source.url || !data.source.issued) wrong('its source needs number, url and the day it was issued.')
  if (data.covers?.from !== `${data.year}-01-01` || data.covers.to !== `${data.year}-12-31`) {
    wrong(`it must cover the whole year, but covers ${data.covers?.from} to ${data.covers?.to}. Load a year only when its notice is published.`)
  }
  const off = new Set<Day>()
  for (const { name, from, to } of data.holidays) {
    if (from > to) wrong(`${name} ends ${to} before it begins ${from}.`)
    for (const day of daysBetween(from, to)) {
      if (yearOf(day) !== data.year) wrong(`${name} has the day ${day} of another year.`)
      if (off.has(day)) wrong(`${day} is listed twice.`)
      off.add(day)
    }
  }
  for (const { name, day } of data.makeUpDays) {
    if (weekdayOf(day) < 6) wrong(`${day} is worked for ${name}, but is no weekend day.`)
    if (off.has(day)) wrong(`${day} is both a holiday and a working day.`)
  }
  const worked = new Set(data.makeUpDays.map(({ day }) => day))
  const found = daysBetween(data.covers.from, data.covers.to).filter((day) => worked.has(day) || (weekdayOf(day) < 6 && !off.has(day))).length
  if (found !== data.workingDays) wrong(`its list gives ${found} working days, but its check sum says ${data.workingDays}. Compare it with the notice ${data.source.number}.`)
  return data
}

/** @throws CalendarError for an unknown parent, a circle, hours out of order, or days of unequal length. */
export function checkDivisions(file: DivisionFile): DivisionFile {
  const wrong = (code: string, text: string): never => { throw new CalendarError(`Calendar of division ${code}: ${text}`) }
  const byCode = new Map(file.divisions.map((division) => [division.code, division]))
  const lengths = new Set<number>()
  for (const division of file.divisions) {
    const seen = new Set<string>()
    for (let at: CalendarDivision | undefined = division; at; at = at.parent === null ? undefined : byCode.get(at.parent)) {
      if (seen.has(at.code)) wrong(division.code, 'its parents form a circle.')
      seen.add(at.code)
      if (at.parent !== null && !byCode.has(at.parent)) wrong(at.code, `its parent ${at.parent} is not in the file.`)
    }
    for (const { from, open } of division.hours ?? []) {
      dayNumber(from)
      const windows = open.map(([start, end]) => [minutes(start), minutes(end)] as const)
      let last = 0
      for (const [start, end] of windows) {
        if (!(start >= last && end > start && end <= 1440)) wrong(division.code, `its hours from ${from} are not in order.`)
        last = end
      }
      lengths.add(windows.reduce((sum, [start, end]) => sum + end - start, 0))
    }
    for (const { name, from, to, law } of division.restDays) {
      if (dayNumber(from) > dayNumber(to)) wrong(division.code, `${name} ends before it begins.`)
      if (!law) wrong(division.code, `${name} needs the law that gives the day.`)
    }
    if (division.parent === null && !division.hours?.length) wrong(division.code, 'a division without parent needs office hours.')
  }
  // "half a day" must mean the same in summer and winter: the hours may move, their sum may not
  if (lengths.size > 1) throw new CalendarError(`Office hours must total the same minutes on every day, but total ${[...lengths].join(' and ')}.`)
  return file
}

/** '08:30' -> 510. @throws CalendarError */
export function minutes(clock: string): number {
  const match = /^(\d{2}):(\d{2})$/.exec(clock)
  if (!match || Number(match[2]) > 59) throw new CalendarError(`A time of day is written HH:MM, but this is "${clock}".`)
  return Number(match[1]) * 60 + Number(match[2])
}

export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
