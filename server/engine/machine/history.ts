/**
 * What happened to instances, for people who ask later: collected while steps are accepted, written with their commit. The engine itself
 * never reads it. One row a batch and instance, so that a completed task costs one short row.
 */
import type { Event } from '../events.ts'
import { isOver, NONE, type Instance, type Key } from '../state.ts'

/** Bits of a row's kind: this row tells the start, the end in order, the end by termination. */
export const STARTED = 1
export const COMPLETED = 2
export const TERMINATED = 4

export interface HistoryRow {
  instance: Key
  at: number
  kind: number
  /** Its process; only told where the instance starts or ends. */
  process: Key
  /** One line an event, see `lines`. */
  events: string[]
}

/** An incident's message is told whole by the incident while it is open; afterwards this much of it is worth keeping. */
const MESSAGE_LENGTH = 300

export class History {
  private rows = new Map<Key, HistoryRow>()
  /** Rows written into the present slot of the ring. */
  written: number

  constructor(public slot: number, public since: number, written: number) {
    this.written = written
  }

  note(before: Instance, after: Instance, events: readonly Event[], now: number): void {
    const told = lines(before, after, events)
    const kind = (before.elements.size === 0 ? STARTED : 0) | (isOver(after) ? endOf(after.key, events) : 0)
    if (told.length === 0 && kind === 0) return
    const row = this.rows.get(after.key)
    if (!row) this.rows.set(after.key, { instance: after.key, at: now, kind, process: after.processKey, events: told })
    else {
      row.kind |= kind
      row.events.push(...told)
    }
  }

  /** The rows since the last call; they count as written. */
  take(): HistoryRow[] {
    if (this.rows.size === 0) return []
    const taken = [...this.rows.values()]
    this.rows = new Map()
    this.written += taken.length
    return taken
  }
}

function endOf(instance: Key, events: readonly Event[]): number {
  return events.some((event) => event.type === 'ElementTerminated' && event.key === instance) ? TERMINATED : COMPLETED
}

/**
 * `+id` an element was entered, `-id` it was left, `=id` both at once, `xid` it was terminated, `fid retries` its job failed,
 * `eid` its job threw an error, `!id TYPE message` an incident, `.id` the incident was resolved. Names of elements have no blanks.
 */
function lines(before: Instance, after: Instance, events: readonly Event[]): string[] {
  const told: string[] = []
  const entered = new Map<Key, number>()
  for (const event of events) {
    switch (event.type) {
      case 'ElementActivating':
        if (event.element.scope === NONE) break
        entered.set(event.element.key, told.length)
        told.push(`+${event.element.elementId}`)
        break
      case 'ElementCompleted':
      case 'ElementTerminated': {
        if (event.key === after.key) break
        const at = entered.get(event.key)
        if (event.type === 'ElementCompleted' && at !== undefined) told[at] = `=${event.elementId}`
        else told.push(`${event.type === 'ElementCompleted' ? '-' : 'x'}${event.elementId}`)
        break
      }
      case 'JobFailed': told.push(`f${after.jobs.get(event.key)?.elementId ?? before.jobs.get(event.key)?.elementId ?? ''} ${event.retries}`); break
      case 'JobErrorThrown': told.push(`e${before.jobs.get(event.key)?.elementId ?? ''}`); break
      case 'IncidentCreated': {
        const { elementId, errorType, errorMessage } = event.incident
        told.push(`!${elementId} ${errorType} ${errorMessage.slice(0, MESSAGE_LENGTH).replace(/\s+/g, ' ')}`)
        break
      }
      case 'IncidentResolved': {
        const incident = before.incidents.get(event.key)
        if (incident) told.push(`.${incident.elementId}`)
        break
      }
      default: break
    }
  }
  return told
}
