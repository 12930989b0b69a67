/**
 * Recusal (回避, N11) in memory: an officer declares it at an open step and acts at none of the case any more; what they alone had signed falls, and
 * the task leaves their inbox. The rules are the desk's (server/tasks/recusal.ts). Pure and browser-safe.
 */
import { refuse } from '../../server/errors.ts'
import type { Task } from '../../server/tasks/task.ts'
import { groupsOf, stepOf, type Colleague, type World } from './world.ts'

const LONGEST = 500

/** @throws Refusal recusal-declared where the officer takes no part in the case. */
export function refuseApart(world: World, officer: Colleague): void {
  if (world.recused.has(officer.login)) throw refuse('recusal-declared')
}

/** @param task open, of one of the officer's groups. @throws Refusal recusal-reason, recusal-declared, recusal-last when too few others could act there */
export function recuse(world: World, officer: Colleague, task: Task, reason: unknown): void {
  const said = typeof reason === 'string' ? reason.trim() : ''
  if (said === '' || said.length > LONGEST) throw refuse('recusal-reason', { most: LONGEST })
  refuseApart(world, officer)
  const needed = stepOf(world, task.elementId).headers.signing === 'two' ? 2 : 1
  const others = world.organisation.filter((one) => one.login !== officer.login && !world.recused.has(one.login) && groupsOf(one).some((group) => task.groups.includes(group)))
  if (others.length < needed) throw refuse('recusal-last', { step: task.name })
  world.recused.add(officer.login)
  for (const one of world.tasks) if (one.state === 'open') one.signatures = one.signatures.filter(({ officerId }) => officerId !== officer.login)
}
