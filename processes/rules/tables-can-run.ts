/** The engine takes the matter's decision tables, and each can be tried without a server: what stands in no table cannot decide a case. */
import { bundleRule, finding, say } from './rule.ts'
import { fileOf } from './support/tables.ts'

export default bundleRule('tables-can-run', 'error', ({ tables }) => [...tables].flatMap(([name, { graph, problems = [] }]) => [
  ...problems.map(({ elementId, elementName, message }) => finding(fileOf(name), elementId ?? undefined, say`The engine does not take "${elementName || elementId || fileOf(name)}" of the decision tables: ${message}`)),
  ...(graph?.needsSandbox ? [finding(fileOf(name), undefined, say`The tables of "${name}" have an expression that only the server's sandbox evaluates, so they cannot be tried row by row. Write it simpler, or move it into a form.`)] : []),
]))
