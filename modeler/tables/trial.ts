/** The cases of one file tried against its tables as the engine evaluates them (processes/play/tables.ts), with what the grid of cases shows of it. Pure. */
import { readCases, tryTables, UnreadableCases, type TableCase, type Trial } from '../../processes/play/tables.ts'
import { askedBy } from '../../processes/rules/support/tables.ts'
import { compileDecisions } from '../../server/engine/decisions/compile.ts'
import type { DecisionGraph } from '../../server/engine/decisions/types.ts'
import { InvalidDiagram } from '../../server/engine/model/problem.ts'

/** `refused`: the engine does not take the tables, and the rules say why; `sandbox`: only the server could evaluate them. */
export type Compiled = { graph: DecisionGraph } | { refused: true } | { sandbox: true }

export async function compiled(xml: string): Promise<Compiled> {
  try {
    const graph = await compileDecisions(xml)
    return graph.needsSandbox ? { sandbox: true } : { graph }
  } catch (error) {
    if (!(error instanceof InvalidDiagram)) throw error
    return { refused: true }
  }
}

export interface Tried {
  asked: Record<string, TableCase[]>
  /** Null where the tables do not run. */
  trial: Trial | null
  /** Why the file of cases cannot be read, in English as its reader says it. */
  unreadable: string | null
}

export function tried(text: string, tables: Compiled): Tried {
  let asked: Record<string, TableCase[]> = {}
  try {
    asked = readCases(text)
    return { asked, trial: 'graph' in tables ? tryTables(tables.graph, asked) : null, unreadable: null }
  } catch (error) {
    if (!(error instanceof UnreadableCases)) throw error
    return { asked, trial: null, unreadable: error.message }
  }
}

/** Variables that a case of the decision gives: those it looks at first, then what cases give besides. */
export function givenTo(tables: Compiled, decision: string, cases: readonly TableCase[]): string[] {
  const asked = 'graph' in tables ? [...askedBy(tables.graph, decision)] : []
  return [...new Set([...asked, ...cases.flatMap(({ given }) => Object.keys(given))])]
}
