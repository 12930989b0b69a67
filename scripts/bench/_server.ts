/** The server as `npm start` runs it, in a process and a data folder of its own, so that its processor time is measured apart from its clients'. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  address: string
  pid: number
  /** The embedded engine, a child of the server. */
  enginePid(): number
  stop(): Promise<void>
}

/** @param profileDir where V8's processor profile of the server goes, when wanted */
export async function serverProcess({ databaseUrl, profileDir }: { databaseUrl: string; profileDir?: string | undefined }): Promise<ServerProcess> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const dir = mkdtempSync(join(tmpdir(), 'tongban-bench-server-'))
  const [port, enginePort] = [await freePort(), await freePort()]
  const env = { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: dir, PORT: String(port), ENGINE_PORT: String(enginePort) }
  const child = spawn(process.execPath, [...(profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`]), '--import', 'tsx', 'server/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve()) // the welcome
    child.once('exit', (code) => reject(new Error(`The server ended at its start (exit code ${code}); it says why above.`)))
  })
  return {
    address: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    enginePid: () => Number(readFileSync(join(dir, 'engine.pid'), 'utf8')),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
