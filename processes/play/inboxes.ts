/** Who has what to do in the office in memory: every open task with the groups whose inbox it lies in, its date and what is left. Pure and browser-safe. */
import { clockOf } from '../../server/deadlines/counting.ts'
import type { LimitKind } from '../../server/deadlines/kinds.ts'
import type { LimitUnit } from '../../server/deadlines/limit.ts'
import { endTime } from '../../server/deadlines/shanghai.ts'
import { timeParts, usage, type TimeParts, type UsageState } from '../../server/deadlines/usage.ts'
import type { FormData } from '../../server/forms/schema.ts'
import { groupsOf, withFixed, type PlayedLimit, type World } from './world.ts'

export interface Waiting {
  elementId: string
  name: string
  kind: 'officer' | 'applicant' | 'sheet'
  /** `zhujian/window`; none where the applicant is to act. */
  groups: string[]
  /** Logins of officers of these groups whose inbox it has left, since they take no part in the case (回避). */
  apart: string[]
  /** On a row of a co-approval sheet: the department that answers. */
  body: string | null
  /** The child matter whose case it is; null: the case itself. */
  part: string | null
  formKey: string | null
  /** Answers that the step only reads, as they were given last. */
  fixed: FormData
  limit: WaitingLimit | null
}

export interface WaitingLimit { kind: LimitKind; amount: number; unit: LimitUnit; state: UsageState; /** `2026-03-05 24:00`; null while it has none. */ deadline: string | null; left: TimeParts }

/** In the order they were opened, the case before its child cases. Rows that another room opened beside the engine (a fee) are among them. */
export function inboxesOf(worlds: readonly World[]): Waiting[] {
  return worlds.flatMap((world) => world.tasks.filter(({ state }) => state === 'open').map((task): Waiting => {
    const limit = world.limits.find(({ taskId, state }) => taskId === task.id && state === 'running')
    return {
      elementId: task.elementId, name: task.name, kind: task.kind, groups: task.groups,
      apart: world.organisation.filter((one) => world.recused.has(one.login) && groupsOf(one).some((group) => task.groups.includes(group))).map(({ login }) => login), body: task.origin === null ? null : task.bodyId, part: world.parent === null ? null : world.bundle.matter.code, formKey: task.formKey,
      fixed: task.formKey === null ? {} : withFixed(world, task, {}),
      limit: limit ? told(world, limit) : null,
    }
  }))
}

/** The clocks of a case itself that run or stand still: its promise, the law's limit, a pause. */
export function clocksOf(world: World): WaitingLimit[] {
  return world.limits.filter(({ taskId, state }) => taskId === null && state === 'running').map((limit) => told(world, limit))
}

function told(world: World, limit: PlayedLimit): WaitingLimit {
  const { state, deadline, left, perDay } = usage(clockOf(limit, world.facts), world.calendar, world.now)
  const end = deadline && endTime(deadline)
  return { kind: limit.kind, amount: limit.amount, unit: limit.unit, state, deadline: end && `${end.day} ${end.clock}`, left: timeParts(left, perDay) }
}
