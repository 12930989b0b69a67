/**
 * The embedded engine as a child process: started, watched and started again when it dies. It is told its database over the
 * environment, says "ready" over IPC, and ends itself when we are gone, so a killed server leaves no engine serving.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Log } from './context.ts'

export interface EngineChild {
  pid(): number | undefined
  stop(): Promise<void>
}

export class EngineError extends Error {}

const main = fileURLToPath(new URL('./engine/main.ts', import.meta.url))
const READY_MS = 30_000

/** @throws EngineError with one sentence when the first start fails (a busy port, no database). */
export async function startEngineChild(settings: { databaseUrl: string; port: number; log: Log }): Promise<EngineChild> {
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
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill('SIGTERM')
      await ended
    },
  }
}

function launch(settings: { databaseUrl: string; port: number }): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', main, '--port', String(settings.port)], {
    // detached: Ctrl+C in a terminal reaches our process only, which stops things in order
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true, env: { ...process.env, DATABASE_URL: settings.databaseUrl },
  })
}

function ready(child: ChildProcess, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new EngineError(`The engine did not come up on port ${port} within ${READY_MS / 1000} seconds.`))
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
