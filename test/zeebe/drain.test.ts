/**
 * An installation moves to another engine: cases that run stay where they are, new ones start on the new engine, and the old one is
 * needed until the last of its cases has ended. Two real Zeebes stand for the two engines; only the names differ.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, row } from '../../server/db/pool.ts'
import { enginesNeeded } from '../../server/zeebe/service.ts'
import { contextAt } from '../support/context.ts'
import { createTestDatabase } from '../support/database.ts'
import { wireDesk, wireServer, wireTables } from '../support/wire.ts'
import { startRealZeebe, type RealZeebe } from './real.ts'

let [older, newer]: RealZeebe[] = []
beforeAll(async () => { [older, newer] = await Promise.all([startRealZeebe('8.5'), startRealZeebe('8.8')]) })
afterAll(async () => { await Promise.all([older?.close(), newer?.close()]) })

test('a case stays on its engine while new ones start on the other, until the old one has drained', async () => {
  const database = await createTestDatabase()
  const db = openDatabase(database.url)
  await wireTables(db)
  const settled = async (): Promise<unknown> => Promise.all([older!.control('IDLE'), newer!.control('IDLE')])
  const before = contextAt(db, '2026-03-02T01:00:00Z', { ENGINE_PORT: String(older!.grpcPort) })
  const after = contextAt(db, '2026-03-02T01:00:00Z', { ENGINE_PORT: String(older!.grpcPort), ZEEBE_ADDRESS: `127.0.0.1:${newer!.grpcPort}` })
  const desk = wireDesk(before)

  expect(await enginesNeeded(db, before.config)).toEqual({ preferred: 'embedded', names: ['embedded'] })
  const first = await wireServer(before)
  const old = await desk.open('sections')
  await first.zeebe.idle(first.relay.drain, settled)
  await first.relay.stop()
  await first.zeebe.stop()

  expect(await enginesNeeded(db, after.config)).toEqual({ preferred: 'zeebe', names: ['zeebe', 'embedded'] })
  const second = await wireServer(after)
  const settle = (): Promise<void> => second.zeebe.idle(second.relay.drain, settled)
  const fresh = await desk.open('sections')
  await settle()
  expect(await engineOf(fresh)).toBe('zeebe')
  expect(await engineOf(old)).toBe('embedded')
  for (const id of [old, fresh]) {
    await desk.complete(id, 'acceptance')
    await settle()
    expect(await desk.inbox(id)).toEqual(['quality', 'safety'])
  }
  expect((await desk.jobOf(old, 'safety')).engine).toBe('embedded')

  await desk.complete(old, 'quality')
  await desk.complete(old, 'safety')
  await settle()
  await desk.complete(old, 'decision')
  await desk.closeCase(old)
  await settle()
  after.advance({ minutes: 11 })
  while ((await second.zeebe.sweep()).probed > 0) continue
  expect(await enginesNeeded(db, after.config)).toEqual({ preferred: 'zeebe', names: ['zeebe'] })

  await second.relay.stop()
  await second.zeebe.stop()
  await db.destroy()
  await database.drop()

  async function engineOf(caseId: string): Promise<string> {
    return (await row<{ engine: string }>(db, 'select engine from engine_instance where case_id = ?', [caseId]))!.engine
  }
})
