/**
 * `npm run demo [-- --zeebe HOST:PORT]`: a server of its own in virtual time plays one case of each matter over HTTP, prints it as a
 * story (who, what, when, days used and left), and ends by itself. With --zeebe the cases run on that Zeebe instead of the embedded engine.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'
import { createApp, type App } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import type { Context } from '../server/context.ts'
import { migrate } from '../server/db/migrate.ts'
import { openDatabase } from '../server/db/pool.ts'
import { startPostgres } from '../server/db/postgres.ts'
import { startEngine } from '../server/engine/engine.ts'
import { SAMPLE_PASSWORD } from '../server/people/service.ts'
import { play, type Stage, type Told } from './scenario/play.ts'
import { readScenarios } from './scenario/scenario.ts'
import { lines } from './scenario/telling.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** One of each matter, in the order of their dates: time runs forward only. */
const STORIES: [matter: string, file: string][] = [
  ['qiye-touzi-beian', 'yejian-beian.yaml'],
  ['jianzhu-shigong-xuke', 'zhengchang.yaml'],
  ['huwai-guanggao', 'huiqian-jianding.yaml'],
]

const zeebe = argument('--zeebe')
const dir = mkdtempSync(join(tmpdir(), 'tongban-demo-'))
let at = new Date('2026-03-07T00:00:00Z').getTime()
const now = (): Date => new Date(at)
const quiet = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, JSON.stringify(fields)) }

const postgres = await startPostgres(join(dir, 'postgres'))
const db = openDatabase(postgres.url)
let exit = 0
try {
  await migrate(db)
  const engine = zeebe ? undefined : await startEngine({ databaseUrl: postgres.url, port: 0, now: () => at, log: quiet })
  const config = readConfig({ DATA_DIR: dir, TONGBAN_SAMPLE: '1', ...(zeebe ? { ZEEBE_ADDRESS: zeebe } : { ENGINE_PORT: String(engine!.port) }) }, root)
  const ctx: Context = { config, db, now, random: randomBytes, log: quiet }
  const app = await createApp(ctx, { background: false })
  const address = await app.web.listen({ host: '127.0.0.1', port: 0 })
  console.log(`通办演示 · Tongban demo on ${zeebe ? `Zeebe at ${zeebe}` : 'the embedded engine'}, ${address}, virtual time\n`)
  // a Zeebe of somebody else's has no door that tells when it is idle: it is given a moment
  const idle = engine ? () => engine.idle() : () => delay(150)
  for (const [matter, file] of STORIES) {
    const scenario = readScenarios(config.processesDir, matter).find((one) => one.file === file)!
    console.log(`── ${scenario.name} (${matter}) ─────────────────────`)
    const played = await play(stage(app, address, () => app.settle(idle)), scenario)
    console.log(played.differences.length === 0 ? '   every date as the law counts it\n' : `   DIFFERENT: ${played.differences.join('; ')}\n`)
    if (played.differences.length > 0) exit = 1
  }
  await app.zeebe.release()
  await app.stop()
  await engine?.close()
} finally {
  await db.destroy()
  await postgres.stop()
  rmSync(dir, { recursive: true, force: true })
}
process.exit(exit)

function stage(app: App, address: string, settle: () => Promise<void>): Stage {
  const tokens = new Map<string, { value: string; at: number }>()
  const call: Stage['call'] = async (method, url, { body, headers = {} } = {}) => {
    const raw = Buffer.isBuffer(body)
    const reply = await fetch(address + url, {
      method, headers: { accept: 'application/json', ...(body && !raw ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: raw ? new Uint8Array(body) : JSON.stringify(body) } : {}),
    })
    const text = await reply.text()
    return { status: reply.status, text, body: /json/.test(reply.headers.get('content-type') ?? '') ? JSON.parse(text) : null }
  }
  return {
    call, settle, paper, tell,
    officer: async (login) => {
      const known = tokens.get(login)
      if (!known || at - known.at > 20 * 60_000) {
        const reply = await call('POST', '/v1/sessions', { body: { login, password: SAMPLE_PASSWORD } })
        if (reply.status >= 300) throw new Error(`${login} could not sign in: ${reply.text}`)
        tokens.set(login, { value: reply.body.token, at })
      }
      return { authorization: `Bearer ${tokens.get(login)!.value}` }
    },
    until: async (instant) => {
      at = Math.max(at, new Date(instant).getTime())
      await app.sweep()
      await settle()
    },
  }
}

function tell(told: Told): void {
  for (const line of lines(told)) console.log(line)
}

/** A one-page PDF that says it is a sample. */
function paper(name: string): Buffer {
  const document = new PDFDocument({ size: 'A5', compress: false })
  document.fontSize(16).text('SAMPLE / YANGLI').moveDown().fontSize(10).text(Buffer.from(name).toString('hex'))
  document.end()
  return document.read() as Buffer
}

function argument(name: string): string | undefined {
  const index = process.argv.indexOf(name)
  if (index < 0) return undefined
  const value = process.argv[index + 1]
  if (!value) {
    console.error(`${name} needs an address, for instance ${name} 127.0.0.1:26500.`)
    process.exit(2)
  }
  return value
}
