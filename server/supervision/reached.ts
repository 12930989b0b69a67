/** What a limit that is over sets going in the diagram. Pure and browser-safe; the transaction is reaction.ts. */
import type { LimitKind } from '../deadlines/kinds.ts'
import type { Guide } from '../matters/guide.ts'
import type { Step } from '../matters/types.ts'

/** The message of the step's boundary event, and whether it takes the task away. */
export interface Reaction { name: string; correlationKey: string; interrupting: boolean }

/** Null where the diagram draws nothing, or where silence may not settle it: "not needed / not our power" and matters that say so (domain H3). */
export function reactionTo(kind: LimitKind, step: Step, guide: Guide, task: { caseId: string; round: number }): Reaction | null {
  const event = step.limitEvent
  if (!event || (kind === 'acceptance' && event.interrupting && guide.limits.acceptance?.silence !== 'accepted')) return null
  // the round in which the step was opened is the one its subscription was made with
  return { name: event.messageName, correlationKey: `${task.caseId}:${task.round}`, interrupting: event.interrupting }
}
