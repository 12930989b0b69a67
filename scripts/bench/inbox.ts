/**
 * `npm run bench -- inbox [tasks]`: the officer's list at 10,000 open tasks, as the server renders it. Bar: p95 < 300 ms.
 * The rows are written straight into a database of its own; what is measured is the page, by `inject`.
 */
import { randomBytes } from 'node:crypto'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { migrate } from '../../server/db/migrate.ts'
import { change, openDatabase } from '../../server/db/pool.ts'
import { checkTemplate } from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import * as people from '../../server/people/service.ts'
import { tasksPages } from '../../server/tasks/routes.ts'
import { webServer } from '../../server/web/server.ts'
import { percentile, temporaryPostgres } from './_measure.ts'

const PAGES = 200

export async function run(args: string[]): Promise<object> {
  const count = Number(args[0] ?? 10_000)
  const postgres = await temporaryPostgres()
  const db = openDatabase(postgres.url)
  try {
    await migrate(db)
    const quiet = { info: () => {}, warn: () => {}, error: (fields: object, message: string) => console.error(message, fields) }
    const ctx: Context = { config: readConfig({}, process.cwd()), db, now: () => new Date(), random: randomBytes, log: quiet }
    await people.loadSample(ctx)
    await matters.publishAll(ctx, undefined, checkTemplate)
    await fill(ctx, count)
    const web = await webServer(ctx, { guard: people.guard, rooms: [people.routes, tasksPages({ panels: [], rules: [], points: () => [] })] })
    const signIn = await web.inject({ method: 'POST', url: '/v1/sessions', payload: { login: 'zhujian-window-1', password: people.SAMPLE_PASSWORD } })
    const headers = { authorization: `Bearer ${signIn.json<{ token: string }>().token}`, accept: 'text/html' }
    const times: number[] = []
    for (let page = 0; page < PAGES + 10; page++) {
      const began = performance.now()
      const reply = await web.inject({ method: 'GET', url: `/office/inbox?list=group&page=${(page % 20) + 1}`, headers })
      if (reply.statusCode !== 200) throw new Error(`The list answered ${reply.statusCode}: ${reply.body.slice(0, 300)}`)
      if (page >= 10) times.push(performance.now() - began) // the first ten warm the views
    }
    await web.close()
    return { bench: 'inbox', open_tasks: count, pages: PAGES, p50_ms: percentile(times, 0.5), p95_ms: percentile(times, 0.95), bar_p95_ms: 300 }
  } finally {
    await db.destroy()
    await postgres.stop()
  }
}

/** Cases and tasks of one body, with step and promised limits spread over a month. */
async function fill(ctx: Context, count: number): Promise<void> {
  const version = (await matters.effective(ctx.db, 'jianzhu-shigong-xuke', ctx.now()))!
  const now = ctx.now()
  await change(ctx.db, `
    insert into case_file (number, code_hash, matter_code, version_id, division_code, body_id, engine, state, applicant, data, received_at, submitted_at)
    select lpad(n::text, 21, '0'), '', ?, ?, ?, ?, 'embedded', 'received', jsonb_build_object('name', '样例申请人' || n), '{}', ?, ? from generate_series(1, ?::int) n`,
  [version.code, version.id, version.divisionCode, version.bodyId, now, now, count])
  await change(ctx.db, `
    insert into task (case_id, engine, job_key, element_id, element_instance_key, name, kind, form_key, groups, body_id, state, round, revision, opened_at)
    select id, 'embedded', id, 'acceptance', id, '窗口受理', 'officer', 'acceptance', array['zhujian/window'], 'zhujian', 'open', 1, 1, ? from case_file`, [now])
  await change(ctx.db, `
    insert into case_limit (case_id, task_id, kind, amount, unit, source, started_at, standing, deadline_at, allowed_minutes, calendar_version, counted_at)
    select case_id, id, 'step', 1, 'wd', '样例', ?, 'dated', ?::timestamptz + (id % 30) * interval '1 day', 480, 'bench', ? from task`, [now, now, now])
  await change(ctx.db, `
    insert into case_limit (case_id, kind, amount, unit, source, started_at, standing, deadline_at, allowed_minutes, calendar_version, counted_at)
    select id, 'promised', 3, 'wd', '样例', ?, 'dated', ?::timestamptz + (id % 25) * interval '1 day', 1440, 'bench', ? from case_file`, [now, now, now])
  await ctx.db.raw('analyze')
}
