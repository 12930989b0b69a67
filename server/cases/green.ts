/** Who may give a case the green channel (绿色通道, domain A9, H5), and until when. Pure and browser-safe. */
import { refuse } from '../errors.ts'
import type { Guide } from '../matters/guide.ts'
import type { Case } from './case.ts'

/** @param roles of the officer in the case's own body. @throws Refusal green-not-listed, green-not-yours, green-too-late. */
export function refuseGreen({ green }: Guide, roles: readonly string[], file: Pick<Case, 'decidedAt' | 'closedAt'>): void {
  if (!green) throw refuse('green-not-listed')
  if (!roles.includes(green.by)) throw refuse('green-not-yours', { by: green.by })
  if (file.decidedAt !== null || file.closedAt !== null) throw refuse('green-too-late')
}
