/** What the tests of publication stand on: a database with the sample, a repository of some of its matters, the four people of a change. */
import type { Knex } from 'knex'
import { openDatabase } from '../../server/db/pool.ts'
import { findOfficerByLogin, loadSample, type Officer } from '../../server/people/service.ts'
import * as publication from '../../server/publication/service.ts'
import type { Diagram } from '../../server/zeebe/service.ts'
import { contextAt, type TestContext } from './context.ts'
import { createTestDatabase } from './database.ts'
import { processesRepository, type OutsideRepository } from './processesRepository.ts'

const LOGINS = { analyst: 'shengai-analyst', second: 'shengai-analyst-2', legal: 'shengai-legal', publisher: 'shengai-publisher' }

export interface PublicationOffice {
  db: Knex
  /** Of the database, for a process of its own. */
  url: string
  ctx: TestContext
  repository: OutsideRepository
  officers: Record<keyof typeof LOGINS, Officer>
  close(): Promise<void>
}

/** @param codes the matters of the repository, published as at a first start */
export async function openPublication(codes: string[], deploy: (diagram: Diagram) => Promise<void>): Promise<PublicationOffice> {
  const database = await createTestDatabase()
  const db = openDatabase(database.url)
  const repository = await processesRepository(codes)
  const ctx = contextAt(db, '2026-03-02T09:00:00+08:00', { PROCESSES_REPOSITORY: repository.dir })
  await loadSample(ctx)
  await publication.start(ctx, deploy)
  const officers = Object.fromEntries(await Promise.all(Object.entries(LOGINS).map(async ([name, login]) => [name, (await findOfficerByLogin(db, login))!]))) as PublicationOffice['officers']
  return {
    db, url: database.url, ctx, repository, officers,
    close: async () => {
      await db.destroy()
      await database.drop()
      repository.remove()
    },
  }
}
