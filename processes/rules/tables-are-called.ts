/**
 * A business rule task calls a decision of the matter's own tables, which are part of what is signed (design decision 8). A table nobody calls
 * decides nothing and only seems to.
 */
import { bundleRule, finding, say, type Finding } from './rule.ts'
import { called, DIAGRAM } from './subject.ts'
import { decisionsIn, fileOf } from './support/tables.ts'

export default bundleRule('tables-are-called', 'error', ({ diagram, tables }) => {
  const there = decisionsIn(tables)
  const unread = [...tables.values()].some(({ graph }) => !graph) // told by tables-can-run
  const found: Finding[] = []
  const used = new Set<string>()
  for (const node of diagram.nodes.values()) {
    if (node.decision === undefined) continue
    const at = there.get(node.decision)
    if (at) used.add(at.name)
    else if (!unread) found.push(finding(DIAGRAM, node.id, say`${called(node)} calls the decision "${node.decision}", which no file of tables/ has. Draw its table there, or correct the name.`))
  }
  for (const [name, { graph }] of tables) {
    if (graph && !used.has(name)) found.push(finding(fileOf(name), undefined, say`No step calls a decision of "${name}". Call it from a business rule task, or remove the file.`))
    for (const id of graph?.decisions.keys() ?? []) {
      if (there.get(id)!.name !== name) found.push(finding(fileOf(name), id, say`The decision "${id}" is in "${there.get(id)!.name}" already. Give each its own id.`))
    }
  }
  return found
})
