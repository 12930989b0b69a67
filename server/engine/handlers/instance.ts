/** Starting and cancelling an instance, and setting variables on it from outside. */
import { setLocal, propagate } from '../behaviors/variables.ts'
import { isRacing, openScope, orRefuse, place, scopesAround, SUPPORTED, unplaceable } from '../behaviors/placement.ts'
import { reject, type Rejection } from '../commands.ts'
import { typeOf } from '../elements/index.ts'
import { fresh } from '../behaviors/triggers.ts'
import { terminate } from '../lifecycle.ts'
import { raise } from '../behaviors/incidents.ts'
import type { Process } from '../model/types.ts'
import { type Key, NONE, type Variables } from '../state.ts'
import { element, ElementFailure, emit, type Work } from '../work.ts'
import type { Handlers } from './handler.ts'

type Mine = Pick<Handlers, 'CreateInstance' | 'ResumeCall' | 'CancelInstance' | 'SetVariables'>

export const instanceHandlers: Mine = {
  CreateInstance(work, { variables, by, at = [] }) {
    if (at.length > 0) return createAt(work, variables, at)
    if (!by && !work.process.root.start) return noNoneStart()
    const root = fresh(work.state.key, work.process.root, NONE)
    emit(work, { type: 'ElementActivating', element: root, joined: [], byFlow: false })
    setLocal(work, root.key, variables)
    if (by) emit(work, { type: 'Triggered', key: root.key, trigger: by })
    try {
      typeOf(work.process.root).activate(work, work.process.root, element(work, root.key))
    } catch (error) {
      if (!(error instanceof ElementFailure)) throw error
      raise(work, root, error.errorType, error.message)
    }
    return null
  },

  CancelInstance(work, { key }) {
    const root = work.state.elements.get(key)
    if (root?.called) return reject('CANCEL', 'INVALID_STATE', `Expected to cancel a process instance with key '${key}', but it is created by a parent process instance. Cancel the root process instance '${work.state.key}' instead.`)
    if (!root || root.scope !== NONE || root.phase === 'terminating') return noInstance(key)
    terminate(work, root.key)
    return null
  },

  /** The process a call activity waits for is at hand now. */
  ResumeCall(work, { key }) {
    if (!work.state.elements.get(key)?.awaits) return reject('ACTIVATE_ELEMENT', 'INVALID_STATE', `Expected call activity with key '${key}' to wait for its process, but it does not`)
    work.todo.push({ do: 'resume', key })
    return null
  },

  /** Zeebe: without `local` each variable goes to the nearest scope that has it, else to the process instance. */
  SetVariables(work, { element: scope, variables, local }) {
    if (!work.state.elements.has(scope)) return noElement(scope)
    if (local) setLocal(work, scope, variables)
    else propagate(work, scope, variables)
    return null
  },
}

/** Start instructions: the process becomes active without its start event, each of the elements is activated. */
function createAt(work: Work, variables: Variables, at: readonly string[]): Rejection | null {
  const { process } = work
  for (const wrong of [unknownStart, repeatedStart, unsupportedStart, racingStart]) {
    const refusal = at.map((id) => wrong(process, id)).find((each) => each !== null)
    if (refusal) return reject('CREATE', 'INVALID_ARGUMENT', `Expected to create instance of process with start instructions but ${refusal}`)
  }
  return orRefuse('CREATE', () => {
    openScope(work, process.root, fresh(work.state.key, process.root, NONE), variables)
    for (const elementId of at) place(work, process, work.state.key, { elementId, ancestor: NONE, variables: [] })
  })
}

function unknownStart(process: Process, id: string): string | null {
  return process.nodes.has(id) || process.flows.has(id) ? null : `no element found with id '${id}'.`
}

function repeatedStart(process: Process, id: string): string | null {
  const inLoop = scopesAround(process, process.nodes.get(id)!).some((scope) => scope.type === 'multiInstanceBody')
  return inLoop ? `the element with id '${id}' is inside a multi-instance subprocess. The creation of elements inside a multi-instance subprocess is not supported.` : null
}

function unsupportedStart(process: Process, id: string): string | null {
  const type = unplaceable(process, id)
  return type ? `the element with id '${id}' targets unsupported element type '${type}'. Supported element types are: ${SUPPORTED}` : null
}

function racingStart(process: Process, id: string): string | null {
  return isRacing(process, id) ? `the element with id '${id}' belongs to an event-based gateway. The creation of elements belonging to an event-based gateway is not supported.` : null
}

function noNoneStart() {
  return reject('CREATE', 'INVALID_STATE', 'Expected to create instance of process with none start event, but there is no such event')
}

export function noInstance(key: Key) {
  return reject('CANCEL', 'NOT_FOUND', `Expected to cancel a process instance with key '${key}', but no such process was found`)
}

export function noElement(key: Key) {
  return reject('UPDATE', 'NOT_FOUND', `Expected to update variables for element with key '${key}', but no such element was found`)
}
