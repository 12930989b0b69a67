/**
 * `npm run bench -- engine [--open N] [--versus zeebe]`: the approval workload on our engine. `--open N` keeps N other cases open beside the
 * measured ones; `--versus zeebe` measures the real Zeebe 8.8 in the same run, by the same clients, turn about. `--seconds`, `--warmup` and
 * `--least` (completions; Zeebe a quarter of them) say how long.
 */
import { parseArgs } from 'node:util'
import { deployApproval, newClient, openCases, work } from './_approval.ts'
import { ourEngine, realZeebe, type Measured } from './_engines.ts'
import { ownCpu, percentile, round } from './_measure.ts'

/** So often the two take turns: a neighbour's load falls on both. */
const TURNS = 3

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: {
    clients: { type: 'string', default: '8' }, seconds: { type: 'string', default: '10' }, warmup: { type: 'string', default: '4' }, open: { type: 'string', default: '0' },
    least: { type: 'string', default: '8000' }, versus: { type: 'string' },
  } })
  if (values.versus !== undefined && values.versus !== 'zeebe') throw new Error(`--versus takes 'zeebe', not '${values.versus}'.`)
  const size = { clients: Number(values.clients), seconds: Number(values.seconds), warmup: Number(values.warmup), open: Number(values.open), least: Number(values.least) }
  const ours = await Contestant.enter(await ourEngine(), size)
  const theirs = values.versus ? await Contestant.enter(await realZeebe(), { ...size, open: 0 }) : null
  try {
    const turns = theirs ? TURNS : 1
    for (let turn = 0; turn < turns; turn++) {
      await ours.measure(size.seconds / turns, size.least / turns)
      await theirs?.measure(size.seconds / turns, size.least / turns / 4)
    }
    const figures = ours.figures()
    const result = { bench: 'engine', workload: 'approval', clients: size.clients, open_cases: size.open, ...figures }
    return theirs ? { ...result, ...against(figures, theirs.figures()) } : result
  } finally {
    await ours.leave()
    await theirs?.leave()
  }
}

type Figures = ReturnType<Contestant['figures']>

function against(ours: Figures, zeebe: Figures) {
  return {
    zeebe, times_faster: round(ours.completions_per_s / zeebe.completions_per_s), times_less_cpu: round(zeebe.cpu_ms_per_completion / ours.cpu_ms_per_completion),
  }
}

class Contestant {
  private readonly latencies: number[] = []
  private readonly spent = { seconds: 0, engine: 0, postgres: 0, client: 0 }

  private constructor(private readonly engine: Measured, private readonly clients: ReturnType<typeof newClient>[]) {}

  static async enter(engine: Measured, size: { clients: number; open: number; warmup: number; least: number }): Promise<Contestant> {
    const clients = Array.from({ length: size.clients }, () => newClient(engine.port))
    await deployApproval(clients[0]!)
    await openCases(clients, size.open)
    await work(clients, size.warmup * 1000, size.least / 2)
    return new Contestant(engine, clients)
  }

  async measure(seconds: number, least: number): Promise<void> {
    const before = { ...this.engine.cpu(), client: ownCpu(), at: performance.now() }
    this.latencies.push(...(await work(this.clients, seconds * 1000, least)))
    const after = this.engine.cpu()
    this.spent.seconds += (performance.now() - before.at) / 1000
    this.spent.engine += after.engine - before.engine
    this.spent.postgres += after.postgres - before.postgres
    this.spent.client += ownCpu() - before.client
  }

  figures() {
    const { latencies, spent } = this
    const each = (milliseconds: number) => round(milliseconds / latencies.length, 3)
    return {
      completions: latencies.length, completions_per_s: Math.round(latencies.length / spent.seconds),
      p50_ms: percentile(latencies, 0.5), p95_ms: percentile(latencies, 0.95),
      cpu_ms_per_completion: each(spent.engine + spent.postgres), engine_cpu_ms_per_completion: each(spent.engine),
      postgres_cpu_ms_per_completion: each(spent.postgres), client_cpu_ms_per_completion: each(spent.client), rss_mb: this.engine.rssMb(),
    }
  }

  async leave(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()))
    await this.engine.stop()
  }
}
