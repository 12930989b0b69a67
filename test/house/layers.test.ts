/** Imports point downwards (the house in README.md): this table is the law, and an unlisted folder fails. */
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
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
