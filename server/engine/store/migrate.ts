/** The engine's own migrations, in its own schema and with its own table: an engine can run on a database without the platform. */
import { readFileSync, readdirSync } from 'node:fs'
import type pg from 'pg'

const folder = new URL('./migrations/', import.meta.url)
/** One engine migrates at a time; the number means nothing but this. */
const MIGRATION_LOCK = 7_233_001

/** Brings the schema up to date, each file in one transaction; returns the names it ran. */
export async function migrateEngine(client: pg.ClientBase): Promise<string[]> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    await client.query('create table if not exists engine_migration (name text primary key, ran_at timestamptz not null default clock_timestamp())')
    const { rows } = await client.query<{ name: string }>('select name from engine_migration')
    const done = new Set(rows.map((row) => row.name))
    const files = readdirSync(folder).filter((name) => name.endsWith('.sql') && !done.has(name)).sort()
    for (const name of files) await run(client, name)
    return files
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
}

async function run(client: pg.ClientBase, name: string): Promise<void> {
  await client.query('begin')
  try {
    await client.query(readFileSync(new URL(name, folder), 'utf8'))
    await client.query('insert into engine_migration (name) values ($1)', [name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
