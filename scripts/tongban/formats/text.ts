/** For a person: a line a matter, a line a problem. Coloured on a terminal only. */
import type { Problem } from '../../../processes/rules/run.ts'
import { amount, type Judged, type Placed } from '../check/judge.ts'

const colours = { error: 31, warning: 33, hint: 36 } as const

export function text(judged: Judged[]): string {
  return judged.flatMap(({ name, note, problems }) => [`${name} ${note}, ${counts(problems)}`, ...worst(problems).map(line), ...unsaid(problems.length)]).join('\n')
}

/** Nobody reads more of one matter; a hostile file has ten thousands. */
const MOST = 100
const WEIGHT = { error: 0, warning: 1, hint: 2 } as const

/** Where not all can be told, the errors are. */
export function worst<T extends { severity: Problem['severity'] }>(problems: readonly T[]): readonly T[] {
  return problems.length <= MOST ? problems : [...problems].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]).slice(0, MOST)
}

/** The sentence for those that are not told. */
export function unsaid(count: number): string[] {
  return count <= MOST ? [] : [`  and ${amount(count - MOST, 'problem')} more. Mend these first; --format json tells all ${count}.`]
}

function counts(problems: Placed[]): string {
  const count = (severity: string): number => problems.filter((problem) => problem.severity === severity).length
  const hints = count('hint')
  return [amount(count('error'), 'error'), amount(count('warning'), 'warning'), ...(hints > 0 ? [amount(hints, 'hint')] : [])].join(', ')
}

function line({ severity, path, line, element, message, rule }: Placed): string {
  const weight = process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${colours[severity]}m${severity}\u001b[0m` : severity
  return `  ${weight} ${path}:${line}${element === undefined ? '' : `#${element}`}: ${message} [${rule}]`
}
