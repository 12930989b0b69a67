/** Imports point downwards (the house in README.md): this table is the law, and an unlisted folder fails. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { floorOf, root, roomOf, server, sources } from './floors.ts'

/** Sideways within a floor, each with its reason. */
const besides: Record<string, string[]> = {
  main: ['app', 'engineChild', 'start'], // the start of everything
  db: ['context', 'errors', 'config'], // the base is one floor: its parts know each other
  web: ['context', 'errors', 'config', 'db'],
  context: ['config'],
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

/** What the rules may stand on, which the modeler loads too: the pure parts of these rooms. Their closure must hold nothing of Node. */
const pureParts = ['engine', 'deadlines', 'coapproval', 'forms', 'matters', 'people', 'results']
/** Who runs the rules: publication, the command line, the modeler, and tests. */
const runsRules = ['matters']
const processes = join(root, 'processes')

function importsFrom(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^'"]*?['"]([^'"]+)['"]/gm)].map((match) => match[1]!)
}

function modelerFiles(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.d)\.tsx?$/.test(name)).map((name) => join(dir, name))
}

/** Every file reached from one, type imports left out, and the packages they name. */
function closure(start: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set([start])
  const packages = new Set<string>()
  for (const file of files) {
    if (!/\.tsx?$/.test(file)) continue
    for (const path of importsFrom(file)) path.startsWith('.') ? files.add(resolve(dirname(file), path)) : packages.add(path)
  }
  return { files, packages }
}

describe('the rules', () => {
  const { files, packages } = closure(join(processes, 'rules', 'run.ts'))

  it('stand on pure parts of the server alone', () => {
    expect([...files].filter((file) => file.startsWith(server) && !pureParts.includes(roomOf(file)) && !file.startsWith(join(server, 'web', 'messages'))).map((file) => relative(root, file))).toEqual([])
    expect([...files].filter((file) => !file.startsWith(server) && !file.startsWith(processes)).map((file) => relative(root, file))).toEqual([])
  })

  it('run in a browser: nothing of Node, no database', () => {
    expect([...packages].filter((name) => name.startsWith('node:') || ['pg', 'knex', 'fastify'].includes(name))).toEqual([])
  })

  it('are run by publication alone in the server', () => {
    const wrong = sources(server).filter((file) => readFileSync(file, 'utf8').includes('processes/rules/') && !runsRules.includes(roomOf(file)))
    expect(wrong.map((file) => relative(root, file)).filter((file) => file !== 'server/errors.ts')).toEqual([])
  })
})

describe('the modeler', () => {
  const own = modelerFiles(join(root, 'modeler'))
  const reached = own.map(closure)
  const files = new Set(reached.flatMap((each) => [...each.files]))

  it('stands on the rules, the player of scenarios and pure parts of the server alone', () => {
    const played = closure(join(processes, 'play', 'verdict.ts')).files
    const allowed = (file: string): boolean => played.has(file) || pureParts.includes(roomOf(file)) || /^server\/web\/(messages|assets)\//.test(relative(root, file))
    expect(own.length).toBeGreaterThan(20)
    expect([...files].filter((file) => file.startsWith(server) && !allowed(file)).map((file) => relative(root, file))).toEqual([])
  })

  it('is for browsers: nothing of Node', () => {
    expect([...new Set(reached.flatMap((each) => [...each.packages]))].filter((name) => name.startsWith('node:') || ['pg', 'knex', 'fastify'].includes(name))).toEqual([])
  })

  it('sets no markup from text and makes no code of it', () => {
    expect(own.filter((file) => /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|\beval\(|new Function/.test(readFileSync(file, 'utf8'))).map((file) => relative(root, file))).toEqual([])
  })
})

describe('the player of scenarios', () => {
  const { files, packages } = closure(join(processes, 'play', 'verdict.ts'))
  const { files: drawn, packages: drawing } = closure(join(processes, 'play', 'drawing.ts'))

  it('runs in a browser: nothing of Node, no database, no SQL', () => {
    expect([...packages, ...drawing].filter((name) => name.startsWith('node:') || ['pg', 'knex', 'fastify', 'handlebars'].includes(name))).toEqual([])
    expect([...files, ...drawn].filter((file) => ['db', 'audit', 'files'].includes(roomOf(file)) || /\/(service|store|routes|worker)\.ts$/.test(file)).map((file) => relative(root, file))).toEqual([])
  })

  it('stands on the engine and the rooms, and on nothing above', () => {
    expect([...files].filter((file) => !file.startsWith(server) && !file.startsWith(processes) && !file.endsWith('.json')).map((file) => relative(root, file))).toEqual([])
  })
})

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
