/** JUnit's XML: a suite a matter, a case a problem; a clean matter is one case that passed. */
import type { Judged, Placed } from '../check/judge.ts'
import { escape } from '../../../processes/play/escape.ts'

export function junit(judged: Judged[]): string {
  const failures = judged.flatMap(({ problems }) => problems).filter(isFailure).length
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tongban check" tests="${judged.reduce((sum, { problems }) => sum + Math.max(1, problems.length), 0)}" failures="${failures}">\n${judged.map(suite).join('\n')}\n</testsuites>`
}

function suite({ name, problems }: Judged): string {
  const cases = problems.length === 0 ? [`    <testcase classname="${escape(name)}" name="rules"/>`] : problems.map((problem) => one(name, problem))
  return `  <testsuite name="${escape(name)}" tests="${cases.length}" failures="${problems.filter(isFailure).length}">\n${cases.join('\n')}\n  </testsuite>`
}

/** Warnings and hints pass, and are read in the output. */
function one(name: string, problem: Placed): string {
  const { rule, element, path, line, message } = problem
  const place = `${path}:${line}`
  const inside = isFailure(problem) ? `<failure message="${escape(message)}" type="${escape(rule)}">${escape(place)}</failure>` : `<system-out>${escape(`${place} ${message}`)}</system-out>`
  return `    <testcase classname="${escape(name)}" name="${escape(element === undefined ? rule : `${rule} ${element}`)}" file="${escape(path)}">${inside}</testcase>`
}

function isFailure({ severity }: Placed): boolean {
  return severity === 'error'
}
