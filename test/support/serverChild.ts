/**
 * A whole server in one process, with its engine in it, for tests that kill it: by the parent's clock, crash points armed over IPC.
 * It loads its code and waits; `begin` tells it its database, so that the next one stands ready while this one still lives.
 */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { arm } from '../../server/db/crashpoint.ts'
import { openDatabase } from '../../server/db/pool.ts'
import { startEngine } from '../../server/engine/engine.ts'
import type { Order } from './killable.ts'

let ahead = 0
let reach: (instant: number) => Promise<void> = async () => {}
const silent = (): void => undefined
const log = { info: silent, warn: silent, error: (fields: object, message: string) => console.error(message, JSON.stringify(fields)) }

async function begin(order: Extract<Order, { begin: object }>['begin']): Promise<void> {
  ahead = order.ahead
  arm(order.crashAt)
  const now = (): number => Date.now() + ahead
  const engine = await startEngine({ databaseUrl: order.databaseUrl, port: 0, now, log })
  const config = readConfig({ DATA_DIR: order.dataDir, ENGINE_PORT: String(engine.port) }, process.cwd())
  const ctx: Context = { config, db: openDatabase(order.databaseUrl), now: () => new Date(now()), random: randomBytes, log }
  const app = await createApp(ctx, { background: true })
  await app.web.listen({ host: '127.0.0.1', port: 0 })
  reach = async (instant) => {
    ahead = Math.max(ahead, instant - Date.now())
    engine.poke()
    await engine.idle()
    await app.sweep()
  }
  process.send!({ address: `http://127.0.0.1:${(app.web.server.address() as AddressInfo).port}` })
}

process.on('message', (order: Order) => {
  if ('begin' in order) void begin(order.begin)
  else void reach(order.until).then(() => process.send!({ reached: order.until }))
})
process.once('disconnect', () => process.exit(0)) // the test has ended
