/** The set-up that most files of the durable suite share: a database and an engine of the file's own, there before its first test and gone after its last. */
import { afterAll, beforeAll } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { serve, type Served } from './served.ts'

export interface EngineHere extends Omit<Served, 'close'> {
  readonly databaseUrl: string
}

/** Called at the head of a file, before its own hooks; what it hands out can be used from the first hook on. */
export function engineHere(): EngineHere {
  let database: TestDatabase
  let served: Served
  beforeAll(async () => {
    database = await createTestDatabase()
    served = await serve(database.url)
  })
  afterAll(async () => {
    await served?.close()
    await database?.drop()
  })
  return {
    get databaseUrl() { return database.url },
    get engine() { return served.engine },
    get wire() { return served.wire },
    call: (name, message) => served.call(name, message),
    restart: () => served.restart(),
  }
}
