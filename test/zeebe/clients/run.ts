/**
 * `npx tsx test/zeebe/clients/run.ts` tries Python's pyzeebe on our engine: an engine with a PostgreSQL of its own and a Python
 * environment are made in a temporary folder and removed. Says so when python3 or pip is missing; no part of `npm test`.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, promisify } from 'node:util'

const HERE = dirname(fileURLToPath(import.meta.url))
const EXPECTED = {
  version: 1, squares: [0, 1, 4, 9, 16, 25, 36, 49, 64, 81], last: { element: 'b', square: 49, by: 'message' }, refused: 'ProcessDefinitionNotFoundError',
}
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'python-client-'))

try {
  const python = await environment(join(folder, 'venv'))
  if (python === null) console.log('Not tried: python3 with venv and pip, able to install pyzeebe, was not found.')
  else process.exitCode = (await tryClient(python)) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The python of a fresh environment that has pyzeebe; null where none can be made. */
async function environment(venv: string): Promise<string | null> {
  const python = join(venv, 'bin/python')
  try {
    await run('python3', ['-m', 'venv', venv])
    await run(python, ['-m', 'pip', 'install', '-q', 'pyzeebe'], { timeout: 300_000 })
    return python
  } catch (error) {
    console.log((error as Error).message.split('\n').slice(0, 3).join('\n'))
    return null
  }
}

async function tryClient(python: string): Promise<boolean> {
  const engine = spawn(process.execPath, ['--import', 'tsx', join(HERE, '../../../server/engine/main.ts'), '--port', '0', '--data', join(folder, 'data')],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LOG_LEVEL: 'warn' } })
  try {
    const { stdout } = await run(python, [join(HERE, 'python_client.py'), String(await portOf(engine))], { timeout: 60_000 })
    const seen = JSON.parse(stdout) as object
    const right = isDeepStrictEqual(seen, EXPECTED)
    console.log(right ? 'pyzeebe works with our engine.' : `pyzeebe saw ${stdout.trim()}, wanted ${JSON.stringify(EXPECTED)}`)
    return right
  } finally {
    const gone = new Promise((resolve) => engine.once('exit', resolve))
    engine.kill('SIGTERM')
    await gone
  }
}

function portOf(engine: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    createInterface({ input: engine.stdout! }).once('line', (line) => resolve((JSON.parse(line) as { port: number }).port))
    engine.once('exit', (code) => reject(new Error(`The engine ended with ${code}`)))
  })
}
