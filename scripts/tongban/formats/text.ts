/** For a person: a line a matter, a line a problem. Coloured on a terminal only. */
import { amount, type Judged, type Placed } from '../check/judge.ts'

const colours = { error: 31, warning: 33, hint: 36 } as const

export function text(judged: Judged[]): string {
  return judged.flatMap(({ name, note, problems }) => [`${name} ${note}, ${counts(problems)}`, ...problems.map(line)]).join('\n')
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
