/** Call activity: the called process runs as an instance of its own within this one, and its variables come back at its end. */
import { text } from '../behaviors/expressions.ts'
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import { closeWaits, openWaits } from '../behaviors/subscriptions.ts'
import { lookup, visible } from '../behaviors/variables.ts'
import type { Binding, CallNode } from '../model/types.ts'
import { type Called, type ElementInstance, type Instance, type Key, NONE, placeOf } from '../state.ts'
import { element as current, ElementFailure, emit, type Work } from '../work.ts'
import type { ElementType } from './element.ts'

/** Zeebe's own bound; a call that calls itself without a wait meets the budget of a command long before. */
const MAX_DEPTH = 1_000

export const callActivity: ElementType<CallNode> = {
  activate(work, node, element) {
    applyInputs(work, node, element)
    const called = target(work, node, element)
    if (!work.env.deployed.ready(called.processKey)) return emit(work, { type: 'CallDelayed', key: element.key, processKey: called.processKey })
    const { root } = work.env.deployed.graph(called.processKey)
    if (!root.start) throw new ElementFailure('CALLED_ELEMENT_ERROR', `Expected process with BPMN process id '${called.bpmnProcessId}' to have a none start event, but not found.`)
    openWaits(work, node, element)
    emit(work, { type: 'ElementActivated', key: element.key })
    const variables = node.allIn ? visible(work.state, element.key) : node.inputs.length > 0 ? work.state.variables.get(element.key) : undefined
    work.todo.push({ do: 'activate', node: root, scope: element.key, byFlow: false, given: variables, called })
  },
  complete(work, node, element) {
    applyOutputs(work, node, element)
    closeWaits(work, element.key)
    leave(work, node, element)
  },
  /** The called process ends in the next turn: only children of a scope are looked for first (Zeebe). */
  terminate(work, _node, element) {
    closeWaits(work, element.key)
    const called = element.children > 0 && [...work.state.elements.values()].find((each) => each.scope === element.key)
    if (called) work.todo.push({ do: 'terminate', key: called.key })
  },
}

function target(work: Work, node: CallNode, element: ElementInstance): Called {
  const id = text(work, node.id, node.processId, lookup(work.state, element.key))
  const caller = placeOf(work.state, element.key).processKey
  const called = work.env.deployed.find(id, node.binding, caller)
  if (!called) throw new ElementFailure('CALLED_ELEMENT_ERROR', notFound(work, id, node.binding, caller))
  if (depth(work.state, current(work, element.key)) >= MAX_DEPTH) {
    throw new ElementFailure('CALLED_ELEMENT_ERROR', `The call activity has reached the maximum depth of ${MAX_DEPTH}. This is likely due to a recursive call. Cancel the root process instance if this was unintentional.`)
  }
  return called
}

/** Zeebe's sentences. */
function notFound(work: Work, id: string, binding: Binding, caller: Key): string {
  switch (binding.to) {
    case 'latest': return `Expected process with BPMN process id '${id}' to be deployed, but not found.`
    case 'deployment': return `Expected to call process with BPMN process id '${id}' with binding type 'deployment', but no such process found in the deployment with key ${work.env.deployed.deploymentOf(caller)} which contained the current process. To resolve this incident, migrate the process instance to a process definition that is deployed together with the intended process definition to call.`
    case 'versionTag': return `Expected to call process with BPMN process id '${id}' and version tag '${binding.tag}', but no such process found. To resolve this incident, deploy a process with the given process id and version tag.`
  }
}

function depth(instance: Instance, element: ElementInstance): number {
  let calls = 1
  for (let at: ElementInstance | undefined = element; at && at.scope !== NONE; at = instance.elements.get(at.scope)) if (at.called) calls++
  return calls
}
