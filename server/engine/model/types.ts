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
}

export interface ScopeNode extends Common {
  type: 'process' | 'subProcess'
  start: StartNode
}

export interface StartNode extends Common { type: 'startEvent' }

export interface EndNode extends Common {
  type: 'endEvent'
  end: { kind: 'none' } | { kind: 'terminate' } | { kind: 'error'; code: Expression }
}

export interface JobNode extends Common {
  type: 'serviceTask' | 'userTask'
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

export interface MessageDefinition {
  name: Expression
  correlationKey: Expression
}

export interface TimerDefinition {
  kind: 'duration' | 'date' | 'cycle'
  expression: Expression
}

export interface ReceiveNode extends Common { type: 'receiveTask'; message: MessageDefinition }

export type CatchNode = Common & { type: 'intermediateCatchEvent' } & Trigger

export type Trigger =
  | { trigger: 'message'; message: MessageDefinition }
  | { trigger: 'timer'; timer: TimerDefinition }

export type BoundaryNode = Common & { type: 'boundaryEvent'; attachedTo: string; interrupting: boolean } & (
  | Trigger
  /** `code` null catches every error. */
  | { trigger: 'error'; code: string | null }
)

export interface ExclusiveNode extends Common { type: 'exclusiveGateway'; default: Flow | null }
export interface ParallelNode extends Common { type: 'parallelGateway' }

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

/** Around the instances of a multi-instance activity. Body and inner activity have one id; flows and boundary events are the body's, the rest is the inner one's. */
export interface MultiInstanceNode extends Common { type: 'multiInstanceBody'; inner: ActivityNode; loop: Loop }

export type Node = ScopeNode | StartNode | EndNode | JobNode | ReceiveNode | CatchNode | BoundaryNode | ExclusiveNode | ParallelNode | MultiInstanceNode
export type NodeType = Node['type']
/** What can carry boundary events and be multi-instance. */
export type ActivityNode = ScopeNode | JobNode | ReceiveNode
