/** What the engine counts while it works, and what it tells of itself at the moment it is asked. Numbers only: no id, no key, no variable. */
import { counter, exposition, gauge, Histogram, processFamilies, type Family, type Sample } from '../db/prometheus.ts'
import type { Event } from './events.ts'
import type { Machine } from './machine/machine.ts'

/** Which events are counted, under which metric and label. */
const COUNTED: Partial<Record<Event['type'], [metric: 'jobs' | 'elements' | 'incidents' | 'timers' | 'messages', action: string]>> = {
  JobCreated: ['jobs', 'created'], JobActivated: ['jobs', 'activated'], JobCompleted: ['jobs', 'completed'], JobFailed: ['jobs', 'failed'],
  JobTimedOut: ['jobs', 'timed_out'], JobErrorThrown: ['jobs', 'error_thrown'], JobCanceled: ['jobs', 'canceled'],
  ElementActivated: ['elements', 'activated'], ElementCompleted: ['elements', 'completed'], ElementTerminated: ['elements', 'terminated'],
  IncidentCreated: ['incidents', 'created'], IncidentResolved: ['incidents', 'resolved'],
  TimerTriggered: ['timers', 'triggered'], MessageCorrelated: ['messages', 'correlated'],
}

const HELP = { jobs: 'Jobs by what became of them.', elements: 'Element instances by what became of them.', incidents: 'Incidents.', timers: 'Timers.', messages: 'Messages.' }

export class EngineMetrics {
  readonly commits = new Histogram('tongban_engine_commit_seconds', 'From handing a batch to PostgreSQL to its answer.')
  private requests = 0
  private readonly calls = new Map<string, number>()
  private readonly events: Partial<Record<Event['type'], number>> = {}

  committed(milliseconds: number, requests: number): void {
    this.commits.observe(milliseconds / 1000)
    this.requests += requests
  }

  /** @param code gRPC's status code; 0: answered */
  called(name: string, code: number): void {
    const key = `${name} ${code}`
    this.calls.set(key, (this.calls.get(key) ?? 0) + 1)
  }

  happened(events: readonly Event[]): void {
    for (const { type } of events) this.events[type] = (this.events[type] ?? 0) + 1
  }

  /** @param rows counts of rows, asked for at this moment; @param machine of the present term, null while there is none */
  text(machine: Machine | null, now: { queue: number; polls: number; rows: Record<string, number> | null }): string {
    return exposition([
      gauge('tongban_engine_leader', '1 while this engine writes.', machine ? 1 : 0),
      this.commits,
      counter('tongban_engine_requests_total', 'Requests carried out and committed.', this.requests),
      counter('tongban_engine_calls_total', 'gRPC calls by name and status code.', [...this.calls].map(([key, value]) => ({ labels: { call: key.split(' ')[0]!, code: key.split(' ')[1]! }, value }))),
      ...this.eventFamilies(),
      gauge('tongban_engine_queue_depth', 'Requests that wait to be carried out or for their commit.', now.queue),
      gauge('tongban_engine_polls', 'Calls of ActivateJobs that wait for a job.', now.polls),
      ...(machine ? memory(machine) : []),
      ...(now.rows ? [gauge('tongban_engine_rows', 'Rows by kind.', samples('kind', now.rows))] : []),
      ...processFamilies('tongban_engine'),
    ])
  }

  private eventFamilies(): Family[] {
    const families = new Map<keyof typeof HELP, Sample[]>()
    for (const [type, [metric, action]] of Object.entries(COUNTED)) {
      families.set(metric, [...(families.get(metric) ?? []), { labels: { action }, value: this.events[type as Event['type']] ?? 0 }])
    }
    return [...families].map(([metric, list]) => counter(`tongban_engine_${metric}_total`, HELP[metric], list))
  }
}

function memory(machine: Machine): Family[] {
  return [
    gauge('tongban_engine_instances_in_memory', 'Process instances kept in memory.', machine.instances.size),
    gauge('tongban_engine_jobs_waiting', 'Jobs no worker has taken, by type.', samples('type', machine.queues.sizes())),
    gauge('tongban_engine_history_slot_rows', 'Rows in the present eighth of the history.', machine.history?.written ?? 0),
    gauge('tongban_engine_next_due_seconds', 'Until the next timer, job timeout or message expiry; -1: none.', untilDue(machine)),
  ]
}

function untilDue(machine: Machine): number {
  const next = machine.due.next()
  return next === null ? -1 : Math.max(0, (next - machine.now()) / 1000)
}

const samples = (label: string, values: Record<string, number>): Sample[] => Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }))
