/** Which papers a result is, and when its delivery has a limit of its own. Pure and browser-safe; they are made in worker.ts and delivered in delivery.ts. */
import type { LetterKind } from '../letters/kinds.ts'
import type { Guide } from '../matters/guide.ts'
import type { Step } from '../matters/types.ts'
import type { Task } from '../tasks/task.ts'

/** What is delivered when a result is (行政许可法 44). */
export const PAPERS: ReadonlySet<string> = new Set<LetterKind>(['permit', 'filing-certificate', 'decision-grant', 'decision-deny'])

/** The letters of `result:issue` by its header `letter`, in the order they go out. A permit comes with the decision that grants it. */
export function lettersOfResult(header: string | undefined): ('decision-deny' | 'decision-grant' | 'permit' | 'filing-certificate')[] {
  if (header === 'decision-deny') return ['decision-deny']
  return header === 'filing-certificate' ? ['filing-certificate'] : ['decision-grant', 'permit']
}

/**
 * Who signed for the papers at the window; undefined where nobody has: a decision that goes out without that step is served by other ways,
 * since nobody has received what nobody took (domain H8).
 */
export function signedFor(tasks: readonly Pick<Task, 'state' | 'data'>[]): string | undefined {
  const signed = tasks.filter(({ state, data }) => state === 'done' && typeof data?.receiver === 'string').at(-1)
  return signed && String(signed.data!.receiver)
}

/** The limit for delivering; null where the diagram draws a step with that clock, whose limit it then is. */
export function deliveryLimit(guide: Guide, steps: readonly Step[]): Guide['limits']['delivery'] | null {
  return steps.some(({ headers }) => headers.clock === 'delivery') ? null : guide.limits.delivery ?? null
}
