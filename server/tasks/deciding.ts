/** Which outcomes of a step are the body's decision on the case: the header `decides`, for instance "grant,deny". Pure. */
import type { Step } from '../matters/types.ts'

export function decidedBy(step: Step, outcome: string): 'granted' | 'granted-tolerant' | 'denied' | null {
  const deciding = (step.headers.decides ?? '').split(',').map((word) => word.trim())
  if (!deciding.includes(outcome)) return null
  if (outcome === 'deny') return 'denied'
  return outcome === 'grant-tolerant' ? 'granted-tolerant' : 'granted'
}
