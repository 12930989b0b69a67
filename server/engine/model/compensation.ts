/** Compensation as it is drawn: the boundary event of what can be undone, its handler, and the events that ask for it. Zeebe's validators say the same. */
import type { Findings } from './findings.ts'
import type { Moddle } from './read.ts'
import type { BoundaryNode, Compensable, EndNode, Node, Process, Thrown, ThrowNode } from './types.ts'

type Compensating = Extract<Thrown, { kind: 'compensation' }>

/** Of a boundary event; null: another kind of event. An association of its scope leads from it to the handler. */
export function compensationOf(element: Moddle, event: Moddle | undefined): Compensable | null {
  if (event?.$type !== 'bpmn:CompensateEventDefinition') return null
  const drawn = (element.$parent?.artifacts as Moddle[] | undefined) ?? []
  const association = drawn.find((each) => each.$type === 'bpmn:Association' && each.sourceRef === element && (each.targetRef as Moddle | undefined)?.$instanceOf('bpmn:Activity'))
  return { trigger: 'compensation', handler: (association?.targetRef as Moddle | undefined)?.id ?? '' }
}

/** Of a throw or end event: one activity, or all that are done in its scope. */
export function compensatingOf(element: Moddle, event: Moddle, findings: Findings): Compensating {
  if (event.waitForCompletion === false) findings.refuse(element, "A compensation event waits for its handlers: the attribute waitForCompletion must be true or not present.")
  return { kind: 'compensation', activity: (event.activityRef as Moddle | undefined)?.id ?? null }
}

/** True where a compensation boundary event is drawn at the activity. */
export function isCompensable(node: Node): boolean {
  return node.boundary.some((event) => event.trigger === 'compensation')
}

export function checkCompensation(node: Node, process: Process, findings: Findings): void {
  if (node.type === 'boundaryEvent' && node.trigger === 'compensation') checkHandler(node, node.handler, process, findings)
  if (node.type === 'endEvent' && node.end.kind === 'compensation') checkActivity(node, node.end.activity, process, findings)
  if (node.type === 'intermediateThrowEvent' && node.throws.kind === 'compensation') checkActivity(node, node.throws.activity, process, findings)
  if (node.undoes && TASKS.has(inner(node).type)) checkUndoingTask(node, findings)
}

function checkHandler(event: BoundaryNode, id: string, process: Process, findings: Findings): void {
  const handler = process.nodes.get(id)
  if (event.outgoing.length > 0) findings.refuse(event, 'A compensation boundary event has no outgoing sequence flows. Draw an association to its handler.')
  if (!handler) findings.refuse(event, 'A compensation boundary event must have an association to its handler. Draw one from the event to an activity marked as compensation handler.')
  else if (handler.type === 'eventSubProcess') findings.refuse(event, `An event sub-process cannot be a compensation handler, but '${id}' is one.`)
  else if (handler.parent !== event.parent) findings.refuse(event, `A compensation handler must be in the scope of its boundary event, but '${id}' is not.`)
  if (!event.interrupting) findings.refuse(event, 'Non-Interrupting event of this type is not allowed: what compensation is for is done already.')
}

/** What is named must be undoable, and in sight: in the event's scope, or around the event sub-process it stands in. */
function checkActivity(event: ThrowNode | EndNode, id: string | null, process: Process, findings: Findings): void {
  const activity = id === null ? undefined : process.nodes.get(id)
  if (id === null) return
  if (!activity) return findings.refuse(event, `The referenced compensation activity '${id}' doesn't exist in this process.`)
  if (!isCompensable(activity) && inner(activity).type !== 'subProcess') {
    findings.refuse(event, `The referenced compensation activity '${id}' must have either a compensation boundary event or be a subprocess.`)
  }
  const outer = event.parent?.type === 'eventSubProcess' ? event.parent.parent : event.parent
  if (activity.parent !== event.parent && activity.parent !== outer) {
    findings.refuse(event, `The referenced compensation activity '${id}' must be in the same scope as the compensation throw event.`)
  }
}

const TASKS: ReadonlySet<string> = new Set<Node['type']>(['serviceTask', 'userTask', 'sendTask', 'businessRuleTask', 'scriptTask', 'feelTask', 'plainTask', 'receiveTask'])

function checkUndoingTask(task: Node, findings: Findings): void {
  if (task.incoming.length > 0) findings.refuse(task, 'A compensation handler should have no incoming sequence flows.')
  if (task.outgoing.length > 0) findings.refuse(task, 'A compensation handler should have no outgoing sequence flows.')
  if (task.boundary.length > 0) findings.refuse(task, 'A compensation handler should have no boundary events.')
}

function inner(node: Node): Node {
  return node.type === 'multiInstanceBody' ? node.inner : node
}
