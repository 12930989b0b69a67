/**
 * Who is told of a mark or a moved date, and with what. The words are templates of notices; nothing is sent from here.
 */
import { contactOf } from '../cases/agent.ts'
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import type { Move, Raised } from '../deadlines/service.ts'
import { endTime } from '../deadlines/shanghai.ts'
import { send } from '../notices/service.ts'
import { officersOf, resolveGroup } from '../people/service.ts'
import type { Task } from '../tasks/service.ts'
import { lampOf, type Lamp } from './lamps.ts'

export interface Recipient { officerId?: string; name: string; phone?: string }

/** The officers of a group, asked once a sweep: ten thousand cases name the same few groups. */
export type Roster = (group: string) => Promise<Recipient[]>

export function roster(ctx: Context): Roster {
  const known = new Map<string, Promise<Recipient[]>>()
  return (group) => {
    const found = known.get(group) ?? officersOf(ctx.db, group).then((all) => all.map(({ id, name, phone }) => ({ officerId: id, name, ...(phone === null ? {} : { phone }) })))
    known.set(group, found)
    return found
  }
}

/** A locked case with its open tasks. */
export interface Concerned { file: Case; open: Task[]; officers: Roster }

const GRAVITY: (Lamp | null)[] = [null, 'hint', 'warning', 'yellow', 'red', 'redByLaw']

/** One message a person, for the gravest mark that concerns them: after a standstill nobody gets eight at once. */
export async function tellMarks(tx: Tx, ctx: Context, concerned: Concerned, raised: Raised[]): Promise<void> {
  const worst = new Map<string, { to: Recipient; mark: Raised }>()
  for (const mark of raised) {
    for (const to of await recipients(concerned, mark)) {
      const key = to.officerId ?? `applicant:${to.name}`
      const known = worst.get(key)
      if (!known || gravity(known.mark) < gravity(mark)) worst.set(key, { to, mark })
    }
  }
  for (const { to, mark } of worst.values()) {
    const task = concerned.open.find(({ id }) => id === mark.taskId)
    await send(tx, ctx, {
      caseId: concerned.file.id, to, template: task?.kind === 'applicant' ? 'limit-applicant' : 'limit-mark', occurrence: `limit:${mark.limitId}:${mark.percent}`,
      data: { kind: mark.kind, percent: mark.percent, lamp: lampOf(mark.kind, mark.percent), number: concerned.file.number, step: task?.name ?? null, deadline: mark.deadlineAt && said(mark.deadlineAt) },
    })
  }
}

/** A calendar moved dates: the applicant hears of the promise, the officers of their steps. */
export async function tellMoves(tx: Tx, ctx: Context, concerned: Concerned, moves: Move[]): Promise<void> {
  const { file } = concerned
  for (const move of moves) {
    const task = concerned.open.find(({ id }) => id === move.taskId)
    const to = move.kind === 'promised' ? [applicantOf(file), ...(await workers(concerned))] : task ? await workersOf(concerned, task) : []
    for (const one of to) {
      await send(tx, ctx, {
        caseId: file.id, to: one, template: 'date-moved', occurrence: `limit:${move.limitId}:moved:${move.to?.toISOString() ?? 'none'}`,
        data: { kind: move.kind, number: file.number, step: task?.name ?? null, from: move.from && said(move.from), to: move.to && said(move.to) },
      })
    }
  }
}

function gravity(mark: Raised): number {
  return GRAVITY.indexOf(lampOf(mark.kind, mark.percent)) * 1000 + mark.percent
}

/** Whoever works on it; from a yellow lamp on also the deputy head in charge, for a red one the head (A6). */
async function recipients(concerned: Concerned, mark: Raised): Promise<Recipient[]> {
  const { file, officers } = concerned
  const task = concerned.open.find(({ id }) => id === mark.taskId)
  if (mark.taskId !== null && !task) return []
  const lamp = lampOf(mark.kind, mark.percent)
  const to = task ? await workersOf(concerned, task) : await workers(concerned)
  const red = lamp === 'red' || lamp === 'redByLaw'
  if (lamp === 'yellow' || red) to.push(...(await officers(resolveGroup('deputy-head', task?.bodyId ?? file.bodyId))))
  if (red) to.push(...(await officers(resolveGroup('head', file.bodyId))))
  return to
}

async function workers(concerned: Concerned): Promise<Recipient[]> {
  const all: Recipient[] = []
  for (const task of concerned.open) if (task.kind !== 'applicant') all.push(...(await workersOf(concerned, task)))
  return distinct(all)
}

/** The holder of a claimed task, else all officers of its groups; the applicant for a task of theirs. */
async function workersOf({ file, officers }: Concerned, task: Task): Promise<Recipient[]> {
  if (task.kind === 'applicant') return [applicantOf(file)]
  const members = (await Promise.all(task.groups.map(officers))).flat()
  const holder = members.filter(({ officerId }) => officerId === task.holderId)
  return distinct(holder.length > 0 ? holder : members)
}

function applicantOf(file: Case): Recipient {
  return contactOf(file.applicant)
}

function distinct(all: Recipient[]): Recipient[] {
  return [...new Map(all.map((one) => [one.officerId ?? one.name, one])).values()]
}

function said(at: Date): string {
  const { day, clock } = endTime(at)
  return `${day} ${clock}`
}
