/** Whether a running case fits another version of its matter: what stands in the way, in words, before anything is moved. Pure. */
import { isOpen, type CaseState } from '../cases/case.ts'
import type { MatterVersion, Step } from '../matters/types.ts'

export interface Standing {
  /** Elements of all tasks the case has had, and of jobs that are open: an open one must do the same work there. */
  elements: readonly { elementId: string; name: string; open: boolean }[]
  /** Kinds of pauses that stop the clock now. */
  pauses: readonly string[]
  state: CaseState
  /** A command to the engine that has not gone out. */
  commandsWaiting: boolean
  /** The case has a running instance on an engine. */
  running: boolean
}

export type Misfit =
  | { kind: 'over' } | { kind: 'not-running' } | { kind: 'commands-waiting' } | { kind: 'same-version' }
  | { kind: 'gone' | 'other-kind' | 'other-scope' | 'other-sheet'; step: string }
  | { kind: 'pause'; pause: string }

export function misfits(standing: Standing, before: MatterVersion, after: MatterVersion): Misfit[] {
  if (before.id === after.id) return [{ kind: 'same-version' }]
  if (!isOpen(standing.state)) return [{ kind: 'over' }]
  const found: Misfit[] = []
  if (!standing.running) found.push({ kind: 'not-running' })
  if (standing.commandsWaiting) found.push({ kind: 'commands-waiting' })
  for (const { elementId, name, open } of standing.elements) {
    const [was, is] = [stepOf(before, elementId), stepOf(after, elementId)]
    if (!is) found.push({ kind: 'gone', step: name })
    else if (open && was) found.push(...unlike(was, is).map((kind) => ({ kind, step: name })))
  }
  const listed = new Set(after.bundle.matter.pauses.map(({ kind }) => kind))
  for (const pause of standing.pauses) if (!listed.has(pause)) found.push({ kind: 'pause', pause })
  return found
}

function unlike(was: Step, is: Step): ('other-kind' | 'other-scope' | 'other-sheet')[] {
  return [
    ...(was.jobType !== is.jobType || was.kind !== is.kind || was.headers.party !== is.headers.party || was.headers.signing !== is.headers.signing ? ['other-kind' as const] : []),
    ...(was.scopes.join() !== is.scopes.join() ? ['other-scope' as const] : []),
    ...(was.headers.sheet !== is.headers.sheet ? ['other-sheet' as const] : []),
  ]
}

function stepOf({ steps }: MatterVersion, elementId: string): Step | undefined {
  return steps.find((step) => step.elementId === elementId)
}
