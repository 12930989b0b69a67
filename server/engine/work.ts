/**
 * One step in progress: the draft state, the events so far, and what is still to do, first in first out as in Zeebe's log.
 * Behaviors and elements write through `emit` and `todo` alone.
 */
import { apply, draftOf, type Draft } from './apply.ts'
import type { Event } from './events.ts'
import type { RawFeel } from './decisions/feel.ts'
import type { DecisionGraph } from './decisions/types.ts'
import type { FeelEvaluator } from './feel/expression.ts'
import type { Binding, Node, Process } from './model/types.ts'
import { type Called, type ElementInstance, type ErrorType, type Instance, type Key, type Variables } from './state.ts'

/** The variables of one instance, all scopes together: they are written as one text. */
export const MAX_INSTANCE_CHARACTERS = 16_000_000

/** Where Zeebe's lines take turns differently, the engine does as 8.8; as 8.5 only to be compared with it (README, "Where 8.5 and 8.8 differ"). */
export type Line = '8.5' | '8.8'

/** What a step is handed instead of reaching for it. */
export interface Environment {
  /** Milliseconds since 1970. */
  now: number
  /** The next unused key. */
  nextKey(): Key
  /** Evaluates FEEL off the safe list; only the sandbox has one that does not throw. */
  feel: FeelEvaluator
  /** FEEL of decisions whose values are more than JSON; outside the sandbox there are none. */
  raw: RawFeel
  /** What call activities and business rule tasks call. */
  deployed: Deployed
  /** The oldest buffered message that waits for such a subscription, but for those in `taken`; none in the sandbox, where messages come after the step. */
  buffered(wanted: Wanted, taken: ReadonlySet<string>): BufferedMessage | null
  /** How many elements one command may activate before the rest becomes incidents. */
  budget: number
  /** How many characters of values expressions may make in this step: what is left of MAX_INSTANCE_CHARACTERS. */
  room: number
  /** Whose turns are taken; 8.8's unless given. */
  line?: Line
  /** Told of the element whose expressions are about to be evaluated, and the process it is drawn in, so that a killed sandbox can name it. */
  at?: (elementId: string, processKey: Key) => void
}

/** Deployed processes as a call sees them. */
export interface Deployed {
  /** The definition a call means; null when there is none. `caller` is the calling definition. */
  find(bpmnProcessId: string, binding: Binding, caller: Key): Called | null
  deploymentOf(processKey: Key): Key
  /** The process of that key; null when there is none. */
  definition(processKey: Key): Called | null
  /** Whether a step may enter this process now; if not, the call goes on in a step of its own. */
  ready(processKey: Key): boolean
  /** @throws when the graph is not in memory: whoever steps an instance brings its graphs in first */
  graph(processKey: Key): Process
  /** The decision a task means; null when there is none. */
  decision(id: string, binding: Binding, caller: Key): FoundDecision | null
  /** Whether a step may evaluate decisions of this graph now; if not, the task goes on in a step of its own. */
  decisionReady(graph: Key): boolean
  /** @throws as `graph` does */
  decisionGraph(graph: Key): DecisionGraph
}

/** What a subscription waits for; a message comes once to a process id. */
export interface Wanted { name: string; correlationKey: string; bpmnProcessId: string }

export interface BufferedMessage { key: Key; variables: Variables }

export interface FoundDecision { id: string; /** the key of its graph */ graph: Key }

export type Todo =
  /** A token arrives at `node`, or something begins it; `came`: what triggered it. */
  | { do: 'activate'; node: Node; scope: Key; byFlow: boolean; came?: Variables | undefined; /** variables it is given at once */ given?: Variables | undefined; /** the node is a called process */ called?: Called; /** by order, not by flow: it takes the place of a token, if one is on its way in the scope (Zeebe) */ placed?: true; /** it is a compensation handler, and of which compensation */ undoes?: Key }
  /** The next inner instance of a parallel multi-instance body; one at a time, as Zeebe's batches let others in between. */
  | { do: 'next'; key: Key }
  /** The next child after this one, then the ones behind it; one at a time, as Zeebe's batches let others in between. */
  | { do: 'terminateChildren'; key: Key; after?: Key }
  /** A message may be buffered for a subscription that has just been opened, or has taken the one before. */
  | { do: 'look'; subscription: Key }
  /** It is, and comes. */
  | { do: 'correlate'; subscription: Key; wanted: Wanted; message: BufferedMessage }
  /** The subscription was gone before it came. */
  | { do: 'reject'; wanted: Wanted; message: BufferedMessage }
  /** An element that is activating or completing already goes on (an incident was resolved). */
  | { do: 'resume'; key: Key }
  | { do: 'complete'; key: Key }
  | { do: 'terminate'; key: Key }
  /** What in this instance waits for the signal by now gets it. */
  | { do: 'signal'; name: string; variables: Variables }

export interface Work {
  readonly process: Process
  readonly state: Draft
  readonly events: Event[]
  readonly todo: Todo[]
  readonly env: Environment
  activations: number
  /** Messages of this step and the process ids that have got them (`takenBy`): none gets one twice. */
  readonly taken: Set<string>
  /** Characters of the values that expressions have made in this step. */
  made: number
}

export function beginWork(process: Process, instance: Instance, env: Environment): Work {
  return { process, state: draftOf(instance), events: [], todo: [], env, activations: 0, taken: new Set(), made: 0 }
}

export function takenBy(message: Key, bpmnProcessId: string): string {
  return `${message} ${bpmnProcessId}`
}

export function emit(work: Work, event: Event): void {
  work.events.push(event)
  apply(work.state, event)
}

/** The element instance, which the caller knows to exist. */
export function element(work: Work, key: Key): ElementInstance {
  const found = work.state.elements.get(key)
  if (!found) throw new Error(`Element instance ${key} of process instance ${work.state.key} is gone`)
  return found
}

/** The drawn element behind an instance: of a multi-instance activity, the body or what it repeats. */
export function nodeOf(work: Work, instance: ElementInstance): Node {
  const process = processOf(work, instance)
  const node = process.nodes.get(instance.elementId)
  if (!node) throw new Error(`Process ${process.id} has no element ${instance.elementId}`)
  return node.type === 'multiInstanceBody' && instance.loop?.kind === 'inner' ? node.inner : node
}

/** The process an element is drawn in: the instance's own, or one it has called. */
export function processOf(work: Work, instance: ElementInstance): Process {
  for (let at: ElementInstance | undefined = instance; at; at = work.state.elements.get(at.scope)) {
    if (at.called) return work.env.deployed.graph(at.called.processKey)
  }
  return work.process
}

/** Thrown where an element cannot go on; becomes an incident at that element, never an error of the engine. */
export class ElementFailure extends Error {
  constructor(readonly errorType: ErrorType, message: string) {
    super(message)
  }
}
