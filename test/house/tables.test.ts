/**
 * Who touches which table: a room alone writes its own; it reads tables of rooms below, as it may import them; what it reads besides
 * is listed here with its reason. A migration's name says whose tables it makes.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { floorOf, root, roomOf, server, sources } from './floors.ts'

const migrations = join(server, 'db/migrations')
/** Where the file's name is not the room's. */
const ownerOfFile: Record<string, string> = { outbox: 'db', idempotency: 'web', 'delivery-owed': 'results' }
const ownerOfTable: Record<string, string> = { sweep_failure: 'supervision' }
/** Reads upwards or sideways: a few columns of a row whose room must not be known. */
const readsBesides: Record<string, string[]> = {
  deadlines: ['case_file'], // which division's calendar counts a case
  notices: ['case_file'], // number, body and applicant of the case a message is about
  library: ['case_file'], // whose permits are looked for
  results: ['material'], // the archive's list; intake stands beside
}

const owners = new Map<string, string>()
for (const name of readdirSync(migrations)) {
  const room = name.replace(/^\d+-|\.sql$/g, '')
  for (const [, table] of readFileSync(join(migrations, name), 'utf8').matchAll(/^create table (\w+)/gm)) owners.set(table!, ownerOfTable[table!] ?? ownerOfFile[room] ?? room)
}

interface Touch { file: string; room: string; table: string; owner: string; writes: boolean }

function touches(file: string): Touch[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...text.matchAll(/\b(insert into|update|delete from|from|join) (\w+)\b/g)].flatMap(([, verb, table]) => {
    const owner = owners.get(table!)
    return owner === undefined ? [] : [{ file: relative(root, file), room: roomOf(file), table: table!, owner, writes: verb !== 'from' && verb !== 'join' }]
  })
}

const all = sources(server).filter((file) => roomOf(file) !== 'engine').flatMap(touches)
const said = ({ file, table, owner, writes }: Touch): string => `${file} ${writes ? 'writes' : 'reads'} ${table} of ${owner}`

describe('the tables', () => {
  it('belong to a room each', () => {
    expect([...new Set(owners.values())].filter((room) => !floorOf.has(room))).toEqual([])
    expect(all.length).toBeGreaterThan(150)
  })

  it('are written by their own room alone', () => {
    expect(all.filter(({ room, owner, writes }) => writes && room !== owner).map(said)).toEqual([])
  })

  it('are read from above, or for a reason that is listed', () => {
    const wrong = all.filter(({ room, owner, table }) => room !== owner && !(floorOf.get(room)! < floorOf.get(owner)!) && !readsBesides[room]?.includes(table))
    expect(wrong.map(said)).toEqual([])
    const unused = Object.entries(readsBesides).flatMap(([room, tables]) => tables.filter((table) => !all.some((touch) => touch.room === room && touch.table === table)).map((table) => `${room} ${table}`))
    expect(unused).toEqual([])
  })
})
