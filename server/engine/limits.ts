/** How much the engine takes on before it says that it is full, and how long a client waits for an answer. */

export interface Limits {
  /** Requests that wait to be carried out or for the disk; beyond them clients are told RESOURCE_EXHAUSTED. */
  maxRequests: number
  /** Milliseconds within which a call is answered, else DEADLINE_EXCEEDED; Zeebe's gateway waits as long. */
  requestTimeout: number
}

/** 5,000 waiting requests are some four seconds of work for two cores. */
export const DEFAULT_LIMITS: Limits = { maxRequests: 5_000, requestTimeout: 15_000 }
