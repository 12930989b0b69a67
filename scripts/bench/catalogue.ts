/**
 * `npm run bench -- catalogue [--count 500]`: the public list of that many generated matters, published as the real ones are, searched as people search.
 * What is measured is the page, by `inject`: the server's own time. The bar: p95 <= 300 ms.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/pool.ts'
import { intakePages } from '../../server/intake/service.ts'
import { checkTemplate } from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import * as people from '../../server/people/service.ts'
import { webServer } from '../../server/web/server.ts'
import { generateMatters } from '../tongban/generate.ts'
import { percentile, temporaryPostgres } from './_measure.ts'

/** By name, pinyin, initials, code, topic, body, with choices, by page, and with nothing found. */
const ASKED = [
  'q=施工许可', 'q=sgxk', 'q=huwaiguanggao', 'q=gaosu', 'q=000117', 'q=工程建设', 'q=城管局 广告', 'q=我想办理养老参保', 'topic=工程建设', 'body=zhujian&kind=promise',
  'subject=person', 'page=7', 'q=户外广靠', 'q=施工 火星', 'q=xkz&kind=instant', '',
]
const ROUNDS = 20

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: { count: { type: 'string', default: '500' } } })
  const count = Number(values.count)
  const dir = mkdtempSync(join(tmpdir(), 'tongban-bench-catalogue-'))
  const postgres = await temporaryPostgres()
  const db = openDatabase(postgres.url)
  try {
    generateMatters(dir, count)
    await migrate(db)
    const quiet = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }
    const config = { ...readConfig({ TONGBAN_SAMPLE: '1' }, process.cwd()), processesDir: join(dir, 'processes'), formsDir: join(dir, 'forms') }
    const ctx: Context = { config, db, now: () => new Date(), random: randomBytes, log: quiet }
    await people.loadSample(ctx)
    const refused = (await matters.publishAll(ctx, undefined, checkTemplate)).filter((publication) => publication.refused)
    if (refused.length > 0) throw new Error(`${refused.length} matters were not published, the first: ${JSON.stringify(refused[0])}`)
    const web = await webServer(ctx, { guard: people.guard, rooms: [people.routes, intakePages({ panels: [] })] })
    const cold = await page(web, '')
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) for (const query of ASKED) times.push(await page(web, query))
    await web.close()
    return { bench: 'catalogue', matters: (await matters.list(db, ctx.now())).length, pages: times.length, first_ms: Math.round(cold), p50_ms: percentile(times, 0.5), p95_ms: percentile(times, 0.95), bar_p95_ms: 300 }
  } finally {
    await db.destroy()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function page(web: Awaited<ReturnType<typeof webServer>>, query: string): Promise<number> {
  const began = performance.now()
  const reply = await web.inject({ method: 'GET', url: encodeURI(`/matters?${query}`), headers: { accept: 'text/html' } })
  if (reply.statusCode !== 200) throw new Error(`/matters?${query} answered ${reply.statusCode}: ${reply.body.slice(0, 300)}`)
  return performance.now() - began
}
