/** Sends one request of the table to an engine behind gRPC, ours or a real one, and tells what came back with the keys named. */
import { status } from '@grpc/grpc-js'
import { brokenExpression, oneTask, type Given, type WrongRequest } from './requests.ts'

/** An engine as the table needs it. */
export interface Spoken {
  call(name: string, message: object): Promise<any>
  /** Resolves when nothing is being processed. */
  idle(): Promise<void>
  /** The incident of an instance; only where the engine can be asked. */
  incident?(processInstanceKey: string): Promise<string>
}

export interface Answered { code: string; message?: string }

const NOBODY = '4503599627370497'
/** The test library's gateway leaves some requests without an answer; then it decides nothing. */
const PATIENCE = 5_000
/** What a gateway says that ran into an exception of its own: no behaviour to follow. */
const CRASHED = 'Application error processing RPC'
let count = 0

/** @returns null when the engine cannot be asked for what is given, or does not answer like one */
export async function send(request: WrongRequest, engine: Spoken, prefix: string): Promise<Answered | null> {
  const id = `${prefix}${++count}`
  const keys = await prepare(request.given ?? 'nothing', id, engine)
  if (!keys) return null
  const known: Record<string, string> = { id, nobody: NOBODY, ...keys }
  const message = filled(request.message, known) as object
  let answer: Answered = { code: 'OK' }
  for (let i = 0; i < (request.times ?? 1); i++) {
    const silence = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null).unref())
    const said = await Promise.race([silence, engine.call(request.call, message).then(() => ({ code: 'OK' }), (error) => ({ code: status[error.code as number] ?? String(error), message: named(error.details, known) }))])
    if (!said || ('message' in said && said.message === CRASHED)) return null
    answer = said
    await engine.idle()
  }
  return answer
}

async function prepare(given: Given, id: string, engine: Spoken): Promise<Record<string, string> | null> {
  if (given === 'nothing') return {}
  const xml = given === 'an incident of an expression' ? brokenExpression(id) : oneTask(id)
  const deployed = await engine.call('DeployResource', { resources: [{ name: `${id}.bpmn`, content: Buffer.from(xml) }] })
  const definition = String(deployed.deployments[0].process.processDefinitionKey)
  if (given === 'a deployment') return { definition }
  const instance = String((await engine.call('CreateProcessInstance', { bpmnProcessId: id, version: -1 })).processInstanceKey)
  await engine.idle()
  const has = { definition, instance }
  if (given === 'an instance') return has
  if (given === 'an incident of an expression') return engine.incident ? { ...has, incident: await engine.incident(instance) } : null
  const [job] = await engine.call('ActivateJobs', { type: id, worker: 'w', timeout: 3_600_000, maxJobsToActivate: 1, requestTimeout: 10_000 })
  const keys = { ...has, job: String(job.key), element: String(job.elementInstanceKey) }
  await after(given, keys, engine)
  await engine.idle()
  if (given !== 'a job with an incident') return keys
  return engine.incident ? { ...keys, incident: await engine.incident(instance) } : null
}

async function after(given: Given, { job, instance }: { job: string; instance: string }, engine: Spoken): Promise<void> {
  if (given === 'a failed job') await engine.call('FailJob', { jobKey: job, retries: 2, retryBackOff: 3_600_000 })
  if (given === 'a job with an incident') await engine.call('FailJob', { jobKey: job, retries: 0, errorMessage: 'broken' })
  if (given === 'a job that threw') await engine.call('ThrowError', { jobKey: job, errorCode: 'nobody' })
  if (given === 'a completed job') await engine.call('CompleteJob', { jobKey: job })
  if (given === 'a cancelled instance') await engine.call('CancelProcessInstance', { processInstanceKey: instance })
}

function filled(value: unknown, keys: Record<string, string>): unknown {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (whole, name: string) => keys[name] ?? whole)
  if (Buffer.isBuffer(value)) return value
  if (Array.isArray(value)) return value.map((each) => filled(each, keys))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, keys)]))
  return value
}

/** Keys differ from run to run; what they are the keys of does not. */
function named(text: string, keys: Record<string, string>): string {
  let said = text
  for (const [name, key] of Object.entries(keys)) said = said.replaceAll(key, `{${name}}`)
  return said.replace(/\d{16,}/g, '{key}')
}
