/**
 * Forward-only migrations: the .sql files of server/db/migrations in the order of their names, each in one transaction,
 * under knex's advisory lock so that several servers may start at once.
 */
import { readFileSync, readdirSync } from 'node:fs'
import type { Knex } from 'knex'

const folder = new URL('./migrations/', import.meta.url)

const source: Knex.MigrationSource<string> = {
  getMigrations: async () => readdirSync(folder).filter((name) => name.endsWith('.sql')).sort(),
  getMigrationName: (name) => name,
  getMigration: async (name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8')
    return {
      up: async (db) => { await db.raw(sql.replaceAll('?', '\\?')) },
      down: async () => { throw new Error(`Migrations run forward only: ${name} cannot be undone. Restore a backup instead.`) },
    }
  },
}

/** Brings the database up to date; returns the names of the migrations it ran. */
export async function migrate(db: Knex): Promise<string[]> {
  const [, names] = (await db.migrate.latest({ migrationSource: source, tableName: 'migration' })) as [number, string[]]
  return names
}
