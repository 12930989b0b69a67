/** Deleting what was deployed, in Zeebe's manner: a version that nobody follows, and the start events of the version before it wait again. */
import { type Rejection, reject } from '../commands.ts'
import type { Key } from '../state.ts'
import { closeStarts, openStarts } from './begin.ts'
import type { Definition } from './definitions.ts'
import type { Machine } from './machine.ts'
import type { Answer } from './requests.ts'

export function deleteResource(machine: Machine, key: Key): Answer {
  const definition = machine.definitions.byDefinitionKey(key)
  if (definition && machine.running.has(key)) return refused('INVALID_STATE', `Expected to delete resource with key \`${key}\` but there are still running instances`)
  if (definition) deleteProcess(machine, definition)
  else if (machine.decisions.has(key)) deleteDecisions(machine, key)
  else return refused('NOT_FOUND', `Expected to delete resource but no resource found with key \`${key}\``)
  return { ok: true, answer: 'done', key: machine.nextKey() }
}

function refused(code: Rejection['code'], reason: string): Answer {
  return { ok: false, rejection: reject('DELETE', code, reason) }
}

/** The version that is the latest once this one is gone, and is not yet; its graph is needed then. */
export function fallback(machine: Machine, key: Key): Definition | undefined {
  const definition = machine.definitions.byDefinitionKey(key)
  return definition && machine.definitions.latest(definition.bpmnProcessId) === definition ? machine.definitions.before(definition) : undefined
}

function deleteProcess(machine: Machine, definition: Definition): void {
  const { bpmnProcessId } = definition
  const [latest, next] = [machine.definitions.latest(bpmnProcessId), fallback(machine, definition.key)]
  machine.definitions.remove(definition)
  machine.changes.processesGone.push(definition.key)
  if (latest !== definition) return
  if (next) openStarts(machine, next, machine.definitions.process(next.key)!)
  else closeStarts(machine, bpmnProcessId)
}

/** The file with all decisions in it. Their versions are counted on from what is left (Zeebe). */
function deleteDecisions(machine: Machine, graph: Key): void {
  const { changes } = machine
  machine.decisions.remove(graph)
  const fresh = changes.graphs.some((each) => each.key === graph)
  if (!fresh) return void changes.graphsGone.push(graph)
  changes.graphs = changes.graphs.filter((each) => each.key !== graph)
  changes.decisions = changes.decisions.filter((each) => each.graph !== graph)
}
