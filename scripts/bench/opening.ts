/**
 * `npm run bench -- opening [--rounds 5]`: how long an analyst waits until the largest matter can be drawn, in the real headless browser with
 * nothing kept: from the click to the drawing with its palette and panel, and to the first verdict of the rules. Bar: 3 s to draw.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/pool.ts'
import * as matters from '../../server/matters/service.ts'
import { routes as modeler } from '../../server/modeler/service.ts'
import * as people from '../../server/people/service.ts'
import { webServer } from '../../server/web/server.ts'
import { launchBrowser } from '../../test/support/browser.ts'
import { temporaryPostgres } from './_measure.ts'

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '5' } } })
  const postgres = await temporaryPostgres()
  const db = openDatabase(postgres.url)
  const dir = mkdtempSync(join(tmpdir(), 'tongban-bench-'))
  const browser = await launchBrowser()
  try {
    await migrate(db)
    const quiet = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }
    const ctx: Context = { config: readConfig({ DATA_DIR: dir }, process.cwd()), db, now: () => new Date(), random: randomBytes, log: quiet }
    await people.loadSample(ctx)
    const web = await webServer(ctx, { guard: people.guard, rooms: [people.routes, modeler] })
    const origin = await web.listen({ host: '127.0.0.1', port: 0 })
    const code = largest()
    const rounds: Round[] = []
    for (let round = 0; round < Number(values.rounds); round++) rounds.push(await openCold(browser, origin, code))
    await web.close()
    const median = (name: keyof Round): number => rounds.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(rounds.length / 2)]!
    return { bench: 'opening', matter: code, rounds: rounds.length, usable_ms: median('usable'), worst_ms: Math.max(...rounds.map(({ usable }) => usable)), judged_ms: median('judged'), compressed_kb: median('kb'), requests: median('requests'), bar_usable_ms: 3000 }
  } finally {
    await browser.close()
    await db.destroy()
    await postgres.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

interface Round { usable: number; judged: number; kb: number; requests: number }

/** A visitor whose browser has never been here; signing in is not measured. */
async function openCold(browser: Browser, origin: string, code: string): Promise<Round> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const { token } = await signedIn(origin)
  await context.setExtraHTTPHeaders({ authorization: `Bearer ${token}` })
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  let [bytes, requests] = [0, 0]
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; requests++ })
  const begun = performance.now()
  await page.goto(`${origin}/office/modeler/${code}`, { waitUntil: 'commit' })
  await page.locator('.djs-palette.open, .djs-palette').first().waitFor()
  await page.locator('.djs-container [data-element-id=acceptance] text').first().waitFor()
  await page.locator('.bio-properties-panel-header').waitFor()
  const usable = Math.round(performance.now() - begun)
  const kb = Math.round(bytes / 1024)
  await page.locator('.m-lint .m-sign').first().waitFor()
  const judged = Math.round(performance.now() - begun)
  const round = { usable, judged, kb, requests }
  await context.close()
  return round
}

async function signedIn(origin: string): Promise<{ token: string }> {
  const reply = await fetch(`${origin}/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login: 'shengai-analyst', password: people.SAMPLE_PASSWORD }) })
  return (await reply.json()) as { token: string }
}

function largest(): string {
  const size = (code: string): number => readFileSync(join('processes', code, 'process.bpmn'), 'utf8').length
  return matters.matterFolders('processes').sort((a, b) => size(b) - size(a))[0]!
}
