/**
 * Reads processes/calendar/ from disk into checked calendars. The only part of the calendar that needs a file system.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CalendarError, type CalendarYear, type DivisionFile } from './calendarData.ts'
import { makeCalendars, type Calendars } from './calendar.ts'

/**
 * @param processesDir the folder `processes/`; its `calendar/<year>.json` and `calendar/divisions.json` are read.
 * @throws CalendarError with one sentence when a file is missing, unreadable or contradicts itself.
 */
export function readCalendars(processesDir: string): Calendars {
  const { years, divisions } = readCalendarFiles(processesDir)
  return makeCalendars(years, divisions)
}

export interface CalendarFiles { years: CalendarYear[]; divisions: DivisionFile }

/** The same as data, for a program elsewhere that makes its own calendars of them. @throws CalendarError as readCalendars does for a file. */
export function readCalendarFiles(processesDir: string): CalendarFiles {
  const folder = join(processesDir, 'calendar')
  const names = readdirSync(folder).filter((name) => /^\d{4}\.json$/.test(name))
  const data = names.map((name) => {
    const year = readJson<CalendarYear>(folder, name)
    if (`${year.year}.json` !== name) throw new CalendarError(`Calendar ${name} says it is of the year ${year.year}. Rename it or correct its year.`)
    return year
  })
  return { years: data, divisions: readJson<DivisionFile>(folder, 'divisions.json') }
}

function readJson<T>(folder: string, name: string): T {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T
  } catch (error) {
    throw new CalendarError(`Calendar file ${join(folder, name)} cannot be read: ${(error as Error).message}`)
  }
}
