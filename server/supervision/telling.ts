/**
 * Who is told of a mark or a moved date, and with what. The words are templates of notices; nothing is sent from here.
 */
import type { Case } from '../cases/case.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../db/pool.ts'
import type { Move } from '../deadlines/service.ts'
import { endTime } from '../deadlines/shanghai.ts'
import { send } from '../notices/service.ts'
import { officersOf, resolveGroup } from '../people/service.ts'
import * as tasks from '../tasks/service.ts'
import type { Task } from '../tasks/service.ts'
import { lampOf } from './lamps.ts'
import type { Raised } from './store.ts'

interface Recipient { officerId?: string; name: string; phone?: string }

/** One message a limit, for its highest new mark: after a standstill nobody gets four at once. */
export async function tellMarks(tx: Tx, ctx: Context, file: Case, raised: Raised[]): Promise<void> {
  if (raised.length === 0) return
  const open = await tasks.openOfCase(tx, file.id)
  for (const mark of highest(raised)) {
    const task = open.find(({ id }) => id === mark.taskId)
    if (mark.taskId !== null && !task) continue
    for (const to of await recipients(tx, file, mark, task, open)) {
      await send(tx, ctx, {
        caseId: file.id, to, template: task?.kind === 'applicant' ? 'limit-applicant' : 'limit-mark', occurrence: `limit:${mark.limitId}:${mark.percent}`,
        data: { kind: mark.kind, percent: mark.percent, lamp: lampOf(mark.kind, mark.percent), number: file.number, step: task?.name ?? null, deadline: mark.deadlineAt && said(mark.deadlineAt) },
      })
    }
  }
}

/** A calendar moved dates: the applicant hears of the promise, the officers of their steps. */
export async function tellMoves(tx: Tx, ctx: Context, file: Case, moves: Move[]): Promise<void> {
  if (moves.length === 0) return
  const open = await tasks.openOfCase(tx, file.id)
  for (const move of moves) {
    const task = open.find(({ id }) => id === move.taskId)
    const to = move.kind === 'promised' ? [applicantOf(file), ...(await workers(tx, open))] : task ? await workersOf(tx, file, task) : []
    for (const one of to) {
      await send(tx, ctx, {
        caseId: file.id, to: one, template: 'date-moved', occurrence: `limit:${move.limitId}:moved:${move.to?.toISOString() ?? 'none'}`,
        data: { kind: move.kind, number: file.number, step: task?.name ?? null, from: move.from && said(move.from), to: move.to && said(move.to) },
      })
    }
  }
}

function highest(raised: Raised[]): Raised[] {
  const top = new Map<string, Raised>()
  for (const mark of raised) if ((top.get(mark.limitId)?.percent ?? 0) < mark.percent) top.set(mark.limitId, mark)
  return [...top.values()]
}

/** Whoever works on it; from a yellow lamp on also the deputy head in charge, for a red one the head (A6). */
async function recipients(tx: Tx, file: Case, mark: Raised, task: Task | undefined, open: Task[]): Promise<Recipient[]> {
  const lamp = lampOf(mark.kind, mark.percent)
  const to = task ? await workersOf(tx, file, task) : await workers(tx, open)
  if (lamp === 'yellow' || lamp === 'red' || lamp === 'redByLaw') to.push(...(await inRole(tx, task?.bodyId ?? file.bodyId, 'deputy-head')))
  if (lamp === 'red' || lamp === 'redByLaw') to.push(...(await inRole(tx, file.bodyId, 'head')))
  return distinct(to)
}

async function workers(tx: Tx, open: Task[]): Promise<Recipient[]> {
  const all: Recipient[] = []
  for (const task of open) if (task.kind !== 'applicant') all.push(...(await officersFor(tx, task)))
  return distinct(all)
}

async function workersOf(tx: Tx, file: Case, task: Task): Promise<Recipient[]> {
  return task.kind === 'applicant' ? [applicantOf(file)] : distinct(await officersFor(tx, task))
}

/** The holder of a claimed task, else all officers of its groups. */
async function officersFor(tx: Tx, task: Task): Promise<Recipient[]> {
  const lists = await Promise.all(task.groups.map((group) => officersOf(tx, group)))
  const members = lists.flat().map(({ id, name, phone }) => ({ officerId: id, name, ...(phone === null ? {} : { phone }) }))
  const holder = members.filter(({ officerId }) => officerId === task.holderId)
  return holder.length > 0 ? holder : members
}

async function inRole(tx: Tx, bodyId: string, role: string): Promise<Recipient[]> {
  return (await officersOf(tx, resolveGroup(role, bodyId))).map(({ id, name, phone }) => ({ officerId: id, name, ...(phone === null ? {} : { phone }) }))
}

function applicantOf(file: Case): Recipient {
  return { name: file.applicant.contact, phone: file.applicant.phone }
}

function distinct(all: Recipient[]): Recipient[] {
  return [...new Map(all.map((one) => [one.officerId ?? one.phone ?? one.name, one])).values()]
}

function said(at: Date): string {
  const { day, clock } = endTime(at)
  return `${day} ${clock}`
}
