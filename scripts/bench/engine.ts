/**
 * `npm run bench -- engine [--open N] [--versus zeebe,nothing]`: the approval workload on our engine. `--open N` keeps N other cases open beside
 * the measured ones; `--versus zeebe` measures the real Zeebe 8.8 in the same run, by the same number of clients, turn about, and `nothing` a
 * gateway that does nothing. `--seconds`, `--warmup` and `--least` (completions; Zeebe a quarter of them) say how long.
 */
import { parseArgs } from 'node:util'
import { deployApproval, newClient, openCases, work } from './_approval.ts'
import { doNothing, ourEngine, realZeebe, type Measured } from './_engines.ts'
import { ownCpu, percentile, round } from './_measure.ts'

/** So often they take turns: a neighbour's load falls on all. */
const TURNS = 4

/** Whom ours is compared with; `share`: which part of our completions is asked of it at least. */
const OTHERS = { zeebe: { start: realZeebe, share: 1 / 4 }, nothing: { start: doNothing, share: 1 } } as const
type Other = keyof typeof OTHERS

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: {
    clients: { type: 'string', default: '8' }, seconds: { type: 'string', default: '10' }, warmup: { type: 'string', default: '4' }, open: { type: 'string', default: '0' },
    least: { type: 'string', default: '8000' }, versus: { type: 'string' },
  } })
  const names = othersOf(values.versus)
  const size = { clients: Number(values.clients), seconds: Number(values.seconds), warmup: Number(values.warmup), open: Number(values.open), least: Number(values.least) }
  const turns = names.length > 0 ? TURNS : 1
  const entered: Contestant[] = []
  const enter = async (engine: Measured, open: number) => entered[entered.push(await Contestant.enter(engine, { ...size, open })) - 1]!
  try {
    const ours = await enter(await ourEngine(), size.open)
    const others: { name: Other; contestant: Contestant }[] = []
    for (const name of names) others.push({ name, contestant: await enter(await OTHERS[name].start(), 0) })
    for (let turn = 0; turn < turns; turn++) {
      await ours.measure(size.seconds / turns, size.least / turns)
      for (const { name, contestant } of others) await contestant.measure(size.seconds / turns, (size.least / turns) * OTHERS[name].share)
    }
    const figures = ours.figures()
    const compared = others.map(({ name, contestant }) => against(figures, name, contestant.figures()))
    return { bench: 'engine', workload: 'approval', clients: size.clients, open_cases: size.open, ...figures, ...Object.assign({}, ...compared) }
  } finally {
    for (const each of entered) await each.leave()
  }
}

function othersOf(versus: string | undefined): Other[] {
  const names = versus?.split(',') ?? []
  const wrong = names.find((name) => !(name in OTHERS))
  if (wrong !== undefined) throw new Error(`--versus takes ${Object.keys(OTHERS).join(', ')} or several of them, not '${wrong}'.`)
  return names as Other[]
}

type Figures = ReturnType<Contestant['figures']>

/** Zeebe is to be outdone; what nothing reaches is the most any engine can behind this wire with these clients. */
function against(ours: Figures, name: Other, theirs: Figures): object {
  if (name === 'nothing') return { nothing: theirs, share_of_nothing: round(ours.completions_per_s / theirs.completions_per_s) }
  return {
    zeebe: theirs, times_faster: round(ours.completions_per_s / theirs.completions_per_s), times_less_cpu: round(theirs.cpu_ms_per_completion / ours.cpu_ms_per_completion),
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
