/** A matter's decision tables (DMN) as the engine reads them, and what they ask for. Pure. */
import { compileDecisions } from '../../../server/engine/decisions/compile.ts'
import type { Decision, DecisionGraph, Logic } from '../../../server/engine/decisions/types.ts'
import { InvalidDiagram } from '../../../server/engine/model/problem.ts'
import type { Bundle } from '../../../server/matters/types.ts'
import type { ReadTable } from '../subject.ts'
import { readCondition } from './condition.ts'

export const fileOf = (name: string): string => `tables/${name}.dmn`

export async function readTables({ tables = {} }: Pick<Bundle, 'tables'>): Promise<Map<string, ReadTable>> {
  const read = Object.entries(tables).map(async ([name, xml]): Promise<[string, ReadTable]> => [name, await readTable(xml)])
  return new Map(await Promise.all(read))
}

async function readTable(xml: string): Promise<ReadTable> {
  try {
    return { graph: await compileDecisions(xml) }
  } catch (error) {
    if (!(error instanceof InvalidDiagram)) throw error
    return { problems: error.problems }
  }
}

/** Where each decision stands: its file's name and the graph it belongs to. Of two files with the same id the first counts. */
export function decisionsIn(tables: ReadonlyMap<string, ReadTable>): Map<string, { name: string; graph: DecisionGraph }> {
  const found = new Map<string, { name: string; graph: DecisionGraph }>()
  for (const [name, { graph }] of tables) for (const id of graph?.decisions.keys() ?? []) if (!found.has(id)) found.set(id, { name, graph: graph! })
  return found
}

/** Variables of a case that a decision looks at, its required decisions included; what these give it is none of the case's. */
export function askedBy(graph: DecisionGraph, decisionId: string, seen: Set<string> = new Set()): Set<string> {
  const decision = graph.decisions.get(decisionId)
  if (!decision || seen.has(decisionId)) return new Set()
  seen.add(decisionId)
  const own = new Set(expressionsOf(decision.logic).flatMap((text) => readCondition(text)?.variables ?? []))
  for (const name of givenTo(graph, decision)) own.delete(name)
  for (const id of decision.needs) for (const name of askedBy(graph, id, seen)) own.add(name)
  return own
}

function givenTo(graph: DecisionGraph, { needs, knows }: Decision): string[] {
  return [...needs.flatMap((id) => graph.decisions.get(id)?.result ?? []), ...knows.flatMap((id) => graph.knowledge.get(id)?.name ?? [])]
}

/** What of a logic is certain to look at variables of the case: the inputs of a table, a literal expression. */
function expressionsOf(logic: Logic): string[] {
  if (logic.kind === 'table') return logic.inputs.map(({ expression }) => expression.text)
  return logic.kind === 'literal' ? [logic.expression.text] : []
}
