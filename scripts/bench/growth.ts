/**
 * What finished cases leave behind: the workload "approval" (five tasks a case) straight on the engine's writer, without the wire, and the
 * size of its tables as it goes. `npm run bench -- growth [--cases 100000] [--rows 200000]`: rows is the history's bound, 0 keeps none.
 */
import { parseArgs } from 'node:util'
import pg from 'pg'
import { compileResources } from '../../server/engine/gateway/deploy.ts'
import { compileDecisions } from '../../server/engine/decisions/compile.ts'
import { compile } from '../../server/engine/model/compile.ts'
import { noJob } from '../../server/engine/handlers/jobs.ts'
import { Machine } from '../../server/engine/machine/machine.ts'
import type { ActivatedJob, Answer, Request } from '../../server/engine/machine/requests.ts'
import { Runner } from '../../server/engine/run.ts'
import { createSandbox } from '../../server/engine/sandbox/pool.ts'
import { openHistory, turnWhenFull } from '../../server/engine/store/history.ts'
import { tryAcquire } from '../../server/engine/store/lease.ts'
import { migrateEngine } from '../../server/engine/store/migrate.ts'
import { cpuOfTree, ownCpu, round, temporaryPostgres } from './_measure.ts'
import { APPROVAL } from './_approval.ts'

const JOB_TYPE = 'io.camunda.zeebe:userTask'
const TASKS_PER_CASE = 5
const TOGETHER = 200
const POINTS = 10

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: { cases: { type: 'string', default: '100000' }, rows: { type: 'string', default: '2000000' } } })
  const [cases, rows] = [Number(values.cases), Number(values.rows)]
  const postgres = await temporaryPostgres()
  const [writer, reader] = [new pg.Client({ connectionString: postgres.url }), new pg.Client({ connectionString: postgres.url })]
  try {
    await Promise.all([writer.connect(), reader.connect()])
    return { bench: 'growth', workload: 'approval', cases, history_rows_bound: rows, ...(await measure(writer, reader, cases, rows, postgres.pid)) }
  } finally {
    await Promise.all([writer.end(), reader.end()])
    await postgres.stop()
  }
}

async function measure(writer: pg.Client, reader: pg.Client, cases: number, rows: number, postgresPid: number): Promise<object> {
  await migrateEngine(writer)
  const lease = (await tryAcquire(writer))!
  const machine = new Machine(Date.now)
  machine.nextFreeKey = lease.nextKey
  const policy = { days: 90, rows }
  machine.history = await openHistory(writer, policy, machine.now())
  const silent = () => {}
  let failure: Error | null = null
  const runner = new Runner({ machine, lease, writer, reader, sandbox: createSandbox(), log: { info: silent, warn: silent, error: silent }, onFailure: (error) => (failure = error) })
  const ask = async <A extends Answer>(request: Request): Promise<A> => {
    const answer = await runner.submit(request)
    if (failure ?? !answer.ok) throw failure ?? new Error(JSON.stringify(answer))
    return answer as A
  }
  await ask({ type: 'Deploy', resources: await compileResources([{ name: 'approval.bpmn', content: Buffer.from(APPROVAL) }], { compile, compileDecisions }) })
  const points: object[] = [{ cases: 0, ...(await sizes(reader)) }]
  const before = { at: performance.now(), own: ownCpu(), postgres: cpuOfTree(postgresPid) }
  for (let done = 0; done < cases; done += TOGETHER) {
    await finish(ask)
    if (machine.history) await turnWhenFull(writer, lease, machine.history, policy, machine.now())
    if ((done + TOGETHER) % (cases / POINTS) < TOGETHER) {
      points.push({ cases: done + TOGETHER, ...(await sizes(reader)) })
      console.log(JSON.stringify(points.at(-1)))
    }
  }
  await runner.close()
  const completions = cases * TASKS_PER_CASE
  return {
    seconds: round((performance.now() - before.at) / 1000, 0), own_cpu_ms_per_completion: round((ownCpu() - before.own) / completions, 4),
    postgres_cpu_ms_per_completion: round((cpuOfTree(postgresPid) - before.postgres) / completions, 4), points,
  }
}

/** Opens some cases and completes all their tasks. */
async function finish(ask: <A extends Answer>(request: Request) => Promise<A>): Promise<void> {
  await Promise.all(Array.from({ length: TOGETHER }, (_, n) => ask({ type: 'Create', definitionKey: 0, bpmnProcessId: 'approval', version: -1, variables: { caseId: `c${n}` } } as Request)))
  for (;;) {
    const { jobs } = await ask<Extract<Answer, { answer: 'jobs' }>>({ type: 'ActivateJobs', jobType: JOB_TYPE, worker: 'bench', timeout: 60_000, max: TOGETHER, fetch: [] })
    if (jobs.length === 0) return
    await Promise.all(jobs.map(({ key }: ActivatedJob) => ask({ type: 'Instance', target: key, command: { type: 'CompleteJob', key, variables: { outcome: 'agree' } }, missing: noJob('CompleteJob', key) } as Request)))
  }
}

/** Megabytes with indexes and what vacuum has not taken yet; rows as they are. */
async function sizes(client: pg.Client): Promise<object> {
  await client.query('vacuum engine.instance, engine.job, engine.lease')
  const { rows: [row] } = await client.query<Record<string, string>>(`select
    (select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'engine' and c.relkind = 'r' and c.relname like 'history\\_%') as history,
    (select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'engine' and c.relkind = 'r' and c.relname not like 'history\\_%') as state,
    (select count(*) from engine.history) as history_rows, (select count(*) from engine.instance) as instances, (select count(*) from engine.job) as jobs`)
  const mb = (bytes: string | undefined): number => round(Number(bytes) / 1e6, 1)
  return { history_mb: mb(row!.history), state_mb: mb(row!.state), history_rows: Number(row!.history_rows), instances: Number(row!.instances), jobs: Number(row!.jobs), rss_mb: Math.round(process.memoryUsage.rss() / 1e6) }
}
