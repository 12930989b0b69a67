/** The floors of the house and the files on them: what the layer test and the table test both stand on. */
import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const server = join(root, 'server')

/** From the top floor down; a room may import from lower floors and from itself, never sideways or upwards. */
export const floors: string[][] = [
  ['main', 'app', 'engineChild', 'start'],
  ['modeler'], // draws what every room below runs
  ['operations'], // shows what every room below could not do by itself
  ['publication'], // a change of a matter looks at its running cases
  ['supervision'],
  ['intake', 'results', 'hearings', 'manuals'],
  ['coapproval'],
  ['tasks'],
  ['cases'],
  ['matters', 'library', 'letters', 'notices'],
  ['zeebe', 'people', 'files'],
  ['deadlines', 'forms'],
  ['audit'], // lowest of the rooms: every room that changes something writes the trace
  ['db', 'web', 'errors', 'config', 'context', 'program'],
]

export const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)))

export function roomOf(file: string): string {
  return relative(server, file).split('/')[0]!.replace(/\.(ts|mjs)$/, '')
}

export function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}
