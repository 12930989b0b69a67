/**
 * The sweep over 10,000 open cases, each with a statutory limit, a promise and a step that all cross thresholds at once: the worst
 * sweep an installation can meet. Cases are laid down by SQL from one made by the real verbs; the sweep is the real one.
 */
import { tmpdir } from 'node:os'
import type { Knex } from 'knex'
import * as cases from '../../server/cases/service.ts'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { migrate } from '../../server/db/migrate.ts'
import { change, inTransaction, openDatabase, row } from '../../server/db/pool.ts'
import * as deadlines from '../../server/deadlines/service.ts'
import { checkTemplate } from '../../server/letters/service.ts'
import * as matters from '../../server/matters/service.ts'
import { loadSample } from '../../server/people/service.ts'
import { sweep } from '../../server/supervision/sweep.ts'
import * as tasks from '../../server/tasks/service.ts'
import { cpuOfTree, round, temporaryPostgres } from './_measure.ts'

/** `npm run bench -- sweep [cases]`; fsync is on. */
export async function run(args: string[]): Promise<object> {
  const count = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 10_000)
  const postgres = await temporaryPostgres()
  const db = openDatabase(postgres.url)
  try {
    await migrate(db)
    return await measure(db, count, postgres.pid)
  } finally {
    await db.destroy()
    await postgres.stop()
  }
}

async function measure(db: Knex, count: number, postgresPid: number): Promise<object> {
  let now = new Date('2026-03-02T10:00:00+08:00')
  let drawn = 0
  const silent = (): void => undefined
  const ctx: Context = {
    config: readConfig({ DATA_DIR: tmpdir() }, process.cwd()), db, now: () => now, random: (size) => Buffer.alloc(size, drawn++),
    log: { info: silent, warn: silent, error: (fields, message) => console.error(message, fields) },
  }
  await loadSample(ctx)
  await matters.publishAll(ctx, undefined, checkTemplate)
  const first = await oneCase(ctx)
  await multiply(db, first, count)
  console.log(`${count} open cases laid down; sweeping …`)

  const quiet = await timed(() => sweep(ctx))
  now = new Date('2026-03-06T09:00:00+08:00') // the promise of 3 days is over, the step too
  const before = cpuOfTree(postgresPid)
  const full = await timed(() => sweep(ctx))
  const postgresMs = cpuOfTree(postgresPid) - before
  const again = await timed(() => sweep(ctx))
  const marks = (await row<{ n: number }>(db, `select count(*)::int as n from limit_mark`))!.n
  return {
    bench: 'sweep', cases: count, seconds: full.seconds, cases_per_s: Math.round(full.report.cases / full.seconds), marks: full.report.marks,
    marks_in_database: marks, failed: full.report.failed, nothing_due_ms: Math.round(quiet.seconds * 1000), second_sweep_marks: again.report.marks,
    node_cpu_ms_per_case: round(full.cpuMs / Math.max(full.report.cases, 1)), postgres_cpu_ms_per_case: round(postgresMs / Math.max(full.report.cases, 1)), rss_mb: Math.round(process.memoryUsage().rss / 2 ** 20),
  }
}

async function oneCase(ctx: Context): Promise<string> {
  const version = (await matters.effective(ctx.db, 'jianzhu-shigong-xuke', ctx.now()))!
  return inTransaction(ctx.db, async (tx) => {
    const applicant = { name: '样例', kind: 'organisation' as const, idType: 'uscc' as const, idNumber: '样例', contact: '样例', phone: '13800000000', consentElectronicService: true }
    const file = (await cases.open(tx, ctx, { version, applicant, data: {}, routing: {} })).case
    const step = matters.step(version, 'windowCheck')
    await tasks.openFromJob(tx, ctx, {
      engine: 'embedded', key: '1', type: 'io.camunda.zeebe:userTask', elementId: step.elementId, elementInstanceKey: '1', processInstanceKey: '1',
      bpmnProcessId: version.code, processVersion: 1, headers: step.headers, variables: {}, retries: 1, caseId: file.id,
    } as Parameters<typeof tasks.openFromJob>[2])
    const { statutory, promised } = version.bundle.matter.limits
    await deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'statutory', amount: statutory.amount, unit: statutory.unit, source: statutory.law, from: ctx.now() })
    await deadlines.startLimit(tx, ctx, { caseId: file.id, kind: 'promised', amount: promised.amount, unit: promised.unit, source: promised.source, from: ctx.now() })
    return file.id
  })
}

/** Copies of the first case with its task, limits and marks; the rows are what the verbs wrote. */
async function multiply(db: Knex, first: string, count: number): Promise<void> {
  const copy = async (table: string, changed: Record<string, string>, from: string): Promise<void> => {
    const found = await db.raw<{ rows: { name: string }[] }>(`select attname as name from pg_attribute where attrelid = ?::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''`, [table])
    const names = found.rows.map(({ name }) => name)
    await change(db, `insert into ${table} (${names.join(', ')}) select ${names.map((name) => changed[name] ?? `t.${name}`).join(', ')} from ${from}`)
  }
  await copy('case_file', { number: `'b' || g` }, `case_file t, generate_series(2, ${count}) g where t.id = ${first}`)
  await copy('task', { case_id: 'c.id', job_key: 'c.id + 1000000' }, `task t, case_file c where t.case_id = ${first} and c.id <> ${first}`)
  await copy('case_limit', { case_id: 'k.id', task_id: 'k.task_id' }, `case_limit t, (select c.id, x.id as task_id from case_file c join task x on x.case_id = c.id where c.id <> ${first}) k where t.case_id = ${first} and t.task_id is not null`)
  await copy('case_limit', { case_id: 'c.id' }, `case_limit t, case_file c where t.case_id = ${first} and t.task_id is null and c.id <> ${first}`)
  await db.raw('analyze')
}

async function timed(work: () => ReturnType<typeof sweep>): Promise<{ report: Awaited<ReturnType<typeof sweep>>; seconds: number; cpuMs: number }> {
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  const report = await work()
  const used = process.cpuUsage(cpu)
  return { report, seconds: round((performance.now() - start) / 1000), cpuMs: (used.user + used.system) / 1000 }
}
