/**
 * `npm run bench -- road [cases] [folder for a profile] [--versus camunda7]`: the whole HTTP road of an officer's decision: claim, decide, audit,
 * clock, and the next officer's inbox row; eight clients, fsync on. Bars: as many decisions a second as Camunda 7's bare engine has
 * completions; decision to next inbox p95 < 150 ms. `--versus camunda7` measures that engine in the same run, turn about.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { camunda7 } from './_camunda7.ts'
import { round } from './_measure.ts'
import { CLIENTS, Road } from './_road.ts'

/** So often the two take turns: a neighbour's load falls on both. */
const TURNS = 2
/** Before the peer's turn: our jobs' long locks are taken six seconds after they were offered, and must not fall into it. */
const REST_MS = 8000

export async function run(args: string[]): Promise<object> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { versus: { type: 'string' } } })
  if (values.versus !== undefined && values.versus !== 'camunda7') throw new Error(`--versus takes 'camunda7', not '${values.versus}'.`)
  const cases = Number(positionals[0] ?? 200)
  const peer = values.versus ? await camunda7(CLIENTS) : null
  const road = await Road.open(cases, positionals[1])
  try {
    const turns = peer ? TURNS : 1
    console.error('All is ready and warm: measuring.')
    for (let turn = 0; turn < turns; turn++) {
      const decisions = await road.measure(Math.ceil(cases / turns))
      if (!peer) break
      await pause(REST_MS)
      await peer.measure(decisions)
    }
    console.error('Measured.')
    const ours = road.figures()
    const result = { bench: 'road', cases, clients: CLIENTS, ...ours, bar_to_inbox_p95_ms: 150 }
    return peer ? { ...result, ...against(ours, peer.figures()) } : result
  } finally {
    await road.close()
    await peer?.stop()
  }
}

function against(ours: ReturnType<Road['figures']>, theirs: ReturnType<Awaited<ReturnType<typeof camunda7>>['figures']>) {
  const { completions_per_s, engine_cpu_ms_per_completion, postgres_cpu_ms_per_completion } = theirs
  return {
    camunda7: theirs, peer_completions_per_s: completions_per_s, ratio: round(ours.decisions_per_s / completions_per_s),
    cpu_ms_per_decision: round(ours.server_cpu_ms_per_decision + ours.engine_cpu_ms_per_decision + ours.postgres_cpu_ms_per_decision),
    peer_cpu_ms_per_completion: round(engine_cpu_ms_per_completion + postgres_cpu_ms_per_completion), bar_ratio: 1,
  }
}
