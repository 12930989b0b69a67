/**
 * A database of its own for each test file: a clone of the migrated template, about a tenth of a second; or of what a test file has made of
 * that, once a run.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** @param template a name of `templateDatabase`; the migrated, empty one unless given */
export async function createTestDatabase(template = new URL(inject('databaseUrl')).pathname.slice(1)): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer((client) => client.query(`create database ${name} template ${template}`))
  return { url: urlOf(name), drop: () => onServer((client) => client.query(`drop database ${name} with (force)`)) }
}

/** Makes a further template, unless a test file of this run has made it: the migrated one with what `fill` writes. @param fill leaves no connection open */
export async function templateDatabase(name: string, fill: (url: string) => Promise<void>): Promise<string> {
  await onServer(async (client) => {
    if ((await client.query('select 1 from pg_database where datname = $1', [name])).rowCount) return
    const half = `${name}_half`
    await client.query(`drop database if exists ${half} with (force)`)
    await client.query(`create database ${half} template ${new URL(inject('databaseUrl')).pathname.slice(1)}`)
    await fill(urlOf(half))
    await client.query(`alter database ${half} rename to ${name}`)
  })
  return name
}

function urlOf(name: string): string {
  const url = new URL(inject('databaseUrl'))
  url.pathname = `/${name}`
  return url.href
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf('postgres') })
  await client.connect()
  try {
    // two clones of one template at once are refused by PostgreSQL, and a template is made once: they queue on this lock
    await client.query('select pg_advisory_lock(4711)')
    await work(client)
  } finally {
    await client.end()
  }
}
