/**
 * The diagram as a whole: its name, that a case is bound to its instance before anything else happens, and that no engine
 * timer takes work out of an officer's hands (the law's clock lives in our database, design decision 4).
 */
import type { Node } from '../diagram.ts'
import { edgesOf, startsOf } from '../roads.ts'
import { called, DIAGRAM, error, userTasks, warning, type Check, type Subject } from './subject.ts'

/** Job types the server answers itself; any other is a department's own worker. */
export const platformJobs = new Set([
  'case:accept', 'case:refuse', 'case:close', 'notice:send', 'fee:charge', 'result:issue', 'result:deliver', 'library:check',
  'clock:pause', 'clock:resume', 'webhook:call', 'case:archive',
])

export const processHasTheMattersName: Check = ({ bundle, diagram }) => {
  const problems = []
  if (diagram.processId !== bundle.matter.code) problems.push(error(DIAGRAM, diagram.processId, `The process id must be the matter's code "${bundle.matter.code}", but is "${diagram.processId}". Rename the process.`))
  if (!diagram.executable) problems.push(error(DIAGRAM, diagram.processId, 'The process is not marked executable, so no engine starts it. Set Executable on the process.'))
  if (diagram.platform === null) problems.push(warning(DIAGRAM, diagram.processId, 'The diagram names no execution platform, so a modeler opens it without its zeebe properties. Set modeler:executionPlatform to "Camunda Cloud".'))
  return problems
}

export const userTasksAreJobs: Check = (subject) =>
  userTasks(subject).filter((task) => task.nativeUserTask)
    .map((task) => error(DIAGRAM, task.id, `Step ${called(task)} is the engine's own user task, which offers no job. Choose the implementation "Job worker" on the step (remove zeebe:userTask).`))

const waits = new Set(['UserTask', 'ServiceTask', 'SendTask', 'BusinessRuleTask', 'ReceiveTask', 'IntermediateCatchEvent', 'CallActivity'])

/** Only a platform job binds the case to its instance and finds a twin; nothing may wait before it (design decision 8). */
export const firstWaitIsPlatformJob: Check = ({ diagram }) => {
  const edges = edgesOf(diagram)
  const problems = []
  const seen = new Set<string>()
  const queue = startsOf(diagram).map((start) => start.id)
  if (queue.length === 0) return [error(DIAGRAM, diagram.processId, 'The process has no plain start event, so no case can start. Draw one.')]
  while (queue.length > 0) {
    const node = diagram.nodes.get(queue.shift()!)
    if (!node || seen.has(node.id)) continue
    seen.add(node.id)
    if (!waits.has(node.type)) queue.push(...edges.get(node.id)!.map((edge) => edge.to))
    else if (!isPlatformJob(node)) {
      problems.push(error(DIAGRAM, node.id, `The first wait of a case must be a user task or a job the platform answers, but ${called(node)} is ${node.jobType ? `the job "${node.jobType}"` : `a ${node.type}`}. Put a platform step before it.`))
    }
  }
  return problems
}

function isPlatformJob(node: Node): boolean {
  return node.type === 'UserTask' || (node.type === 'ServiceTask' && node.jobType !== undefined && platformJobs.has(node.jobType))
}

/** A Zeebe timer cannot be moved when a holiday or a pause moves the limit; it would end a step on the wrong day. */
export const timersInterruptNoUserTask: Check = (subject) => {
  const { diagram } = subject
  return [...diagram.nodes.values()].flatMap((event) => {
    if (event.event?.kind !== 'timer' || event.attachedTo === undefined || event.interrupting === false) return []
    const holder = diagram.nodes.get(event.attachedTo)
    const hit = userTasks(subject).find((task) => task.id === event.attachedTo || task.scopes.includes(event.attachedTo!))
    if (!hit || !holder) return []
    return [error(DIAGRAM, event.id, `The timer ${called(event)} on ${called(holder)} would interrupt the user task ${called(hit)} by plain time. Use a message event "limit-${hit.id}" (the platform counts working days), or make the timer non-interrupting.`)]
  })
}

/** The server sends limit messages under this name and key (design decision 4); any other never arrives. */
export const limitMessagesAreAddressed: Check = ({ diagram }) => [...diagram.nodes.values()].flatMap((event) => {
  if (event.event?.kind !== 'message' || !event.event.messageName?.startsWith('limit-')) return []
  const problems = []
  const wanted = `limit-${event.attachedTo ?? ''}`
  if (event.event.messageName !== wanted) problems.push(error(DIAGRAM, event.id, `The limit event ${called(event)} must wait for "${wanted}", but waits for "${event.event.messageName}". Correct the message name.`))
  const key = (event.event.correlationKey ?? '').replace(/\s+/g, '')
  if (key !== '=caseId+":"+string(round)') problems.push(error(DIAGRAM, event.id, `The message "${event.event.messageName}" must have the correlation key =caseId + ":" + string(round), but has "${event.event.correlationKey ?? ''}". Correct the key.`))
  return problems
})

/** Five silent working days accept (APL 32(1)(4)) where the diagram draws it; where a person must accept (domain H3), nothing may. */
export const silenceIsDrawn: Check = ({ bundle, diagram, steps }) => {
  const { acceptance } = bundle.matter.limits
  const deemed = [...diagram.nodes.values()].filter((node) => node.jobType === 'case:accept' && node.headers.deemed === 'true')
  if (acceptance?.silence !== 'accepted') {
    return deemed.map((node) => error(DIAGRAM, node.id, `${called(node)} accepts by silence, but the guide says that a person must accept (limits.acceptance.silence). Take it out of the diagram, or correct the guide.`))
  }
  const step = steps.find(({ headers }) => headers.clock === 'acceptance')
  if (!step || (step.limitEvent?.interrupting && deemed.length > 0)) return []
  return [error(DIAGRAM, step.elementId, `Silence accepts after ${acceptance.amount}${acceptance.unit}, but step ${called(step)} has no interrupting event "limit-${step.elementId}" that leads to case:accept with the header deemed = true. Draw it.`)]
}

export const serviceTasksHaveWorkers: Check = ({ diagram }: Subject) => [...diagram.nodes.values()].flatMap((node) => {
  if (node.type !== 'ServiceTask') return []
  if (node.jobType === undefined) return [error(DIAGRAM, node.id, `Service task ${called(node)} has no job type. Set its type, for instance case:accept.`)]
  const known = platformJobs.has(node.jobType) || node.jobType.startsWith('=')
  return known ? [] : [warning(DIAGRAM, node.id, `Job type "${node.jobType}" of ${called(node)} is none of the platform's. A worker of the department must answer it.`)]
})
