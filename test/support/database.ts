/** A database of its own for each test file: a clone of the migrated template, about a tenth of a second. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('databaseUrl'))
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(template, `create database ${name} template ${template.pathname.slice(1)}`)
  const url = new URL(template)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onServer(template, `drop database ${name} with (force)`) }
}

async function onServer(template: URL, sql: string): Promise<void> {
  const url = new URL(template)
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    // two clones of one template at once are refused by PostgreSQL: they queue on this lock
    await client.query('select pg_advisory_lock(4711)')
    await client.query(sql)
  } finally {
    await client.end()
  }
}
