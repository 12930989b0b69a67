/**
 * `npm run bench -- figures`: every figure the embedded engine is held to, one after the other, each with its bar. Takes about six minutes on a
 * quiet machine; `--seconds`, `--many` make it shorter, and `--without zeebe` leaves out what needs Maven and a JDK.
 */
import { parseArgs } from 'node:util'
import { run as engine } from './engine.ts'
import { round } from './_measure.ts'

interface Line { figure: string; found: number; bar: string; holds: boolean }
interface Found { completions_per_s: number; cpu_ms_per_completion: number; p95_ms: number; rss_mb: number; zeebe?: Found; nothing?: Found; times_faster?: number; times_less_cpu?: number; share_of_nothing?: number }

export async function run(args: string[]): Promise<object> {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '20' }, least: { type: 'string', default: '8000' }, few: { type: 'string', default: '1000' }, many: { type: 'string', default: '100000' }, without: { type: 'string' } } })
  if (values.without !== undefined && values.without !== 'zeebe') throw new Error(`--without takes zeebe, not '${values.without}'.`)
  const measure = async (what: string, ...more: string[]) => {
    console.error(`${what} …`)
    const found = (await engine(['--seconds', values.seconds, '--least', values.least, ...more])) as Found
    console.error(JSON.stringify(found))
    return found
  }
  const alone = await measure('Alone')
  const few = await measure(`With ${values.few} cases open`, '--open', values.few)
  const many = await measure(`With ${values.many} cases open`, '--open', values.many)
  const others = values.without === 'zeebe' ? 'nothing' : 'zeebe,nothing'
  const versus = await measure(`Turn about with ${others}`, '--versus', others, '--seconds', String(Number(values.seconds) * 2))
  const lines: Line[] = [
    atMost('CPU ms a completion, engine and PostgreSQL', alone.cpu_ms_per_completion, 1.0),
    atLeast('completions a second, 8 clients', alone.completions_per_s, 1_000),
    atMost('p95 of a completion, ms', alone.p95_ms, 20),
    ...againstZeebe(versus),
    atLeast('of the completions a second of a gateway that does nothing (told, no bar)', versus.share_of_nothing!, 0),
    atLeast(`completions a second with ${values.many} open, of those with ${values.few}`, round(many.completions_per_s / few.completions_per_s), 0.8),
    atMost(`CPU a completion with ${values.many} open, of that with ${values.few}`, round(many.cpu_ms_per_completion / few.cpu_ms_per_completion), 1.2),
    atMost(`RSS of the engine with ${values.many} open, MB`, many.rss_mb, 250),
  ]
  console.error(lines.map(({ figure, found, bar, holds }) => `${holds ? 'holds ' : 'FAILS '} ${figure}: ${found} (${bar})`).join('\n'))
  return { bench: 'figures', lines }
}

/** Nothing where Zeebe was left out. */
function againstZeebe({ zeebe, nothing, times_faster, times_less_cpu }: Found): Line[] {
  if (zeebe === undefined) return []
  return [
    atLeast('times as many completions a second as Zeebe 8.8', times_faster!, 3),
    atLeast('times as many of a gateway that does nothing as of Zeebe 8.8: the most there is behind this wire (told, no bar)', round(nothing!.completions_per_s / zeebe.completions_per_s), 0),
    atLeast('times less CPU a completion than Zeebe 8.8 (told, no bar)', times_less_cpu!, 0),
  ]
}

const atMost = (figure: string, found: number, bar: number): Line => ({ figure, found, bar: `at most ${bar}`, holds: found <= bar })
const atLeast = (figure: string, found: number, bar: number): Line => ({ figure, found, bar: `at least ${bar}`, holds: found >= bar })
