/**
 * Vitest's global set-up: one PostgreSQL for the whole run (fsync off: tests may lose it), with a migrated template
 * database that each test file clones. Several projects share the one server of this process.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../server/db/pool.ts'
import { migrate } from '../../server/db/migrate.ts'
import { startPostgres, type EmbeddedPostgres } from '../../server/db/postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string
  }
}

interface Shared { users: number; server: Promise<EmbeddedPostgres>; dir: string }
const shared = globalThis as typeof globalThis & { tongbanTestPostgres?: Shared }

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.tongbanTestPostgres ??= start()
  const mine = shared.tongbanTestPostgres
  mine.users++
  project.provide('databaseUrl', (await mine.server).url)
  return async () => {
    if (--mine.users > 0) return
    await (await mine.server).stop()
    rmSync(mine.dir, { recursive: true, force: true })
  }
}

function start(): Shared {
  const dir = mkdtempSync(join(tmpdir(), 'tongban-test-'))
  const server = startPostgres(join(dir, 'postgres'), ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200', 'shared_buffers=64MB'])
    .then(async (postgres) => {
      const db = openDatabase(postgres.url, { max: 1 })
      await migrate(db)
      await db.destroy() // a template must have no open connection
      return postgres
    })
  return { users: 0, server, dir }
}
