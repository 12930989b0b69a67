/**
 * A database server and engines that can be killed at any moment, behind one address: clients ask `call`, whoever answers. PostgreSQL keeps
 * its folder (fsync on) and comes back on another port; the engines reach it through a door that leads to wherever it is.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { status } from '@grpc/grpc-js'
import { startPostgres, type EmbeddedPostgres } from '../../../server/db/postgres.ts'
import { bareClient } from './wire.ts'

const MAIN = fileURLToPath(new URL('../../../server/engine/main.ts', import.meta.url))

export interface Crashing {
  /** One call to whichever engine serves now. @throws when nobody does, or the one asked dies */
  call(name: string, message: object): Promise<any>
  /** kill -9 of the engine that serves; another one stands ready and takes over. */
  killEngine(): Promise<void>
  /** The engine that serves is stopped for so long, then wakes up. */
  freezeEngine(milliseconds: number): Promise<void>
  /** kill -9 of PostgreSQL; started again on its folder. */
  killPostgres(): Promise<void>
  /** Milliseconds from each killing or freezing to the next answer of an engine. */
  outages: Record<'engine' | 'frozen' | 'postgres', number[]>
  databaseUrl(): string
  close(): Promise<void>
}

interface Server { child: ChildProcess; client: ReturnType<typeof bareClient> }

export async function crashing(): Promise<Crashing> {
  const dir = mkdtempSync(join(tmpdir(), 'tongban-crash-'))
  let postgres: EmbeddedPostgres = await startPostgres(join(dir, 'postgres'))
  const sockets = new Set<Socket>()
  const door = createServer((from) => {
    const to = connect(Number(new URL(postgres.url).port), '127.0.0.1')
    for (const [one, other] of [[from, to], [to, from]] as const) {
      sockets.add(one)
      one.pipe(other).on('error', () => {})
      one.on('error', () => other.destroy()).on('close', () => (sockets.delete(one), other.destroy()))
    }
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  const url = new URL(postgres.url)
  url.search = '' // not by the local socket: through the door
  url.port = String((door.address() as { port: number }).port)

  const children = new Set<ChildProcess>()
  let serving: Server | null = null
  let closing = false
  const outages: Crashing['outages'] = { engine: [], frozen: [], postgres: [] }

  /** Those that have served, the newest last: a woken one waits for its turn behind its old port, and may serve again. */
  const servers: Server[] = []
  const launch = (): void => {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'], env: { ...process.env, DATABASE_URL: url.href } })
    children.add(child)
    createInterface({ input: child.stdout! }).on('line', (line) => {
      servers.push({ child, client: bareClient((JSON.parse(line) as { port: number }).port) })
    })
    child.once('exit', () => {
      children.delete(child)
      const gone = servers.findIndex((each) => each.child === child)
      if (gone >= 0) servers.splice(gone, 1)[0]!.client.close()
      if (!closing) launch() // one that found no database ends, as a service would be it is started again
    })
  }
  launch()
  launch()
  const answered = async (since: number, into: number[], except?: ChildProcess): Promise<void> => {
    for (;;) {
      const answers = await Promise.all(servers.filter(({ child }) => child !== except).map(async (server) => {
        const code = await server.client.call('CancelProcessInstance', { processInstanceKey: '1' }).catch((error: { code: number }) => error.code)
        return code === status.NOT_FOUND ? server : null
      }))
      const found = answers.find((each) => each !== null)
      if (found) {
        serving = found
        break
      }
      await delay(20)
    }
    into.push(Math.round(performance.now() - since))
  }
  await answered(performance.now(), [])

  return {
    call: async (name, message) => {
      if (!serving) throw new Error('nobody serves')
      return serving.client.call(name, message)
    },
    killEngine: async () => {
      const victim = serving!.child
      const since = performance.now()
      victim.kill('SIGKILL')
      await answered(since, outages.engine, victim)
    },
    freezeEngine: async (milliseconds) => {
      const victim = serving!.child
      const since = performance.now()
      victim.kill('SIGSTOP')
      await Promise.all([answered(since, outages.frozen, victim), delay(milliseconds).then(() => victim.kill('SIGCONT'))])
    },
    killPostgres: async () => {
      const since = performance.now()
      process.kill(Number(readFileSync(join(dir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
      await postgres.ended
      for (const socket of sockets) socket.destroy()
      for (;;) {
        const next = await startPostgres(join(dir, 'postgres')).catch(() => null) // its children let go of the shared memory in their own time
        if (next) {
          postgres = next
          break
        }
        await delay(50)
      }
      await answered(since, outages.postgres)
    },
    outages,
    databaseUrl: () => url.href,
    close: async () => {
      closing = true
      for (const { client } of servers) client.close()
      await Promise.all([...children].map(async (child) => {
        child.kill('SIGKILL')
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      }))
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => door.close(resolve))
      await postgres.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
