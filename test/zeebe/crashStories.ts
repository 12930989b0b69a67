/**
 * The server is killed at each crash point of the wire while a case goes its way, and started again: the case arrives as if nothing
 * had happened. Where the engine's clock can be moved past the locks of the dead, nobody waits for them.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import type { Crashpoint } from '../../server/db/crashpoint.ts'
import { change, openDatabase, row, rows } from '../../server/db/pool.ts'
import { createTestDatabase } from '../support/database.ts'
import { wireDesk, wireTables, type EngineUnderTest } from '../support/wire.ts'

/** Each crash point of the wire, at its first passing and, where the road passes it often, in its middle. */
const PLACES: Array<[Crashpoint, nth: number]> = [
  ['outbox:claimed', 1], ['outbox:claimed', 3], ['outbox:handled', 1], ['outbox:handled', 3], ['start:created', 1], ['deploy:sent', 1],
  ['job:offered', 1], ['job:offered', 3], ['job:handled', 1], ['job:handled', 3], ['job:committed', 1], ['job:committed', 3], ['job:gone', 1],
]
const CHILD = fileURLToPath(new URL('../support/wireChild.ts', import.meta.url))

/** @param patience milliseconds a step may take: an engine that counts locks by the machine's clock wants those of the dead waited for */
export function crashStories(label: string, start: () => Promise<EngineUnderTest>, patience = 30_000): void {
  describe(`killed while it speaks to ${label}`, () => {
    let engine: EngineUnderTest
    let firstCase = 10_000
    beforeAll(async () => { engine = await start() })
    afterAll(() => engine?.close())

    for (const [point, nth] of PLACES) {
      test(`at ${point}, time ${nth}: every step once, every row closed, nothing waits`, async () => {
        const server = await serverUnderFire(engine, `${point}:${nth}`, (firstCase += 1000), patience)
        try {
          await wholeRoad(server)
          expect(server.kills()).toBe(1)
          expect(await row(server.db, "select count(*)::int as n from outbox where state = 'waiting'")).toEqual({ n: 0 })
          expect(await row(server.db, "select count(*)::int as n from engine_job where state = 'open'")).toEqual({ n: 0 })
          expect(await engine.incidents()).toEqual([])
        } finally {
          await server.end()
        }
      })
    }
  })
}

/** From the start through a return across the fork to the end. */
async function wholeRoad(server: ServerUnderFire): Promise<void> {
  const { desk, db } = server
  const id = await desk.open('sections')
  await server.until(id, ['acceptance'])
  await desk.complete(id, 'acceptance')
  await server.until(id, ['quality', 'safety'])
  const safety = await desk.jobOf(id, 'safety')
  await change(db, 'delete from wire_inbox where job_key = ?', [safety.key])
  await desk.put(id, 'engine:throw-error', { engine: 'zeebe', jobKey: safety.key, code: 'RETURN_acceptance' })
  await server.until(id, ['acceptance'])
  await desk.complete(id, 'acceptance')
  await server.until(id, ['quality', 'safety'])
  await desk.complete(id, 'safety')
  await desk.complete(id, 'quality')
  await server.until(id, ['decision'])
  await desk.complete(id, 'decision')
  await server.until(id, [])
  const steps = await rows<{ element_id: string }>(db, 'select element_id from wire_handled where case_id = ?', [id])
  expect(steps.map((each) => each.element_id).sort()).toEqual(['acceptance', 'acceptance', 'decision', 'quality', 'quality', 'register', 'safety', 'safety'])
}

type ServerUnderFire = Awaited<ReturnType<typeof serverUnderFire>>

/** A child server that is started again whenever it dies; each time the clocks have moved on, so that locks of the dead have run out. */
async function serverUnderFire(engine: EngineUnderTest, crashAt: string, firstCase: number, patience: number) {
  const database = await createTestDatabase()
  const db = openDatabase(database.url, { max: 3 })
  await wireTables(db, firstCase)
  let [ahead, kills, ending] = [0, 0, false]
  let child: ChildProcess

  const launch = (armed: string): void => {
    child = fork(CHILD, [], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, DATABASE_URL: database.url, ZEEBE_ADDRESS: `127.0.0.1:${engine.port}`, CLOCK_AHEAD_MS: String(ahead), TONGBAN_CRASH_AT: armed },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.once('exit', async (_code, signal) => {
      if (ending) return
      if (signal === 'SIGKILL') kills++
      ahead += 60_000
      await engine.pass(60_000)
      launch('')
    })
  }
  launch(crashAt)

  const silent = (): void => undefined
  const ctx: Context = { config: readConfig({}, process.cwd()), db, now: () => new Date(), random: randomBytes, log: { info: silent, warn: silent, error: silent } }
  const desk = wireDesk(ctx)
  return {
    db,
    desk,
    kills: () => kills,
    /** The inbox shows exactly these steps and every command is out. */
    until: (caseId: string, elements: string[]) =>
      expect.poll(async () => ({ inbox: await desk.inbox(caseId), waiting: (await row<{ n: number }>(db, "select count(*)::int as n from outbox where state = 'waiting'"))!.n }), { timeout: patience, interval: 50 })
        .toEqual({ inbox: elements, waiting: 0 }),
    end: async () => {
      ending = true
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
      await db.destroy()
      await database.drop()
    },
  }
}
