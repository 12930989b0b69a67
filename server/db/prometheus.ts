/** Numbers in Prometheus' text format, and the histogram they are often made of. Server and engine both stand on it; what is counted is theirs. */

export interface Sample { labels?: Record<string, string>; value: number }
export interface Family { name: string; type: 'counter' | 'gauge'; help: string; samples: Sample[] }

const ESCAPES: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' }

/** `name{label="value"} 1`, each family under its help and type, as version 0.0.4 of the format has it. */
export function exposition(families: readonly (Family | Histogram)[]): string {
  return families.map((family) => (family instanceof Histogram ? family.text() : text(family))).join('')
}

export const gauge = (name: string, help: string, value: number | Sample[]): Family => ({ name, type: 'gauge', help, samples: typeof value === 'number' ? [{ value }] : value })
export const counter = (name: string, help: string, value: number | Sample[]): Family => ({ ...gauge(name, help, value), type: 'counter' })

function text({ name, type, help, samples }: Family): string {
  return head(name, type, help) + samples.map(({ labels, value }) => line(name, labels, value)).join('')
}

function head(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function line(name: string, labels: Record<string, string> | undefined, value: number): string {
  const list = Object.entries(labels ?? {}).map(([key, label]) => `${key}="${label.replace(/[\\"\n]/g, (sign) => ESCAPES[sign]!)}"`)
  return `${name}${list.length > 0 ? `{${list.join(',')}}` : ''} ${value}\n`
}

/** Seconds, from a millisecond to ten. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export class Histogram {
  private readonly counts = BUCKETS.map(() => 0)
  private sum = 0
  private count = 0

  constructor(readonly name: string, readonly help: string) {}

  observe(seconds: number): void {
    this.sum += seconds
    this.count++
    const at = BUCKETS.findIndex((bound) => seconds <= bound)
    if (at >= 0) this.counts[at]!++
  }

  text(): string {
    let below = 0
    const buckets = BUCKETS.map((bound, i) => line(`${this.name}_bucket`, { le: String(bound) }, (below += this.counts[i]!)))
    return head(this.name, 'histogram', this.help) + buckets.join('') + line(`${this.name}_bucket`, { le: '+Inf' }, this.count) +
      line(`${this.name}_sum`, undefined, Number(this.sum.toFixed(6))) + line(`${this.name}_count`, undefined, this.count)
  }
}

/** What every process tells of itself. */
export function processFamilies(prefix: string): Family[] {
  const { user, system } = process.cpuUsage()
  return [
    gauge(`${prefix}_resident_memory_bytes`, 'Memory of the process.', process.memoryUsage.rss()),
    counter(`${prefix}_cpu_seconds_total`, 'Processor time of the process.', (user + system) / 1e6),
    gauge(`${prefix}_uptime_seconds`, 'How long the process runs.', Math.round(process.uptime())),
  ]
}
