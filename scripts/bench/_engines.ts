/**
 * Engines to measure, each a process of its own: ours on a PostgreSQL with fsync on, the real Zeebe 8.8 (in memory, as its makers test with it),
 * and a gateway that does nothing, which is what gRPC alone costs.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startRealZeebe } from '../../test/zeebe/real.ts'
import { cpuOfTree, rssOf, temporaryPostgres } from './_measure.ts'

export interface Measured {
  port: number
  /** CPU milliseconds so far, by part. */
  cpu(): { engine: number; postgres: number }
  rssMb(): number
  stop(): Promise<void>
}

export async function ourEngine(): Promise<Measured & { databaseUrl: string }> {
  const postgres = await temporaryPostgres()
  const { child, port } = await program('../../server/engine/main.ts', ['--port', '0'], { DATABASE_URL: postgres.url })
  return {
    databaseUrl: postgres.url,
    port,
    cpu: () => ({ engine: cpuOfTree(child.pid!), postgres: cpuOfTree(postgres.pid) }),
    rssMb: () => rssOf(child.pid!),
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
      await postgres.stop()
    },
  }
}

/** What the wire and the clients cost with nothing behind it. */
export async function doNothing(): Promise<Measured> {
  const { child, port } = await program('./_nothing.ts')
  return {
    port,
    cpu: () => ({ engine: cpuOfTree(child.pid!), postgres: 0 }),
    rssMb: () => rssOf(child.pid!),
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** A program of ours whose first line tells its port. */
async function program(file: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL(file, import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, ...env } })
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return { child, port: (JSON.parse(line) as { port: number }).port }
}

/** With the whole of Java's compiler and a gigabyte: as good as it can be on this machine. */
export async function realZeebe(): Promise<Measured> {
  const zeebe = await startRealZeebe('8.8', ['-Xmx1g'])
  return {
    port: zeebe.grpcPort,
    cpu: () => ({ engine: cpuOfTree(zeebe.pid), postgres: 0 }),
    rssMb: () => rssOf(zeebe.pid),
    stop: zeebe.close,
  }
}
