/** Business rule task with a called decision: evaluated at once, its output becomes a variable. Those left to a worker are jobTask.ts's. */
import { text } from '../behaviors/expressions.ts'
import { leave } from '../behaviors/flows.ts'
import { applyInputs, applyOutputs } from '../behaviors/mappings.ts'
import { triggerElement } from '../behaviors/triggers.ts'
import { lookup, visible } from '../behaviors/variables.ts'
import { evaluateDecision } from '../decisions/evaluate.ts'
import type { Binding, DecisionNode } from '../model/types.ts'
import { type ElementInstance, placeOf } from '../state.ts'
import { ElementFailure, emit, type FoundDecision, MAX_INSTANCE_CHARACTERS, type Work } from '../work.ts'
import { weigh } from '../feel/values.ts'
import type { ElementType } from './element.ts'

export const decisionTask: ElementType<DecisionNode> = {
  activate(work, node, element) {
    applyInputs(work, node, element)
    const called = target(work, node, element)
    const { deployed } = work.env
    if (!deployed.decisionReady(called.graph)) return emit(work, { type: 'CallDelayed', key: element.key, processKey: called.graph })
    work.env.at?.(node.id, placeOf(work.state, element.key).processKey)
    const { output, failure } = evaluateDecision(deployed.decisionGraph(called.graph), called.id, visible(work.state, element.key), work.env.raw)
    if (failure) throw new ElementFailure('DECISION_EVALUATION_ERROR', failure.message)
    work.made += weigh(output)
    if (work.made > work.env.room) throw new ElementFailure('DECISION_EVALUATION_ERROR', `Expected to evaluate decision '${called.id}', but with its output the variables of this instance would have more than ${MAX_INSTANCE_CHARACTERS} characters`)
    emit(work, { type: 'ElementActivated', key: element.key })
    triggerElement(work, element, { [node.result]: output })
  },
  complete(work, node, element) {
    applyOutputs(work, node, element)
    leave(work, node, element)
  },
  terminate() {},
}

function target(work: Work, node: DecisionNode, element: ElementInstance): FoundDecision {
  const id = text(work, node.id, node.decisionId, lookup(work.state, element.key))
  const caller = placeOf(work.state, element.key).processKey
  const found = work.env.deployed.decision(id, node.binding, caller)
  if (!found) throw new ElementFailure('CALLED_DECISION_ERROR', notFound(work, id, node.binding, caller))
  return found
}

/** Zeebe's sentences. */
function notFound(work: Work, id: string, binding: Binding, caller: number): string {
  switch (binding.to) {
    case 'latest': return `Expected to evaluate decision '${id}', but no decision found for id '${id}'`
    case 'deployment': return `Expected to evaluate decision '${id}' with binding type 'deployment', but no such decision found in the deployment with key ${work.env.deployed.deploymentOf(caller)} which contained the current process. To resolve this incident, migrate the process instance to a process definition that is deployed together with the intended decision to evaluate.`
    case 'versionTag': return `Expected to evaluate decision with id '${id}' and version tag '${binding.tag}', but no such decision found. To resolve this incident, deploy a decision with the given id and version tag.`
  }
}
