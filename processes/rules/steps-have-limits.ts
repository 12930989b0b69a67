/** Every step of a person has a limit that can be read, and says where it comes from. */
import { parseLimit } from '../../server/deadlines/limit.ts'
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks } from './subject.ts'

export default diagramRule('steps-have-limits', 'error', (subject) => userTasks(subject).flatMap((task) => {
  const { limit, limitSource } = task.headers
  if (limit === undefined) return [finding(DIAGRAM, task.id, say`Step ${called(task)} has no limit. Set Limit on the step, for instance 1wd.`, { fact: 'header:limit' })]
  if (parseLimit(limit) === null) return [finding(DIAGRAM, task.id, say`The limit of step ${called(task)} must read like 5wd, 1.5wd, 3d, 4h or 30min, but is "${limit}". Correct it.`, { fact: 'header:limit' })]
  if (!limitSource?.trim()) return [finding(DIAGRAM, task.id, say`The limit ${limit} of step ${called(task)} names no source. Set its law, or 内部分解.`, { fact: 'header:limitSource' })]
  return []
}))
