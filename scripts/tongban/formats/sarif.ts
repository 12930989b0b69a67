/** SARIF 2.1.0 (OASIS): what code scanners hand to forges and editors. */
import type { Judged } from '../check/judge.ts'
import { jsonText } from '../print.ts'

const levels = { error: 'error', warning: 'warning', hint: 'note' } as const

export function sarif(judged: Judged[]): string {
  const problems = judged.flatMap((one) => one.problems)
  const rules = [...new Set(problems.map(({ rule }) => rule))].sort()
  return jsonText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'tongban check', rules: rules.map((id) => ({ id })) } },
      columnKind: 'utf16CodeUnits',
      results: problems.map(({ rule, severity, message, path, line, element }) => ({
        ruleId: rule, ruleIndex: rules.indexOf(rule), level: levels[severity], message: { text: message },
        locations: [{
          physicalLocation: { artifactLocation: { uri: encodeURI(path.replaceAll('\\', '/')) }, region: { startLine: line } },
          ...(element === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: element }] }),
        }],
      })),
    }],
  }, 2)
}
