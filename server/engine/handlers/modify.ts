/** Modifying an instance: elements activated and terminated by order, as one command. Rejections are worded as Zeebe words them. */
import { dropIncidents } from '../behaviors/incidents.ts'
import { isRacing, orRefuse, place, type Placement, scopesAround, SUPPORTED, unplaceable, Misplaced } from '../behaviors/placement.ts'
import { reject, type Rejection } from '../commands.ts'
import { typeOf } from '../elements/index.ts'
import type { Process } from '../model/types.ts'
import { type ElementInstance, type Key, NONE, placeOf } from '../state.ts'
import { element, emit, nodeOf, processOf, type Work } from '../work.ts'
import type { Handlers } from './handler.ts'

export const modifyHandlers: Pick<Handlers, 'ModifyInstance'> = {
  ModifyInstance(work, { key, activate, terminate }) {
    const root = work.state.elements.get(key)
    if (!root || (root.scope !== NONE && !root.called)) return notModifiable(key)
    const process = processOf(work, root)
    const refusal = wrongTargets(process, activate) ?? wrongInstances(work, process, terminate) ?? wrongVariables(process, activate) ?? wrongAncestors(work, process, key, activate)
    if (refusal) return refused(process, refusal)
    return orRefuse('MODIFY', () => { // a scope in which something is to begin is open again, though an event sub-process has interrupted it (Zeebe)
      const needed = new Set(activate.flatMap((each) => place(work, process, key, each)))
      for (const each of terminate) if (work.state.elements.has(each)) terminateUpwards(work, each, needed)
      for (const each of needed) if (work.state.elements.get(each)?.interrupted) emit(work, { type: 'ScopeReopened', key: each })
    })
  },
}

export function notModifiable(key: Key): Rejection {
  return reject('MODIFY', 'NOT_FOUND', `Expected to modify process instance but no process instance found with key '${key}'`)
}

const refused = (process: Process, refusal: string) => reject('MODIFY', 'INVALID_ARGUMENT', `Expected to modify instance of process '${process.id}' but it contains one or more ${refusal}`)
const listed = (items: Iterable<unknown>) => [...new Set(items)].join("', '")

function wrongTargets(process: Process, activate: readonly Placement[]): string | null {
  const ids = activate.map((each) => each.elementId)
  const unknown = ids.filter((id) => !process.nodes.has(id) && !process.flows.has(id))
  if (unknown.length > 0) return `activate instructions with an element that could not be found: '${listed(unknown)}'`
  const racing = ids.filter((id) => isRacing(process, id))
  if (racing.length > 0) return `activate instructions for elements that are unsupported: '${listed(racing)}'. The activation of events belonging to an event-based gateway is not supported.`
  const wrong = ids.filter((id) => unplaceable(process, id))
  if (wrong.length === 0) return null
  return `activate instructions for elements that are unsupported: '${listed(wrong)}'. The activation of elements with type '${listed(wrong.map((id) => unplaceable(process, id)))}' is not supported. Supported element types are: ${SUPPORTED}.`
}

function wrongInstances(work: Work, _process: Process, terminate: readonly Key[]): string | null {
  const unknown = terminate.filter((key) => !work.state.elements.has(key))
  return unknown.length > 0 ? `terminate instructions with an element instance that could not be found: '${listed(unknown)}'` : null
}

function wrongVariables(process: Process, activate: readonly Placement[]): string | null {
  const scopes = activate.flatMap(({ elementId, variables }) => variables.map(({ scopeId }) => ({ elementId, scopeId }))).filter(({ scopeId }) => scopeId !== '')
  const unknown = scopes.filter(({ scopeId }) => !process.nodes.has(scopeId))
  if (unknown.length > 0) return `variable instructions with a scope element id that could not be found: '${listed(unknown.map((each) => each.scopeId))}'`
  const aside = scopes.filter(({ elementId, scopeId }) => scopeId !== elementId && scopeId !== process.id && !around(process, elementId).includes(scopeId))
  return aside.length > 0 ? "variable instructions with a scope element that doesn't belong to the activating element's flow scope. These variables should be set before or after the modification." : null
}

function around(process: Process, id: string): string[] {
  return [process.id, ...scopesAround(process, process.nodes.get(id)!).map((scope) => scope.id)]
}

function wrongAncestors(work: Work, process: Process, root: Key, activate: readonly Placement[]): string | null {
  const chosen = activate.filter(({ ancestor }) => ancestor > NONE)
  const gone = chosen.filter(({ ancestor }) => work.state.elements.get(ancestor)?.phase !== 'activated')
  if (gone.length > 0) return `activate instructions with an ancestor scope key that does not exist, or is not in an active state: '${listed(gone.map((each) => each.ancestor))}'`
  const foreign = chosen.filter(({ ancestor }) => placeOf(work.state, ancestor).key !== root)
  if (foreign.length > 0) return `activate instructions with an ancestor scope key that does not belong to the modified process instance: '${listed(foreign.map((each) => each.ancestor))}'`
  const aside = chosen.filter(({ ancestor, elementId }) => !around(process, elementId).includes(element(work, ancestor).elementId))
  if (aside.length === 0) return null
  const lines = aside.map(({ ancestor, elementId }) => `\n- instance '${ancestor}' of element '${element(work, ancestor).elementId}' is not an ancestor of element '${elementId}'`)
  return `activate instructions with an ancestor scope key that is not an ancestor of the element to activate:${lines.join('')}`
}

/** With the element go the scopes it leaves empty, unless something is to be activated in them. */
function terminateUpwards(work: Work, key: Key, needed: ReadonlySet<Key>): void {
  const gone = element(work, key)
  terminateNow(work, gone)
  const scope = work.state.elements.get(gone.scope)
  if (!scope || scope.children > 0 || scope.tokens > 0 || needed.has(scope.key)) return
  if (scope.called) {
    throw new Misplaced(`Expected to modify instance of process '${scope.called.bpmnProcessId}' but the given instructions would terminate the instance. The instance was created by a call activity in the parent process. To terminate this instance please modify the parent process instead.`)
  }
  terminateUpwards(work, scope.key, needed)
}

/** At once, with all inside: nothing that would follow from a termination happens. */
function terminateNow(work: Work, instance: ElementInstance): void {
  const node = nodeOf(work, instance)
  emit(work, { type: 'ElementTerminating', key: instance.key })
  dropIncidents(work, instance.key)
  typeOf(node).terminate(work, node, element(work, instance.key))
  for (const child of [...work.state.elements.values()]) if (child.scope === instance.key && work.state.elements.has(child.key)) terminateNow(work, child)
  emit(work, { type: 'ElementTerminated', key: instance.key, elementId: node.id })
}
