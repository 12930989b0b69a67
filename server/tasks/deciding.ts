/** Which outcomes of a step are the body's decision on the case: the header `decides`, for instance "grant,deny". Pure. */
import type { Step } from '../matters/types.ts'

export function decidedBy(step: Step, outcome: string): 'granted' | 'denied' | null {
  const deciding = (step.headers.decides ?? '').split(',').map((word) => word.trim())
  if (!deciding.includes(outcome)) return null
  return outcome === 'deny' ? 'denied' : 'granted'
}
