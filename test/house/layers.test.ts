/** Imports point downwards (the house in README.md): this table is the law, and an unlisted folder fails. */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const server = join(root, 'server')

/** From the top floor down; a room may import from lower floors and from itself, never sideways or upwards. */
const floors: string[][] = [
  ['main', 'app', 'engineChild', 'start'],
  ['supervision'],
  ['intake', 'results'],
  ['coapproval'],
  ['tasks'],
  ['cases'],
  ['matters', 'library', 'letters', 'notices'],
  ['zeebe', 'people', 'files'],
  ['deadlines', 'forms'],
  ['audit'], // lowest of the rooms: every room that changes something writes the trace
  ['db', 'web', 'errors', 'config', 'context'],
]
/** Sideways within a floor, each with its reason. */
const besides: Record<string, string[]> = {
  main: ['app', 'engineChild', 'start'], // the start of everything
  db: ['context', 'errors', 'config'], // the base is one floor: its parts know each other
  web: ['context', 'errors', 'config', 'db'],
  context: ['config'],
}

const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)))

function roomOf(file: string): string {
  return relative(server, file).split('/')[0]!.replace(/\.ts$/, '')
}

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sources(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)].map((match) => resolve(dirname(file), match[1]!))
  return found.filter((path) => path.startsWith(server))
}

function allowed(from: string, to: string): boolean {
  if (from === to) return true
  if (from === 'engine') return to === 'db'
  if (to === 'engine') return false
  if (besides[from]?.includes(to)) return true
  return floorOf.get(from)! < floorOf.get(to)!
}

describe('the house', () => {
  it('lists every room', () => {
    const rooms = new Set(sources(server).map(roomOf))
    expect([...rooms].filter((room) => room !== 'engine' && !floorOf.has(room))).toEqual([])
  })

  it('lets imports point only downwards', () => {
    const wrong = sources(server).flatMap((file) =>
      importsOf(file).filter((to) => !allowed(roomOf(file), roomOf(to))).map((to) => `${relative(root, file)} -> ${relative(root, to)}`))
    expect(wrong).toEqual([])
  })
})
