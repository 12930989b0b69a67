/** The embedded engine as the wire stories and the stories of the matters want an engine; in this process, on a port of its own. */
import { startEngine } from '../../server/engine/engine.ts'
import { createTestDatabase } from './database.ts'
import type { StoryEngine } from './office.ts'
import type { EngineUnderTest } from './wire.ts'

const silent = (): void => undefined
const log = { info: silent, warn: silent, error: (fields: object, message: string): void => console.error(message, fields) }

/** On a database of its own, by the machine's clock and what was added to it. */
export async function embeddedEngine(): Promise<EngineUnderTest> {
  const database = await createTestDatabase()
  let ahead = 0
  const engine = await startEngine({ databaseUrl: database.url, port: 0, now: () => Date.now() + ahead, log })
  return {
    label: 'the embedded engine',
    port: engine.port,
    idle: () => engine.idle(),
    pass: async (ms) => {
      ahead += ms
      engine.poke()
    },
    incidents: () => engine.incidents(),
    close: async () => {
      await engine.close()
      await database.drop()
    },
  }
}

/** On the story's database, by the story's clock. */
export const embeddedStoryEngine: StoryEngine = {
  label: 'the embedded engine',
  start: async ({ databaseUrl, now }) => {
    const engine = await startEngine({ databaseUrl, port: 0, now: () => now().getTime(), log })
    return {
      env: { ENGINE_PORT: String(engine.port) },
      idle: () => engine.idle(),
      advanced: async () => {
        engine.poke()
        await engine.idle()
      },
      close: () => engine.close(),
    }
  },
}
