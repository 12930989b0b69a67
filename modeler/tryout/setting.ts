/** A matter's files and what surrounds it, as data that a worker can be sent; made ready for the player here. Pure. */
import { prepare, type Prepared, type Surroundings } from '../../processes/play/office.ts'
import { inWords, say, sentenceOf, Unable } from '../../processes/play/said.ts'
import type { Colleague } from '../../processes/play/world.ts'
import { makeCalendars } from '../../server/deadlines/calendar.ts'
import type { CalendarYear, DivisionFile } from '../../server/deadlines/calendarData.ts'
import type { Bundle } from '../../server/matters/types.ts'
import { bundleOf } from '../lint/bundle.ts'
import type { Files } from '../workspace.ts'

export interface Setting {
  matter: string
  files: Files
  /** Common parts of forms by file name. */
  shared: Record<string, object>
  /** Files of the matters of child cases, and of theirs, by code. */
  parts: Record<string, Files>
  calendar: { years: CalendarYear[]; divisions: DivisionFile }
  organisation: readonly Colleague[]
  locale: 'zh-CN' | 'en'
}

/** What cannot be played yet: a file that is being written, a child matter that is not there. */
export class Unplayable extends Error {}

/** @throws Unplayable with the sentence of whoever could not read it. */
export async function ready(setting: Setting): Promise<{ prepared: Prepared; surroundings: Surroundings }> {
  const { calendar: { years, divisions }, organisation } = setting
  try {
    const prepared = await prepare(read(setting, setting.files), (code) => read(setting, partOf(setting, code)))
    return { prepared, surroundings: { calendars: makeCalendars(years, divisions), organisation } }
  } catch (error) {
    throw new Unplayable(inWords(sentenceOf(error), setting.locale), { cause: error })
  }
}

function read({ shared }: Setting, files: Files): Bundle {
  const { bundle, problems: [problem] } = bundleOf(files, shared)
  if (problem) throw new Unable({ en: problem.message, ...(problem.zh === undefined ? {} : { zh: problem.zh }) })
  if (bundle.matter === undefined) throw new Unable(say`There is no matter.json. Add it.`)
  return bundle
}

function partOf({ parts }: Setting, code: string): Files {
  const found = Object.hasOwn(parts, code) ? parts[code] : undefined
  if (!found) throw new Unable(say`The guide lists the child matter "${code}", which is not published. Publish it first, or take it out of children.`)
  return found
}
