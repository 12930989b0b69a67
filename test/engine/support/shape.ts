/**
 * The words in which a scenario draws its diagram: pure data, one entry an element. What they become is diagram.ts's affair.
 * FEEL is written with its `=`, as in the diagram, except conditions, which are always FEEL. `{scenario}` anywhere is the id of the scenario's process.
 */
type Pairs = readonly (readonly [source: string, target: string])[]

/** `in`, `out`: mappings. `multi`: an instance for each entry of a list. `compensation`: a handler, started by its boundary event only. */
interface Mapped { in?: Pairs; out?: Pairs }
interface Activity extends Mapped { multi?: Multi; compensation?: true }
interface Headed { headers?: Readonly<Record<string, string>> }
interface Worked extends Activity, Headed { retries?: string }

export interface Multi {
  /** FEEL: the list. */
  over: string
  /** Name of the variable that holds the entry. */
  as?: string
  sequential?: true
  /** Name of the list of results, and FEEL of one result. */
  collect?: readonly [list: string, element: string]
  /** FEEL: when the rest is not needed any more. */
  until?: string
}

/** `key` is FEEL; a message start event of a process has none. */
export interface Message { name: string; key?: string }

/** What an event waits for. A boundary event may also be there for compensation: `handler` names the activity. */
export type Event =
  | { message: Message } | { timer: string } | { date: string } | { cycle: string } | { error: string } | { anyError: true }
  | { signal: string } | { escalation: string } | { anyEscalation: true } | { link: string } | { compensation: true; handler: string }

/** What an event brings about. `job`: a message event, which is a job for a worker (`true`: the type is the element's id). `compensate`: one activity, or all. */
export type Thrown =
  | 'none' | ({ job: string | true; retries?: string } & Headed) | { error: string } | { signal: string } | { escalation: string } | { link: string } | { compensate: string | true }

/** Which version a call or decision means: latest (as if nothing were said), deployment, versionTag. */
interface Bound { binding?: 'latest' | 'deployment' | 'versionTag'; versionTag?: string }

export type NodeSpec =
  | 'start' | 'end' | 'terminate' | 'xor' | 'and' | 'or' | 'event' | 'task' | 'manual'
  | ({ start: Event; beside?: true } & Mapped)
  | ({ service: string | true } & Worked)
  | ({ send: string | true } & Worked)
  | ({ scriptJob: string | true } & Worked)
  | ({ ruleJob: string | true } & Worked)
  | ({ script: string; result: string } & Activity)
  | ({ rule: string; result: string } & Bound & Activity)
  | ({ user: Partial<Record<'assignee' | 'candidateGroups' | 'candidateUsers' | 'formKey' | 'dueDate' | 'followUpDate', string>> } & Headed & Activity)
  | ({ receive: Message } & Activity)
  /** A process of the scenario's `also`, or FEEL. Undefined flags are left out of the diagram. */
  | ({ call: string; children?: boolean; parent?: boolean } & Bound & Activity)
  | ({ catch: Event } & Mapped)
  | ({ throw: Thrown } & Mapped)
  | ({ end: Thrown } & Mapped)
  | ({ boundary: Event; on: string; beside?: true } & Mapped)
  /** The same as `end: { error }`. */
  | ({ error: string } & Mapped)
  /** `event`: an event sub-process; its start event says what it waits for. */
  | ({ sub: Shape; event?: true } & Activity)
  /** The way out: BPMN as it is; `jobs` lists the job types it needs played. */
  | { xml: string; jobs?: readonly string[] }

/** `flows`: chains of ids, `s a e`; `when`: `from to` -> FEEL without its `=`; `otherwise`: gateway -> target of its default flow. */
export interface Shape {
  nodes: Readonly<Record<string, NodeSpec>>
  flows: readonly string[]
  when?: Readonly<Record<string, string>>
  otherwise?: Readonly<Record<string, string>>
  versionTag?: string
}

export const USER_TASK = 'io.camunda.zeebe:userTask'
/** The type offered for every task whose type is FEEL. */
const COMPUTED = 'computed'

/** Job types of a shape; a task's type is its id unless it says otherwise. */
export function jobTypes(shape: Shape): string[] {
  const types = Object.entries(shape.nodes).flatMap(([id, spec]) => (typeof spec === 'string' ? [] : typesOf(id, spec)))
  return [...new Set(types)]
}

function typesOf(id: string, spec: Exclude<NodeSpec, string>): readonly string[] {
  if ('user' in spec) return [USER_TASK]
  if ('sub' in spec) return jobTypes(spec.sub)
  if ('xml' in spec) return spec.jobs ?? []
  const type = jobTypeOf(spec)
  return type === undefined ? [] : [type === true ? id : type.startsWith('=') ? COMPUTED : type]
}

/** As the spec says it: `true` is the element's id; undefined where there is no job, or its type is fixed. */
export function jobTypeOf(spec: Exclude<NodeSpec, string>): string | true | undefined {
  if ('service' in spec) return spec.service
  if ('send' in spec) return spec.send
  if ('scriptJob' in spec) return spec.scriptJob
  if ('ruleJob' in spec) return spec.ruleJob
  const thrown = 'throw' in spec ? spec.throw : 'end' in spec ? spec.end : undefined
  return typeof thrown === 'object' && 'job' in thrown ? thrown.job : undefined
}
