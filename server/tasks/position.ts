/**
 * Where a case stands on its diagram, drawn from our own tasks so that it is the same on every engine: per element who did what,
 * when, and the time used and allowed. Pure.
 */
import type { MatterVersion } from '../matters/types.ts'
import { outcomeTitle } from './outcomes.ts'
import type { Task } from './task.ts'

export interface Mark {
  elementId: string
  name: string
  state: 'active' | 'done' | 'ended'
  /** Officers by name; the applicant where it is theirs. */
  who: string[]
  outcome: string | null
  openedAt: Date
  closedAt: Date | null
  deadlineAt: Date | null
  /** How many times the case was here. */
  visits: number
}

/** One mark an element, of its latest visit; rows of sheets and inner steps belong to their sheet's element. */
export function position(version: MatterVersion, tasks: readonly (Task & { deadlineAt?: Date | null })[], nameOf: (officerId: string) => string): Mark[] {
  const marks = new Map<string, Mark>()
  for (const task of tasks) {
    if (task.jobKey === null) continue
    const step = version.steps.find((one) => one.elementId === task.elementId)
    if (!step) continue
    marks.set(task.elementId, {
      elementId: task.elementId,
      name: task.name,
      state: task.state === 'open' ? 'active' : task.state === 'done' ? 'done' : 'ended',
      who: people(task, nameOf),
      outcome: task.outcome === null ? null : outcomeTitle(version, step, task.outcome),
      openedAt: task.openedAt,
      closedAt: task.decidedAt,
      deadlineAt: task.deadlineAt ?? null,
      visits: (marks.get(task.elementId)?.visits ?? 0) + 1,
    })
  }
  return [...marks.values()]
}

function people(task: Task, nameOf: (officerId: string) => string): string[] {
  if (task.signatures.length > 0) return task.signatures.map((signature) => signature.name)
  const id = task.decidedBy ?? task.holderId
  return id === null ? [] : [nameOf(id)]
}
