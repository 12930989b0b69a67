/** GitHub's workflow commands: an annotation on the line of a pull request. */
import type { Judged } from '../check/judge.ts'

const levels = { error: 'error', warning: 'warning', hint: 'notice' } as const

export function github(judged: Judged[]): string {
  return judged.flatMap(({ problems }) => problems).map(({ severity, path, line, rule, message }) =>
    `::${levels[severity]} file=${property(path)},line=${line},title=${property(rule)}::${data(message)}`).join('\n')
}

/** A line end would begin another command, and a message quotes what an author wrote. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
