/**
 * Workload "approval": accept -> 3 parallel user tasks -> join -> decide, five user tasks a case, by zeebe-node clients over gRPC, each with
 * one job at a time. A completion is activate + complete; creating the case is part of the price. Any Zeebe takes it.
 */
import { ZBClient } from 'zeebe-node'

const JOB_TYPE = 'io.camunda.zeebe:userTask'
const TASKS_PER_CASE = 5

export function newClient(port: number): ZBClient {
  return new ZBClient(`127.0.0.1:${port}`, { usePlaintext: true, loglevel: 'NONE', retry: false } as never)
}

export async function deployApproval(client: ZBClient): Promise<void> {
  await client.deployResource({ name: 'approval.bpmn', process: Buffer.from(APPROVAL) })
}

/** Cases that stay open in the background, to see that their number costs nothing. */
export async function openCases(clients: ZBClient[], count: number): Promise<void> {
  if (count === 0) return
  await clients[0]!.deployResource({ name: 'waiting.bpmn', process: Buffer.from(APPROVAL.replaceAll('approval', 'waiting').replaceAll('userTask', 'serviceTask').replaceAll('<!--', '').replaceAll('-->', '')) })
  let left = count
  await Promise.all(clients.map(async (client) => {
    while (left-- > 0) await client.createProcessInstance({ bpmnProcessId: 'waiting', variables: { caseId: `w${left}` } })
  }))
}

/**
 * Every client: open a case, then complete as many tasks as a case has, whosever they are; for that long and until there are `least` completions
 * (on a busy machine a time alone would measure compilers warming up). Returns each completion's milliseconds.
 */
export async function work(clients: ZBClient[], milliseconds: number, least: number): Promise<number[]> {
  const until = performance.now() + milliseconds
  const latencies: number[] = []
  await Promise.all(clients.map(async (client, index) => {
    for (let round = 0; performance.now() < until || latencies.length < least; round++) {
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
