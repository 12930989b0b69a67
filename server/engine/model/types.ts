/**
 * The executable graph of one process: what the compiler makes of a diagram and the only thing `step` knows of it.
 * Plain frozen data and Maps; nothing here knows XML, jobs that exist or time.
 */
import type { Expression } from '../feel/expression.ts'

export interface Process {
  id: string
  name: string
  /** The process itself as the outermost scope. */
  root: ScopeNode
  /** Every node by element id, the process included. */
  nodes: ReadonlyMap<string, Node>
  flows: ReadonlyMap<string, Flow>
  /** True when there is a call activity or a called decision in it. */
  calls: boolean
  /** `zeebe:versionTag`; null without one. */
  versionTag: string | null
  /** True when an expression is off the safe list: such a process is stepped in a worker with limits (decision 13). */
  needsSandbox: boolean
}

export interface Flow {
  id: string
  source: Node
  target: Node
  condition: Expression | null
}

/** `target = source`; a target with dots addresses into a context. */
export interface Mapping {
  source: Expression
  target: readonly string[]
}

interface Common {
  id: string
  name: string
  /** The scope the element lives in; null for the process. */
  parent: ScopeNode | null
  incoming: readonly Flow[]
  outgoing: readonly Flow[]
  inputs: readonly Mapping[]
  outputs: readonly Mapping[]
  boundary: readonly BoundaryNode[]
  /** Marked as a compensation handler. */
  undoes: boolean
}

export interface ScopeNode extends Common {
  /** An event sub-process stands in its scope unconnected, and begins when its start event happens. */
  type: 'process' | 'subProcess' | 'eventSubProcess'
  /** The none start event, or an event sub-process's own; null for a process that only begins with events. */
  start: StartNode | null
  /** Of the process: start events that wait for a message, a timer or a signal. */
  starts: readonly StartNode[]
  /** Drawn directly inside. */
  eventSubProcesses: readonly ScopeNode[]
}

/** `interrupting` matters in event sub-processes: everything else in the scope around is ended first. */
export type StartNode = Common & { type: 'startEvent'; interrupting: boolean } & ({ trigger: 'none' } | Trigger | Caught)

export interface EndNode extends Common {
  type: 'endEvent'
  end: { kind: 'none' } | { kind: 'terminate' } | Thrown
}

/** What an event throws within its process. */
export type Thrown =
  | { kind: 'error'; code: Expression }
  | { kind: 'escalation'; code: Expression }
  | { kind: 'signal'; name: Expression }
  /** null: all that is done in the scope. */
  | { kind: 'compensation'; activity: string | null }

/** A link event goes on at the catch event of the same name in its scope. */
export interface ThrowNode extends Common {
  type: 'intermediateThrowEvent'
  throws: { kind: 'none' } | { kind: 'link'; name: string } | Exclude<Thrown, { kind: 'error' }>
}

/** Tasks a worker does; a message throw or end event is one too: the worker sends the message. */
export interface JobNode extends Common {
  type: 'serviceTask' | 'userTask' | 'sendTask' | 'businessRuleTask' | 'scriptTask' | 'messageEvent'
  job: JobDefinition
}

export interface JobDefinition {
  type: Expression
  retries: Expression
  /** Static headers (`zeebe:taskHeaders`). */
  headers: Readonly<Record<string, string>>
  /** Headers computed when the job is created: a user task's assignee, candidates, dates; null results are left out. */
  computed: readonly { header: string; expression: Expression; kind: 'text' | 'list' | 'date' }[]
}

/** A script task whose script is a FEEL expression; the result becomes a variable. */
export interface ScriptNode extends Common {
  type: 'feelTask'
  script: Expression
  result: string
}

/** A business rule task that calls a decision; its output becomes a variable. */
export interface DecisionNode extends Common {
  type: 'decisionTask'
  decisionId: Expression
  binding: Binding
  result: string
}

/** A task of no kind, or done by hand: nothing waits for it. */
export interface PlainTaskNode extends Common { type: 'plainTask' }

export interface MessageDefinition {
  name: Expression
  /** null at a start event of a process: the message creates the instance. */
  correlationKey: Expression | null
}

export interface TimerDefinition {
  kind: 'duration' | 'date' | 'cycle'
  expression: Expression
}

export interface ReceiveNode extends Common { type: 'receiveTask'; message: MessageDefinition }

/** Behind an event-based gateway the event is awaited by the gateway (`awaitedBy`) and only happens here. */
export type CatchNode = Common & { type: 'intermediateCatchEvent'; awaitedBy: EventGatewayNode | null } & (Trigger | { trigger: 'link'; link: string })

export type Trigger =
  | { trigger: 'message'; message: MessageDefinition }
  | { trigger: 'timer'; timer: TimerDefinition }
  | { trigger: 'signal'; signal: Expression }

/** Thrown from within; `code` null catches every one. */
export interface Caught { trigger: 'error' | 'escalation'; code: string | null }

export type BoundaryNode = Common & { type: 'boundaryEvent'; attachedTo: string; interrupting: boolean } & (Trigger | Caught | Compensable)

/** At an activity that can be undone, by the element `handler`. */
export interface Compensable { trigger: 'compensation'; handler: string }

export interface ExclusiveNode extends Common { type: 'exclusiveGateway'; default: Flow | null }
export interface InclusiveNode extends Common { type: 'inclusiveGateway'; default: Flow | null }
export interface ParallelNode extends Common { type: 'parallelGateway' }
export interface EventGatewayNode extends Common { type: 'eventBasedGateway' }

/** Gateways that wait for tokens of several flows. */
export type JoinNode = ParallelNode | InclusiveNode

/** What a multi-instance activity repeats over, and what it gathers. */
export interface Loop {
  sequential: boolean
  inputCollection: Expression
  /** Each inner instance's own variable with its item. */
  inputElement: string | null
  /** `variable`: set when the element is a path from that variable; it is then made local to the inner instance. */
  output: { collection: string; element: Expression; variable: string | null } | null
  completion: Expression | null
}

/** Which of the versions deployed under an id is meant: the latest, the one of the same deployment, or the latest with a tag. */
export type Binding = { to: 'latest' } | { to: 'deployment' } | { to: 'versionTag'; tag: string }

export interface CallNode extends Common {
  type: 'callActivity'
  processId: Expression
  binding: Binding
  /** Every variable in sight goes in; else only what the input mappings made. */
  allIn: boolean
  /** Every variable of the called process comes out, unless output mappings say what. */
  allOut: boolean
}

/** Around the instances of a multi-instance activity. Body and inner activity have one id; flows and boundary events are the body's, the rest is the inner one's. */
export interface MultiInstanceNode extends Common { type: 'multiInstanceBody'; inner: ActivityNode; loop: Loop }

export type Node =
  | ScopeNode | StartNode | EndNode | ThrowNode | JobNode | ScriptNode | DecisionNode | PlainTaskNode | ReceiveNode | CatchNode | BoundaryNode
  | ExclusiveNode | InclusiveNode | ParallelNode | EventGatewayNode | CallNode | MultiInstanceNode
export type NodeType = Node['type']
/** What can carry boundary events and be multi-instance. */
export type ActivityNode = CallNode | ScopeNode | JobNode | ScriptNode | DecisionNode | PlainTaskNode | ReceiveNode
