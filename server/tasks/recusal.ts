/** Recusal (回避, N11): an officer who is close to the applicant, or has a stake in the case, declares it and acts at none of its steps any more. */
import { record } from '../audit/service.ts'
import { apart } from '../cases/apart.ts'
import type { Case } from '../cases/case.ts'
import * as cases from '../cases/service.ts'
import type { Context } from '../context.ts'
import { change, type Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import { actorOf, groupsOf, officersOf, type Officer } from '../people/service.ts'
import * as holders from './holders.ts'
import * as store from './store.ts'
import type { Task } from './task.ts'

const LONGEST = 500

/**
 * The officer takes no part in the task's case from now on, nor in what it belongs to: a joint case and its parts have one applicant and one end, so
 * it binds on the whole and on every part, those yet to be opened too. What they hold there goes back to its groups, and a first signature
 * of theirs that waits for a second falls. What they did before stays on record.
 * @throws Refusal not-found, task-closed, recusal-declared, recusal-reason, recusal-last when too few others could act here
 */
export async function recuse(tx: Tx, ctx: Context, officer: Officer, taskId: string, reason: string): Promise<void> {
  const seen = await holders.visible(tx, officer, taskId)
  const family = await cases.lockFamily(tx, seen.caseId)
  const { task, file } = await holders.lockVisible(tx, officer, taskId)
  await holders.refuseClosed(tx, task)
  const said = reason.trim()
  if (said === '' || said.length > LONGEST) throw refuse('recusal-reason', { most: LONGEST })
  if ((await apart(tx, file.id, officer.id)) === 'declared') throw refuse('recusal-declared')
  for (const one of family) await refuseLast(tx, one, officer)
  const made = await change(tx, 'insert into case_recusal (case_id, officer_id, reason, declared_at) values (?, ?, ?, ?) on conflict do nothing', [file.id, officer.id, said, ctx.now()])
  if (made === 0) throw refuse('recusal-declared')
  for (const one of family) await giveBack(tx, one, officer)
  await record(tx, ctx, { actor: actorOf(officer), action: 'task.recused', caseId: file.id, object: `task:${task.id}`, detail: { step: task.elementId, reason: said } })
}

/** @throws Refusal recusal-last where an open step of the case that is theirs too would be left with too few. */
async function refuseLast(tx: Tx, file: Case, officer: Officer): Promise<void> {
  for (const task of await store.openOfCase(tx, file.id)) {
    if (task.kind !== 'officer' || !task.groups.some((group) => groupsOf(officer).includes(group))) continue
    const { signing } = matters.step(await matters.version(tx, file.versionId), task.elementId).headers
    if ((await others(tx, task, officer)) < (signing === 'two' ? 2 : 1)) throw refuse('recusal-last', { step: task.name })
  }
}

async function giveBack(tx: Tx, file: Case, officer: Officer): Promise<void> {
  await change(tx, "update task set holder_id = null, held_since = null, version = version + 1 where case_id = ? and holder_id = ? and state = 'open'", [file.id, officer.id])
  for (const one of await store.openOfCase(tx, file.id)) {
    const stand = one.signatures.filter(({ officerId }) => officerId !== officer.id)
    if (stand.length < one.signatures.length) await store.sign(tx, one.id, stand)
  }
}

/** How many of the task's groups take part in the case, whoever declares it now left out. */
async function others(tx: Tx, task: Task, officer: Officer): Promise<number> {
  const found = new Set<string>()
  for (const group of task.groups) {
    for (const { id } of await officersOf(tx, group)) if (id !== officer.id && (await apart(tx, task.caseId, id)) === null) found.add(id)
  }
  return found.size
}
