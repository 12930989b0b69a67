/**
 * The embedded engine as a child process: started, watched and started again when it dies. It is told its database over the
 * environment, says "ready" over IPC, and ends itself when we are gone, so a killed server leaves no engine serving.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { LogLevel } from './config.ts'
import type { Log } from './context.ts'
import { argumentsFor } from './program.mjs'

export interface EngineChild {
  pid(): number | undefined
  stop(): Promise<void>
}

export interface EngineSettings {
  databaseUrl: string
  port: number
  /** Where the child's process number is kept for the next start; without it none is. */
  dataDir?: string
  logLevel?: LogLevel
  log: Log
}

export class EngineError extends Error {}

const main = fileURLToPath(new URL('./engine/main.ts', import.meta.url))
const READY_MS = 30_000
/** An engine without its parent finishes its commit and goes within a second or two. */
const ORPHAN_MS = 5_000
/** Stands in the child's environment, so that an orphan is known by the folder it worked for and nothing else is ever ended. */
const OWNER = 'TONGBAN_ENGINE_OF'

/** The engine of a server that was killed is waited for; one that hangs is ended, it has nothing that is not in the database. */
export async function endOrphanEngine(dataDir: string): Promise<void> {
  const file = pidFile(dataDir)
  const pid = numberIn(file)
  for (let waited = 0; isEngineOf(pid, dataDir); waited += 50) {
    if (waited === ORPHAN_MS) kill(pid)
    await delay(50)
  }
  rmSync(file, { force: true })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it went in this very moment
  }
}

function pidFile(dataDir: string): string {
  return join(dataDir, 'engine.pid')
}

function numberIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

function isEngineOf(pid: number, dataDir: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${OWNER}=${realpathSync(dataDir)}`)
  } catch {
    return false // it has ended, or it is another user's process and so none of ours
  }
}

/** @throws EngineError with one sentence when the first start fails (a busy port, no database). */
export async function startEngineChild(settings: EngineSettings): Promise<EngineChild> {
  let stopping = false
  let child = launch(settings)
  await ready(child, settings.port)
  watch(child)

  function watch(running: ChildProcess): void {
    running.once('exit', (code, signal) => {
      if (!stopping) void again(code, signal)
    })
  }
  async function again(code: number | null, signal: string | null): Promise<void> {
    settings.log.error({ code, signal }, 'The engine ended unexpectedly and is started again; cases lose nothing.')
    for (let wait = 200; !stopping; wait = Math.min(wait * 2, 10_000)) {
      await delay(wait)
      if (stopping) return
      child = launch(settings)
      try {
        await ready(child, settings.port)
        watch(child)
        return
      } catch (error) {
        settings.log.error({ error: String(error) }, 'The engine does not come up; it is tried again.')
      }
    }
  }

  return {
    pid: () => child.pid,
    stop: async () => {
      stopping = true
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
        child.kill('SIGTERM')
        await ended
      }
      if (settings.dataDir !== undefined) rmSync(pidFile(settings.dataDir), { force: true })
    },
  }
}

function launch(settings: EngineSettings): ChildProcess {
  const child = spawn(process.execPath, [...argumentsFor(main), '--port', String(settings.port)], {
    cwd: fileURLToPath(new URL('..', import.meta.url)), // tsx is found from there
    // its stdout says "ready" to programs, and over IPC to us; detached: Ctrl+C in a terminal reaches our process only, which stops things in order
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true,
    env: { ...process.env, DATABASE_URL: settings.databaseUrl, LOG_LEVEL: settings.logLevel ?? 'warn', ...(settings.dataDir === undefined ? {} : { [OWNER]: realpathSync(settings.dataDir) }) },
  })
  if (child.pid !== undefined && settings.dataDir !== undefined) writeFileSync(pidFile(settings.dataDir), String(child.pid))
  return child
}

function ready(child: ChildProcess, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new EngineError(`The engine did not come up on port ${port} within ${READY_MS / 1000} seconds. Does another Tongban work on the same database? End it, or give this one a database of its own.`))
    }, READY_MS)
    child.once('message', (message: { ready?: boolean; error?: string }) => {
      clearTimeout(timer)
      if (message.ready) resolve()
      else reject(new EngineError(message.error ?? 'The engine did not start.'))
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new EngineError(`The engine ended at its start (exit code ${code}). Is port ${port} (ENGINE_PORT) free, and the database reachable?`))
    })
  })
}
