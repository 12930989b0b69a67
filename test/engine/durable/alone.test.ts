/** The engine alone with `--data DIR`: a PostgreSQL of its own there, ended with it, and everything is back after kill -9. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runningPostgres } from '../../../server/db/postgres.ts'
import { bpmn } from '../support/diagram.ts'
import { bareClient } from '../support/wire.ts'

let folder: string
const children: ChildProcess[] = []

beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'engine-alone-'))))
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

function run(...args: string[]): ChildProcess {
  const env: NodeJS.ProcessEnv = { ...process.env, LOG_LEVEL: 'error' }
  delete env.DATABASE_URL
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/engine/main.ts', '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  children.push(child)
  return child
}

function ready(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr!.on('data', (chunk) => (said += chunk))
    child.once('exit', (code) => reject(new Error(`The engine ended with ${code}: ${said}`)))
    createInterface({ input: child.stdout! }).once('line', (line) => resolve((JSON.parse(line) as { port: number }).port))
  })
}

const gone = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve))

test('it starts a PostgreSQL of its own, recovers after kill -9, and ends both in order', async () => {
  const first = run('--data', folder)
  const client = bareClient(await ready(first))
  await client.call('DeployResource', { resources: [{ name: 'p.bpmn', content: Buffer.from(bpmn('p', { nodes: { s: 'start', a: { service: 't' }, e: 'end' }, flows: ['s a e'] })) }] })
  const { processInstanceKey } = await client.call('CreateProcessInstance', { bpmnProcessId: 'p', version: -1, variables: '{"n":1}' })
  const killed = gone(first)
  first.kill('SIGKILL')
  await killed
  client.close()

  const second = run('--data', folder)
  const again = bareClient(await ready(second))
  const [job] = await again.call('ActivateJobs', { type: 't', worker: 'w', timeout: 60_000, maxJobsToActivate: 1, requestTimeout: -1 })
  expect(job).toMatchObject({ processInstanceKey, variables: '{"n":1}' })
  again.close()
  const ended = gone(second)
  second.kill('SIGTERM')
  const againAndAgain = setInterval(() => second.kill('SIGTERM'), 20) // npm hands on what the terminal has sent already
  expect(await ended).toBe(0)
  clearInterval(againAndAgain)
  expect(runningPostgres(join(folder, 'postgres'))).toBeNull()
})

test('two places for the rows, or none, are refused in a sentence', async () => {
  const both = run('--data', folder, '--database-url', 'postgres://nowhere/x')
  await expect(ready(both)).rejects.toThrow(/not both/)
  await expect(ready(run())).rejects.toThrow(/--data DIR/)
})
