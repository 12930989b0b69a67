/**
 * Whether a pause or an extension may be given: only what the matter lists, each with its article (domain H1), an extension once,
 * by the named head and never after expiry. Pure and browser-safe; the verbs of service.ts turn a no into a refusal.
 */
import type { Limit } from './limit.ts'

/** A pause as the matter's guide lists it (a row of the specialProcedure table). */
export interface ListedPause {
  kind: string
  name: string
  law: string
  planned: Limit
  /** 是否计算在法定办结时限内: such a procedure takes no day out of the limit. */
  inside: boolean
}

export interface ListedExtension extends Limit {
  /** The role that may grant it, for instance `head`. */
  by: string
  law: string
}

export type PauseRefusal = 'pause-not-listed' | 'pause-inside-limit' | 'pause-without-notice'
export type ExtensionRefusal = 'extension-not-listed' | 'extension-not-the-head' | 'extension-too-long' | 'extension-unit' | 'extension-given' | 'extension-after-expiry'

export function judgePause(listed: readonly ListedPause[], kind: string, notice: string): ListedPause | PauseRefusal {
  const found = listed.find((pause) => pause.kind === kind)
  if (!found) return 'pause-not-listed'
  if (found.inside) return 'pause-inside-limit'
  return notice.trim() === '' ? 'pause-without-notice' : found
}

/** The whole's own entry under which a part's pause stops the joint limit as well; without one it does not (行政许可法 45 with 42(2), domain H1). */
export function wholePause(listed: readonly ListedPause[], kind: string): ListedPause | undefined {
  return listed.find((pause) => pause.kind === kind && !pause.inside)
}

export interface ExtensionRequest {
  amount: number
  /** The roles the granting officer holds in the case's body. */
  roles: readonly string[]
  at: Date
  /** An extension was granted before. */
  given: boolean
  statutory: { unit: Limit['unit']; deadlineAt: Date | null; paused: boolean } | undefined
}

/** @returns null when it may be granted. A paused limit has no date and so has not expired. */
export function judgeExtension(listed: ListedExtension | null, request: ExtensionRequest): ExtensionRefusal | null {
  if (!listed || !request.statutory) return 'extension-not-listed'
  if (!request.roles.includes(listed.by)) return 'extension-not-the-head'
  if (request.given) return 'extension-given'
  if (!(request.amount > 0 && request.amount <= listed.amount)) return 'extension-too-long'
  if (listed.unit !== request.statutory.unit) return 'extension-unit'
  const { deadlineAt } = request.statutory
  return deadlineAt !== null && request.at >= deadlineAt ? 'extension-after-expiry' : null
}

/** The running limits an extension reaches: those in its own unit that have not expired; one that has is not revived by it. */
export function lengthenedBy<T extends { unit: Limit['unit']; deadlineAt: Date | null }>(listed: ListedExtension, running: readonly T[], at: Date): T[] {
  return running.filter(({ unit, deadlineAt }) => unit === listed.unit && (deadlineAt === null || at < deadlineAt))
}
