/** The real thing for tests: `node scripts/run.mjs server/main.ts` as a process with a data folder and ports of its own, its words kept. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface StartedServer {
  pid: number
  address: string
  /** Milliseconds from the start of the process to its welcome. */
  readyMs: number
  stdout(): string
  stderr(): string
  kill(signal: NodeJS.Signals): void
  /** Resolves with the exit code, or the signal. */
  ended: Promise<number | NodeJS.Signals>
}

export interface Place { dataDir: string; port: number; enginePort: number }

const root = fileURLToPath(new URL('../..', import.meta.url))

function launch(place: Place, env: NodeJS.ProcessEnv): { child: ChildProcess; out: { stdout: string; stderr: string }; ended: StartedServer['ended'] } {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'server/main.ts'], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: place.dataDir, PORT: String(place.port), ENGINE_PORT: String(place.enginePort), ...env },
  })
  const out = { stdout: '', stderr: '' }
  child.stdout!.on('data', (chunk: Buffer) => { out.stdout += chunk.toString() })
  child.stderr!.on('data', (chunk: Buffer) => { out.stderr += chunk.toString() })
  return { child, out, ended: new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code ?? -1))) }
}

/** @throws Error with the server's words when it ends instead of welcoming. */
export async function startServer(place: Place, env: NodeJS.ProcessEnv = {}): Promise<StartedServer> {
  const began = performance.now()
  const { child, out, ended } = launch(place, env)
  const welcomed = new Promise<true>((resolve) => child.stdout!.on('data', () => { if (out.stdout.includes('Ctrl+C')) resolve(true) }))
  if ((await Promise.race([welcomed, ended])) !== true) throw new Error(`The server did not come up: ${out.stderr}`)
  return {
    pid: child.pid!, address: `http://127.0.0.1:${place.port}`, readyMs: performance.now() - began, ended,
    stdout: () => out.stdout, stderr: () => out.stderr, kill: (signal) => void child.kill(signal),
  }
}

/** A start that must be refused, or that is sent a signal `afterMs`: what it said, on stderr first (nothing is said on stdout), and how it ended. */
export async function startInVain(place: Place, env: NodeJS.ProcessEnv = {}, interrupt?: { signal: NodeJS.Signals; when: () => boolean }): Promise<{ said: string; code: number | NodeJS.Signals }> {
  const { child, out, ended } = launch(place, env)
  if (interrupt) {
    await until(interrupt.when)
    child.kill(interrupt.signal)
  }
  return { code: await ended, said: `${out.stderr}${out.stdout}`.trim() }
}

/** Looks again until it is so; a minute at most. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  for (const began = performance.now(); !(await so()); await pause(25)) {
    if (performance.now() - began > 60_000) throw new Error(`Waited a minute in vain for ${so}`)
  }
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) // an ended child whose parent has not looked yet is no process any more
  } catch {
    return false
  }
}

/** The process number in the first line of a file of the data folder. */
export function pidOf(place: Place, file: 'server.pid' | 'engine.pid' | 'postgres/postmaster.pid'): number {
  const path = join(place.dataDir, file)
  return existsSync(path) ? Number(readFileSync(path, 'utf8').split('\n')[0]) : 0
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
