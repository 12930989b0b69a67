/** What an engine's rows look like when they arrive here (server/engine/operations/read.ts makes them). Keys are strings, instants ISO 8601. */

export interface Summary {
  instances: number; incidents: number; timers: number; messages: number; subscriptions: number; processes: number
  jobs: number; jobs_activatable: number; jobs_failed: number
  /** Nothing older is in the history. */
  historySince: string | null
}

export interface InstanceRow {
  key: string; processId: string; version: number; processKey: string
  state: 'active' | 'completed' | 'terminated'
  incidents: number; startedAt: string | null; endedAt: string | null
}

interface Belonging { key: string; element: string; elementId: string; instance?: string; /** the outermost, where `instance` was called */ root?: string; processId?: string; processKey?: string }
export interface JobRow extends Belonging { type: string; state: 'activatable' | 'activated' | 'failed' | 'error-thrown'; retries: number; worker: string; due: string | null }
export interface TimerRow extends Belonging { due: string; repetitions: number }
export interface SubscriptionRow extends Belonging { name: string; correlationKey: string }
export interface IncidentRow extends Belonging { job: string | null; errorType: string; errorMessage: string; createdAt: string }
export interface MessageRow { key: string; name: string; correlationKey: string; messageId: string; expiresAt: string; correlated: string[] }
export interface ElementRow { key: string; elementId: string; scope: string | null; phase: string; variables: Record<string, unknown>; /** the instance a call activity waits for */ calls: { instance: string; processId: string; version: number; incidents: number } | null }

export interface Whole {
  key: string
  /** The outermost instance: itself, unless it was called. */
  root: string
  caller: { instance: string; processId: string; processKey: string; element: string; elementId: string } | null
  processKey: string | null; processId: string | null; version: number | null
  state: InstanceRow['state']; startedAt: string | null; endedAt: string | null
  elements: ElementRow[]; jobs: JobRow[]; timers: TimerRow[]; subscriptions: SubscriptionRow[]; incidents: IncidentRow[]
  /** Oldest first; lines as server/engine/machine/history.ts writes them. */
  history: { at: string; events: string[] }[]
}
