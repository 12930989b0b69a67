/**
 * The working-day calendar of one division: what kind of day a day is, and when its offices are open.
 * A year without a published notice has no answer; nothing here guesses one. Pure and browser-safe.
 */
import { checkDivisions, checkYear, daysBetween, minutes, type CalendarDivision, type CalendarYear, type DivisionFile, type Source } from './calendarData.ts'
import { weekdayOf, yearOf, type Day } from './shanghai.ts'

export type DayKind =
  | { kind: 'working' }
  | { kind: 'makeUp'; name: string }
  | { kind: 'weekend' }
  | { kind: 'holiday'; name: string }
  | { kind: 'localRest'; name: string; law: string }

/** Minutes since midnight, from (inclusive) to (exclusive). */
export type Window = readonly [from: number, to: number]

export interface Calendar {
  /** The division whose entry is used, which may be an ancestor of the case's. */
  division: string
  divisionName: string
  /** What a proof prints: the versions of every file that went in. */
  version: string
  /** Minutes in a working day; the same on each. */
  minutesPerDay: number
  covers(year: number): boolean
  /** @throws CalendarMissing for a year without a notice. */
  kindOf(day: Day): DayKind
  isWorking(day: Day): boolean
  /** The office hours of a working day, in order. */
  hoursOf(day: Day): readonly Window[]
  sourceOf(year: number): (Source & { version: string }) | undefined
}

/** Raised inside the clock only and turned into the state `unknown` there: no caller ever sees a guessed date. */
export class CalendarMissing extends Error {
  constructor(readonly year: number) {
    super(`The working-day calendar of ${year} is not loaded: the State Council's notice comes in October or November of the year before. Add processes/calendar/${year}.json when it is published; every open date is then recounted.`)
  }
}

/** Every division's calendar, made once at start from checked files. */
export interface Calendars {
  version: string
  /** Last year that is loaded without a gap from the first. */
  lastYear: number
  /** The division's own calendar, or that of its nearest listed ancestor (420582 -> 420500 -> 420000 -> 000000). */
  of(division: string): Calendar
}

/** @throws CalendarError when a file contradicts itself. */
export function makeCalendars(years: CalendarYear[], file: DivisionFile): Calendars {
  const checked = [...years].sort((a, b) => a.year - b.year).map(checkYear)
  const divisions = new Map(checkDivisions(file).divisions.map((division) => [division.code, division]))
  const made = new Map<string, Calendar>()
  const version = [...checked.map(({ version }) => version), file.version].join(' + ')
  return {
    version,
    lastYear: checked.at(-1)?.year ?? 0,
    of(code) {
      const division = nearest(divisions, code)
      const calendar = made.get(division.code) ?? makeCalendar(checked, lineage(divisions, division), version)
      made.set(division.code, calendar)
      return calendar
    },
  }
}

function nearest(divisions: Map<string, CalendarDivision>, code: string): CalendarDivision {
  const tried = [code, `${code.slice(0, 6)}`, `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`, '000000']
  const found = tried.map((candidate) => divisions.get(candidate)).find(Boolean)
  if (!found) throw new RangeError(`Division ${code} has no calendar, nor has the whole country (000000). Add it to processes/calendar/divisions.json.`)
  return found
}

/** The division, its parent, its grandparent …; nearest first. */
function lineage(divisions: Map<string, CalendarDivision>, division: CalendarDivision): CalendarDivision[] {
  const line = [division]
  for (let parent = division.parent; parent !== null; parent = line.at(-1)!.parent) line.push(divisions.get(parent)!)
  return line
}

function makeCalendar(years: CalendarYear[], line: CalendarDivision[], version: string): Calendar {
  const loaded = new Map(years.map((year) => [year.year, year]))
  const special = new Map<Day, DayKind>()
  for (const year of years) {
    for (const { name, from, to } of year.holidays) for (const day of daysBetween(from, to)) special.set(day, { kind: 'holiday', name })
    for (const { name, day } of year.makeUpDays) special.set(day, { kind: 'makeUp', name })
  }
  for (const { restDays } of line) {
    for (const { name, from, to, law } of restDays) {
      // a national holiday keeps its name; a local rest day also wins over a make-up day
      for (const day of daysBetween(from, to)) if (special.get(day)?.kind !== 'holiday') special.set(day, { kind: 'localRest', name, law })
    }
  }
  const hours = line.find((division) => division.hours?.length)!.hours!
    .map(({ from, open }) => ({ from, windows: open.map(([start, end]) => [minutes(start), minutes(end)] as Window) }))
    .sort((a, b) => (a.from < b.from ? 1 : -1))
  const kindOf = (day: Day): DayKind => {
    if (!loaded.has(yearOf(day))) throw new CalendarMissing(yearOf(day))
    return special.get(day) ?? (weekdayOf(day) >= 6 ? { kind: 'weekend' } : { kind: 'working' })
  }
  return {
    division: line[0]!.code,
    divisionName: line[0]!.name,
    version,
    minutesPerDay: hours[0]!.windows.reduce((sum, [from, to]) => sum + to - from, 0),
    covers: (year) => loaded.has(year),
    kindOf,
    isWorking: (day) => { const { kind } = kindOf(day); return kind === 'working' || kind === 'makeUp' },
    hoursOf: (day) => (hours.find(({ from }) => from <= day) ?? hours.at(-1)!).windows,
    sourceOf: (year) => { const found = loaded.get(year); return found && { ...found.source, version: found.version } },
  }
}
