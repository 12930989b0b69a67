/** GitLab's code quality report. */
import { createHash } from 'node:crypto'
import type { Judged } from '../check/judge.ts'
import { jsonText } from '../print.ts'

const severities = { error: 'major', warning: 'minor', hint: 'info' } as const

export function gitlab(judged: Judged[]): string {
  return jsonText(judged.flatMap(({ problems }) => problems).map(({ severity, path, line, rule, element, message }) => ({
    description: message, check_name: rule, severity: severities[severity], location: { path, lines: { begin: line } },
    // the same finding keeps its fingerprint when lines above it move
    fingerprint: createHash('sha256').update(JSON.stringify([rule, path, element, message])).digest('hex'),
  })), 2)
}
