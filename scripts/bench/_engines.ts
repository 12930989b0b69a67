/** Engines to measure, each a process of its own: ours on a PostgreSQL with fsync on, and the real Zeebe 8.8 (in memory, as its makers test with it). */
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
  const main = fileURLToPath(new URL('../../server/engine/main.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, DATABASE_URL: postgres.url } })
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return {
    databaseUrl: postgres.url,
    port: (JSON.parse(line) as { port: number }).port,
    cpu: () => ({ engine: cpuOfTree(child.pid!), postgres: cpuOfTree(postgres.pid) }),
    rssMb: () => rssOf(child.pid!),
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
      await postgres.stop()
    },
  }
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
