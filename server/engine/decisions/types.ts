/**
 * The graph of a DMN file: what the compiler makes of it and the only thing `evaluate` knows. Plain frozen data and Maps, so that it can
 * pass between threads; nothing here knows XML.
 */
import type { Expression } from '../feel/expression.ts'
import type { UnaryTests } from '../feel/unary.ts'

export interface DecisionGraph {
  id: string
  name: string
  /** By id, in the order of the file. */
  decisions: ReadonlyMap<string, Decision>
  /** By id. */
  knowledge: ReadonlyMap<string, Knowledge>
  /** True when an expression is off the safe list: such a graph is evaluated in a worker with limits (decision 13). */
  needsSandbox: boolean
}

export interface Decision {
  id: string
  name: string
  /** The variable its result becomes for the decisions that require it. */
  result: string
  /** The type of that variable; null when any will do. */
  type: string | null
  logic: Logic
  /** Ids of decisions evaluated before it. */
  needs: readonly string[]
  /** Ids of business knowledge it may call. */
  knows: readonly string[]
  /** `zeebe:versionTag`; null without one. */
  versionTag: string | null
}

/** A function of several decisions (business knowledge model). */
export interface Knowledge {
  id: string
  name: string
  parameters: readonly Parameter[]
  logic: Logic
  knows: readonly string[]
}

export interface Parameter { name: string; type: string | null }

export type Logic =
  | Table
  | { kind: 'literal'; expression: Expression }
  /** Entries see those before them. `result`: what comes out in place of the context itself. */
  | { kind: 'context'; entries: readonly { name: string; logic: Logic }[]; result: Logic | null }
  | { kind: 'list'; items: readonly Logic[] }
  | { kind: 'relation'; rows: readonly (readonly { name: string; logic: Logic }[])[] }
  | { kind: 'function'; parameters: readonly Parameter[]; body: Expression }
  | { kind: 'invocation'; knowledge: string; bindings: readonly { name: string; value: Expression }[] }

export type HitPolicy = 'UNIQUE' | 'FIRST' | 'ANY' | 'PRIORITY' | 'OUTPUT ORDER' | 'RULE ORDER' | 'COLLECT'
export type Aggregation = 'SUM' | 'MIN' | 'MAX' | 'COUNT'

export interface Table {
  kind: 'table'
  hitPolicy: HitPolicy
  aggregation: Aggregation | null
  inputs: readonly { id: string; name: string; expression: Expression }[]
  /** `values`: in the order of their priority. */
  outputs: readonly { id: string; name: string; label: string; values: readonly string[]; otherwise: Expression | null }[]
  rules: readonly Rule[]
}

export interface Rule { id: string; tests: readonly UnaryTests[]; outputs: readonly Expression[] }
