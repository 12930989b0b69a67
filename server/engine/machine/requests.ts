/** What the machine is asked as a whole: the gateway's calls and the clock's. Answers are plain data; the wire is the gateway's business. */
import type { Command, Rejection } from '../commands.ts'
import type { Evaluation } from '../decisions/evaluation.ts'
import type { DecisionGraph } from '../decisions/types.ts'
import type { Process } from '../model/types.ts'
import type { Key, Variables } from '../state.ts'
import type { DecisionDefinition, GraphDefinition } from './decisions.ts'
import type { Definition } from './definitions.ts'
import type { Due } from './due.ts'

/** A diagram read and compiled, ready to be stored. */
export interface CompiledResource {
  name: string
  xml: string
  /** Hash of the content: the same again is no new version. */
  checksum: string
  /** Of a diagram. */
  processes: readonly Process[]
  /** Of a DMN file. */
  decisions?: DecisionGraph
}

/** One job for one stream. */
export interface PushJob { type: 'PushJob'; key: Key; worker: string; timeout: number; fetch: readonly string[] }

export type Request =
  | { type: 'Deploy'; resources: readonly CompiledResource[] }
  /** A process by its key, or decisions by that of their graph. */
  | { type: 'Delete'; resource: Key }
  /** By id and version (-1: the latest), or by definition key when there is no id. `key` is given by the machine. */
  | { type: 'Create'; definitionKey: Key; bpmnProcessId: string; version: number; variables: Variables; at?: readonly string[]; /** somebody waits for its end */ awaited?: true; key?: Key }
  | { type: 'ActivateJobs'; jobType: string; worker: string; timeout: number; max: number; fetch: readonly string[] }
  | { type: 'Publish'; name: string; correlationKey: string; messageId: string; timeToLive: number; variables: Variables; key?: Key; /** instances it begins, by start event; given by the machine */ begun?: Map<Key, Key> }
  | { type: 'Broadcast'; name: string; variables: Variables }
  /** The next portion of a broadcast. */
  | { type: 'Deliver'; signal: Key; key?: Key }
  /** An instance a message began has ended: the next message in line begins another. */
  | { type: 'NextInLine'; ended: Key; key?: Key }
  /** By decision key when it is above 0, else the latest version of an id. `evaluated` is given by the runner where the sandbox had to do it. */
  | { type: 'Evaluate'; decisionKey: Key; decisionId: string; variables: Variables; evaluated?: { decision: Key; evaluation: Evaluation } }
  | PushJob
  /** A command for the instance that owns `target` (a job, incident, element or instance key). */
  | { type: 'Instance'; target: Key; command: Command; missing: Rejection }
  | { type: 'Correlate'; subscription: Key; message: Key }
  | { type: 'Due'; due: Due; /** of the instance a start event begins; given by the machine */ key?: Key }

export interface ActivatedJob {
  key: Key
  type: string
  instance: Key
  bpmnProcessId: string
  version: number
  definitionKey: Key
  elementId: string
  element: Key
  headers: string
  worker: string
  retries: number
  deadline: number
  variables: Variables
}

export type Answer =
  | { ok: false; rejection: Rejection }
  | { ok: true; answer: 'done'; key: Key }
  | { ok: true; answer: 'deployed'; key: Key; definitions: readonly Definition[]; graphs: readonly GraphDefinition[]; decisions: readonly DecisionDefinition[] }
  | { ok: true; answer: 'evaluated'; key: Key; decision: DecisionDefinition; graph: GraphDefinition; others: readonly DecisionDefinition[]; evaluation: Evaluation }
  | { ok: true; answer: 'created'; definition: Definition; key: Key }
  | { ok: true; answer: 'jobs'; jobs: readonly ActivatedJob[] }
