/** What has happened to an instance, in the past tense. Produced by `step`, folded into the state by `apply`, and nothing else changes it. */
import type { FeelValue } from './feel/values.ts'
import type { Called, Compensation, ElementInstance, Incident, Job, Key, Subscription, Timer, Trigger, Variables } from './state.ts'

export type Event =
  | { type: 'ElementActivating'; element: ElementInstance; /** joined flows of a gateway, one token each */ joined: readonly string[]; /** a token was consumed */ byFlow: boolean }
  | { type: 'ElementActivated'; key: Key }
  /** A process instance follows another definition from now on. */
  | { type: 'InstanceMigrated'; key: Key; called: Called }
  /** With its job and incidents. */
  | { type: 'ElementMigrated'; key: Key; elementId: string }
  | { type: 'TimerMigrated'; key: Key; elementId: string }
  | { type: 'SubscriptionMigrated'; key: Key; elementId: string; interrupting: boolean }
  | { type: 'CompensationsMigrated'; root: Key; compensations: readonly Compensation[] }
  /** A token that waited at a join is taken away. */
  | { type: 'JoinLeft'; scope: Key; joinId: string; flowId: string }
  | { type: 'CallDelayed'; key: Key; processKey: Key }
  | { type: 'LoopStarted'; key: Key; items: readonly FeelValue[] }
  | { type: 'ElementCompleting'; key: Key }
  /** `variables`: of the process instance itself at its end, for whoever waits for its result */
  | { type: 'ElementCompleted'; key: Key; elementId: string; variables?: Variables }
  | { type: 'ElementTerminating'; key: Key }
  | { type: 'ElementTerminated'; key: Key; elementId: string }
  | { type: 'SequenceFlowTaken'; flowId: string; scope: Key; /** set when the flow leads into a gateway that joins */ joinId: string | null }
  | { type: 'TokenDropped'; scope: Key }
  | { type: 'ScopeInterrupted'; key: Key; /** element id */ by: string }
  | { type: 'ScopeReopened'; key: Key }
  /** null: what had come is used up */
  | { type: 'Triggered'; key: Key; trigger: Trigger | null }
  /** `root`: the outermost element of the process instance it belongs to */
  | { type: 'CompensationNoted'; root: Key; compensation: Compensation }
  | { type: 'CompensationThrown'; root: Key; key: Key; by: Key }
  | { type: 'CompensationsEnded'; root: Key; keys: readonly Key[] }
  | { type: 'VariablesSet'; scope: Key; variables: Variables }
  | { type: 'JobCreated'; job: Job }
  | { type: 'JobActivated'; key: Key; worker: string; deadline: number }
  | { type: 'JobYielded'; key: Key }
  | { type: 'JobTimedOut'; key: Key }
  | { type: 'JobTimeoutUpdated'; key: Key; deadline: number }
  | { type: 'JobRetriesUpdated'; key: Key; retries: number }
  | { type: 'JobFailed'; key: Key; retries: number; recurAt: number }
  | { type: 'JobRecurred'; key: Key }
  | { type: 'JobErrorThrown'; key: Key }
  | { type: 'JobCompleted'; key: Key }
  | { type: 'JobCanceled'; key: Key }
  | { type: 'TimerCreated'; timer: Timer }
  | { type: 'TimerTriggered'; key: Key }
  | { type: 'TimerCanceled'; key: Key }
  | { type: 'SubscriptionOpened'; subscription: Subscription }
  | { type: 'MessageCorrelated'; subscription: Key; message: Key; bpmnProcessId: string }
  | { type: 'SubscriptionClosed'; key: Key }
  /** For every instance that waits for it, and for start events; `key` is younger than the subscriptions it is for. */
  | { type: 'SignalBroadcast'; key: Key; name: string; variables: Variables }
  | { type: 'IncidentCreated'; incident: Incident }
  | { type: 'IncidentResolved'; key: Key }
