/**
 * A business rule task calls a decision of the matter's own tables, which are part of what is signed (design decision 8). A table nobody calls
 * decides nothing and only seems to.
 */
import type { DecisionGraph } from '../../server/engine/decisions/types.ts'
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'
import { decisionsIn, fileOf } from './support/tables.ts'

/** What the ids of called decisions end with when an engine gets them: `_` and twelve digits of their content (server/matters/deployable.ts). */
const PUBLISHED_END = /_[0-9a-f]{12}$/

export default bundleRule('tables-are-called', 'error', ({ diagram, tables }) => {
  const there = decisionsIn(tables)
  const unread = [...tables.values()].some(({ graph }) => !graph) // told by tables-can-run
  const found: Finding[] = []
  const [used, files] = [new Set<string>(), new Map<string, string>()]
  for (const node of diagram.nodes.values()) {
    if (node.decision === undefined) continue
    const at = there.get(node.decision)
    if (at) {
      used.add(at.name)
      if (readByItsId(at.graph, node.decision)) found.push(finding(fileOf(at.name), node.decision, say`The decision "${node.decision}" is called by a step and needed by another decision of its file, which reads it by its id; an engine gets it under another one. Give its result a name of its own.`))
    }
    else if (!unread) found.push(finding(DIAGRAM, node.id, say`${called(node)} calls the decision "${node.decision}", which no file of tables/ has. Draw its table there, or correct the name.`, { fact: 'decision' }))
  }
  for (const [name, { graph }] of tables) {
    if (graph && !used.has(name)) found.push(finding(fileOf(name), undefined, say`No step calls a decision of "${name}". Call it from a business rule task, or remove the file.`))
    if (graph && files.has(graph.id)) found.push(finding(fileOf(name), undefined, say`"${name}" and "${files.get(graph.id)!}" have the same id "${graph.id}" of their definitions, which an engine refuses. Give each file its own.`))
    if (graph) files.set(graph.id, name)
    for (const id of graph?.decisions.keys() ?? []) {
      if (PUBLISHED_END.test(id)) found.push(finding(fileOf(name), id, say`The decision "${id}" ends as the ids do under which an engine gets published tables, and could take the place of another matter's. Give it another id.`))
      if (there.get(id)!.name !== name) found.push(finding(fileOf(name), id, say`The decision "${id}" is in "${there.get(id)!.name}" already. Give each its own id.`))
    }
  }
  return found
})

/** A decision without a variable gives its result under its id, and what an engine gets has another id (server/matters/deployable.ts). */
function readByItsId(graph: DecisionGraph, id: string): boolean {
  return graph.decisions.get(id)!.result === id && [...graph.decisions.values()].some(({ needs }) => needs.includes(id))
}
