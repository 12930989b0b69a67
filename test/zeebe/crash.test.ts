/**
 * The server is killed at each crash point of the wire while a case goes its way, and started again: the case arrives as if nothing
 * had happened. On Zeebe 8.8, whose job locks follow the moved clock (8.5's test engine counts them by the machine's).
 */
import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import type { Crashpoint } from '../../server/db/crashpoint.ts'
import { change, openDatabase, row, rows } from '../../server/db/pool.ts'
import { createTestDatabase } from '../support/database.ts'
import { wireDesk, wireTables } from '../support/wire.ts'
import { startRealZeebe, type RealZeebe } from './real.ts'

const POINTS: Crashpoint[] = ['outbox:claimed', 'outbox:handled', 'start:created', 'deploy:sent', 'job:offered', 'job:handled', 'job:committed', 'job:gone']
const CHILD = fileURLToPath(new URL('../support/wireChild.ts', import.meta.url))

let zeebe: RealZeebe
let firstCase = 10_000
beforeAll(async () => { zeebe = await startRealZeebe('8.8') })
afterAll(() => zeebe?.close())

for (const point of POINTS) {
  for (const nth of point === 'job:gone' || point === 'start:created' || point === 'deploy:sent' ? [1] : [1, 3]) {
    test(`killed at ${point}, time ${nth}: every step once, every row closed, nothing waits`, async () => {
      const server = await serverUnderFire(`${point}:${nth}`)
      try {
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

        expect(server.kills()).toBe(1)
        const steps = await rows<{ element_id: string }>(db, 'select element_id from wire_handled where case_id = ? order by id', [id])
        expect(steps.map((each) => each.element_id).sort()).toEqual(['acceptance', 'acceptance', 'decision', 'quality', 'quality', 'register', 'safety', 'safety'])
        expect(await row(db, "select count(*)::int as n from outbox where state = 'waiting'")).toEqual({ n: 0 })
        expect(await row(db, "select count(*)::int as n from engine_job where state = 'open'")).toEqual({ n: 0 })
        const alive = (await zeebe.control('JOBS')).jobs.filter((job: { type: string }) => job.type !== 'none')
        expect(alive).toEqual([])
      } finally {
        await server.end()
      }
    })
  }
}

/** A child server that is started again whenever it dies; each time the clocks have moved on, so that locks of the dead have run out. */
async function serverUnderFire(crashAt: string) {
  const database = await createTestDatabase()
  const db = openDatabase(database.url, { max: 3 })
  await wireTables(db, (firstCase += 1000))
  let [ahead, kills, ending] = [0, 0, false]
  let child: ChildProcess

  const launch = (armed: string): void => {
    child = fork(CHILD, [], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, DATABASE_URL: database.url, ZEEBE_ADDRESS: `127.0.0.1:${zeebe.grpcPort}`, CLOCK_AHEAD_MS: String(ahead), TONGBAN_CRASH_AT: armed },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.once('exit', async (_code, signal) => {
      if (ending) return
      if (signal === 'SIGKILL') kills++
      ahead += 60_000
      await zeebe.control('+PT1M')
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
      expect.poll(async () => ({ inbox: await desk.inbox(caseId), waiting: (await row<{ n: number }>(db, "select count(*)::int as n from outbox where state = 'waiting'"))!.n }), { timeout: 30_000, interval: 50 })
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
