/** Camunda 7's bare engine as a peer: a Java process that does the workload "approval" on a PostgreSQL of its own, with fsync on as ours has it. */
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { runJava } from '../../test/zeebe/real.ts'
import { prepareProgram } from '../../test/zeebe/real/prepare.ts'
import { cpuOfTree, round, rssOf, temporaryPostgres } from './_measure.ts'

const VERSION = '7.24.0'
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'camunda7')
/** Until Java's compiler has seen what is called often. */
const WARM_UP = 4000

export interface Peer {
  /** Works so many tasks off with its threads, each with a case at a time. */
  measure(completions: number): Promise<void>
  /** All of `measure` together. */
  figures(): { completions: number; completions_per_s: number; p50_ms: number; p95_ms: number; engine_cpu_ms_per_completion: number; postgres_cpu_ms_per_completion: number; rss_mb: number }
  stop(): Promise<void>
}

interface Turn { completions: number; seconds: number; p50_ms: number; p95_ms: number }

/** Fetched on first use; warm when this resolves. Its threads are its clients, so their processor time is in its own. */
export async function camunda7(threads: number): Promise<Peer> {
  const program = await prepareProgram({
    what: `Camunda ${VERSION}`, source: join(FOLDER, 'Camunda7.java'), pom: join(FOLDER, 'pom.xml'), properties: { 'camunda.version': VERSION }, cache: join('camunda7', VERSION), oldestJdk: 17,
  })
  const postgres = await temporaryPostgres()
  const { hostname, port, username, password, pathname } = new URL(postgres.url)
  const child = runJava(program, 'Camunda7', [`jdbc:postgresql://${hostname}:${port}${pathname}`, username, password, String(threads)], ['-Xmx1g'])
  child.stderr!.pipe(process.stderr)
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done) throw new Error('Camunda 7 ended before it had answered; it says why above.')
    return value as string
  }
  const ask = async (completions: number): Promise<Turn> => {
    child.stdin!.write(`${completions}\n`)
    return JSON.parse(await next()) as Turn
  }
  await next() // READY
  await ask(WARM_UP)
  const turns: Turn[] = []
  const spent = { engine: 0, postgres: 0 }
  return {
    measure: async (completions) => {
      const before = { engine: cpuOfTree(child.pid!), postgres: cpuOfTree(postgres.pid) }
      turns.push(await ask(completions))
      spent.engine += cpuOfTree(child.pid!) - before.engine
      spent.postgres += cpuOfTree(postgres.pid) - before.postgres
    },
    figures: () => {
      const completions = sum(turns.map((turn) => turn.completions))
      return {
        completions, completions_per_s: round(completions / sum(turns.map((turn) => turn.seconds)), 1),
        p50_ms: round(sum(turns.map((turn) => turn.p50_ms)) / turns.length), p95_ms: Math.max(...turns.map((turn) => turn.p95_ms)),
        engine_cpu_ms_per_completion: round(spent.engine / completions), postgres_cpu_ms_per_completion: round(spent.postgres / completions), rss_mb: rssOf(child.pid!),
      }
    },
    stop: async () => {
      child.stdin!.end()
      await ended
      await postgres.stop()
    },
  }
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
