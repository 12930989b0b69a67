/** A user task is offered as a job; the engine's own user tasks reach no inbox of ours (design decision 7). */
import { diagramRule, finding, say } from './rule.ts'
import { called, DIAGRAM, userTasks } from './subject.ts'

export default diagramRule('user-tasks-are-jobs', 'error', (subject) =>
  userTasks(subject).filter((task) => task.nativeUserTask)
    .map((task) => finding(DIAGRAM, task.id, say`Step ${called(task)} is the engine's own user task, which offers no job. Choose the implementation "Job worker" on the step (remove zeebe:userTask).`, { fact: 'implementation' })))
