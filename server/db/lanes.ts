/**
 * Which rows of each lane a relay has in hand or waiting, in their order: one goes out after the other, and none that follows
 * a failed one. Kept in memory only; the table's own order holds between processes.
 */
import { laneOf, type Ahead, type OutboxRow } from './outbox.ts'

interface Lane extends Ahead { ids: string[] }

export class Lanes {
  private readonly lanes = new Map<string, Lane>()

  /** What is there now; it goes on telling whether one of it failed. */
  of(lane: string): Ahead {
    return this.lanes.get(lane) ?? { ids: [], broken: false }
  }

  enter(row: OutboxRow): void {
    const lane = laneOf(row.topic, row.caseId)
    if (lane === null) return
    const there = this.lanes.get(lane)
    if (there) there.ids.push(row.id)
    else this.lanes.set(lane, { ids: [row.id], broken: false })
  }

  /** @param how failed: those behind it must not be sent before it is tried again */
  leave(row: OutboxRow, how: 'sent' | 'failed'): void {
    const [name, lane] = this.laneWith(row)
    if (!lane) return
    if (how === 'failed') lane.broken = true
    lane.ids.splice(lane.ids.indexOf(row.id), 1)
    if (lane.ids.length === 0) this.lanes.delete(name!)
  }

  isFirst(row: OutboxRow): boolean {
    const [, lane] = this.laneWith(row)
    return lane === undefined || lane.ids[0] === row.id
  }

  isBroken(row: OutboxRow): boolean {
    return this.laneWith(row)[1]?.broken ?? false
  }

  /** Somebody waits behind this one. */
  isAwaited(row: OutboxRow): boolean {
    return (this.laneWith(row)[1]?.ids.length ?? 0) > 1
  }

  private laneWith(row: OutboxRow): [string, Lane] | [null, undefined] {
    const name = laneOf(row.topic, row.caseId)
    const lane = name === null ? undefined : this.lanes.get(name)
    return lane?.ids.includes(row.id) ? [name!, lane] : [null, undefined]
  }
}
