/**
 * The calendars an installation counts by: read from its processes/ once, or handed in by a test that changes a year.
 */
import type { Config } from '../config.ts'
import { readCalendars } from './calendarFiles.ts'
import type { Calendars } from './calendar.ts'

const loaded = new WeakMap<Config, Calendars>()

/** @throws CalendarError when a file contradicts itself; asked at start, so that the start says it. */
export function calendars(ctx: { config: Config }): Calendars {
  const found = loaded.get(ctx.config) ?? readCalendars(ctx.config.processesDir)
  loaded.set(ctx.config, found)
  return found
}

/** Other calendars for this installation, for instance when a new year is published. Open limits are recounted by the next sweep. */
export function useCalendars(ctx: { config: Config }, calendars: Calendars): void {
  loaded.set(ctx.config, calendars)
}
