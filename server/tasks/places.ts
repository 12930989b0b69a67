/**
 * What never changes of a task, its case and its step, as this process wrote it down some moments ago: who claims the task need not read it first.
 * Only a shortcut: what is not here is read, and each place is given out once.
 */
import { poolOf, type Tx } from '../db/pool.ts'
import type { Task } from './task.ts'

export type Place = Pick<Task, 'caseId' | 'elementId'>

/** More tasks than are opened between an officer's looks at the list. */
const MOST = 10_000

const kept = new WeakMap<object, Map<string, Place>>()

/** Kept once the transaction has committed. The eldest go when there are too many. */
export function rememberPlace(tx: Tx, { id, caseId, elementId }: Task): void {
  tx.afterCommit(() => {
    const places = kept.get(tx.pool) ?? new Map<string, Place>()
    kept.set(tx.pool, places.set(id, { caseId, elementId }))
    if (places.size > MOST) places.delete(places.keys().next().value!)
  })
}

/** Forgotten by this: who comes again has failed with it. */
export function takePlace(tx: Tx, taskId: string): Place | undefined {
  const places = kept.get(poolOf(tx))
  const place = places?.get(taskId)
  places?.delete(taskId)
  return place
}
