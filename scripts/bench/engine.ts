/**
 * Workload "approval": accept -> 3 parallel user tasks -> join -> decide, five user tasks a case, by zeebe-node clients over gRPC,
 * each with one job at a time. A completion is activate + complete; creating the case is part of the price.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ZBClient } from 'zeebe-node'
import { cpuOfTree, ownCpu, percentile, round, rssOf, temporaryPostgres } from './_measure.ts'

const JOB_TYPE = 'io.camunda.zeebe:userTask'
const TASKS_PER_CASE = 5

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: {
    clients: { type: 'string', default: '8' }, seconds: { type: 'string', default: '10' }, warmup: { type: 'string', default: '4' }, open: { type: 'string', default: '0' },
  } })
  const postgres = await temporaryPostgres()
  const engine = await startEngineProcess(postgres.url)
  const clients = Array.from({ length: Number(values.clients) }, () => newClient(engine.port))
  try {
    await clients[0]!.deployResource({ name: 'approval.bpmn', process: Buffer.from(APPROVAL) })
    await openCases(clients, Number(values.open))
    await work(clients, Number(values.warmup) * 1000)
    const before = { engine: cpuOfTree(engine.pid), postgres: cpuOfTree(postgres.pid), own: ownCpu(), at: performance.now() }
    const latencies = await work(clients, Number(values.seconds) * 1000)
    const seconds = (performance.now() - before.at) / 1000
    const [engineCpu, postgresCpu, clientCpu] = [cpuOfTree(engine.pid) - before.engine, cpuOfTree(postgres.pid) - before.postgres, ownCpu() - before.own]
    const done = latencies.length
    return {
      bench: 'engine', workload: 'approval', clients: clients.length, open_cases: Number(values.open), completions: done,
      completions_per_s: Math.round(done / seconds), p50_ms: percentile(latencies, 0.5), p95_ms: percentile(latencies, 0.95),
      cpu_ms_per_completion: round((engineCpu + postgresCpu) / done, 3), engine_cpu_ms_per_completion: round(engineCpu / done, 3),
      postgres_cpu_ms_per_completion: round(postgresCpu / done, 3), client_cpu_ms_per_completion: round(clientCpu / done, 3), rss_mb: rssOf(engine.pid),
    }
  } finally {
    await Promise.all(clients.map((client) => client.close()))
    await engine.stop()
    await postgres.stop()
  }
}

function newClient(port: number): ZBClient {
  return new ZBClient(`127.0.0.1:${port}`, { usePlaintext: true, loglevel: 'NONE', retry: false } as never)
}

async function startEngineProcess(databaseUrl: string) {
  const main = fileURLToPath(new URL('../../server/engine/main.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, DATABASE_URL: databaseUrl } })
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return {
    port: (JSON.parse(line) as { port: number }).port,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** Cases that stay open in the background, to see that their number costs nothing. */
async function openCases(clients: ZBClient[], count: number): Promise<void> {
  if (count === 0) return
  await clients[0]!.deployResource({ name: 'waiting.bpmn', process: Buffer.from(APPROVAL.replaceAll('approval', 'waiting').replaceAll('userTask', 'serviceTask').replaceAll('<!--', '').replaceAll('-->', '')) })
  let left = count
  await Promise.all(clients.map(async (client) => {
    while (left-- > 0) await client.createProcessInstance({ bpmnProcessId: 'waiting', variables: { caseId: `w${left}` } })
  }))
}

/** Every client: open a case, then complete as many tasks as a case has, whosever they are. Returns each completion's milliseconds. */
async function work(clients: ZBClient[], milliseconds: number): Promise<number[]> {
  const until = performance.now() + milliseconds
  const latencies: number[] = []
  await Promise.all(clients.map(async (client, index) => {
    for (let round = 0; performance.now() < until; round++) {
      await client.createProcessInstance({ bpmnProcessId: 'approval', variables: { caseId: `c${index}-${round}` } })
      for (let task = 0; task < TASKS_PER_CASE; task++) latencies.push(await completeOne(client, index))
    }
  }))
  return latencies
}

/** Activate one job and complete it; the time is that of the two calls, waiting for a job to appear not counted. */
async function completeOne(client: ZBClient, index: number): Promise<number> {
  for (;;) {
    const start = performance.now()
    const jobs = await client.activateJobs({ type: JOB_TYPE, worker: `client-${index}`, timeout: 60_000, maxJobsToActivate: 1, requestTimeout: 5_000 })
    const [job] = jobs
    if (!job) continue
    await client.completeJob({ jobKey: job.key, variables: { outcome: 'agree' } })
    return performance.now() - start
  }
}

const task = (id: string) => `<bpmn:userTask id="${id}" name="${id}"><bpmn:extensionElements>
    <!--<zeebe:taskDefinition type="waiting" />--><zeebe:taskHeaders><zeebe:header key="limit" value="P5D" /></zeebe:taskHeaders></bpmn:extensionElements></bpmn:userTask>`
const flow = (from: string, to: string) => `<bpmn:sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}" />`
const sections = ['section1', 'section2', 'section3']

export const APPROVAL = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definitions" targetNamespace="tongban">
  <bpmn:process id="approval" isExecutable="true">
    <bpmn:startEvent id="start" />${task('accept')}<bpmn:parallelGateway id="fork" />${sections.map(task).join('')}
    <bpmn:parallelGateway id="join" />${task('decide')}<bpmn:endEvent id="end" />
    ${flow('start', 'accept')}${flow('accept', 'fork')}${sections.map((id) => flow('fork', id) + flow(id, 'join')).join('')}${flow('join', 'decide')}${flow('decide', 'end')}
  </bpmn:process>
</bpmn:definitions>`
