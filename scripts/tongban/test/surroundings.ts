/** What scenarios are played in without a server: the calendars and the organisation, read from files. */
import { join } from 'node:path'
import type { Surroundings } from '../../../processes/play/office.ts'
import type { Colleague } from '../../../processes/play/world.ts'
import { readCalendars } from '../../../server/deadlines/calendarFiles.ts'
import { readOrganisation, sampleFile, type Organisation } from '../../../server/people/organisationFile.ts'

const PROCESSES = join(import.meta.dirname, '../../../processes')

/** The calendars of this repository, and the sample organisation unless a file of one's own is given. */
export function surroundings(organisationFile = sampleFile): Surroundings {
  return { calendars: readCalendars(PROCESSES), organisation: colleaguesOf(readOrganisation(organisationFile)) }
}

function colleaguesOf({ bodies }: Organisation): Colleague[] {
  return bodies.flatMap((body) => body.officers.map(({ login, name, roles }) => ({ login, name, posts: roles.map((role) => ({ bodyId: body.id, role })) })))
}
