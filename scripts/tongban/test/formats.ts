/** What came of the scenarios: for a person, for a program, and as JUnit's XML for a forge. */
import { wordsOf, type Coverage } from '../../../processes/play/coverage.ts'
import { escape } from '../../../processes/play/escape.ts'
import { amount } from '../check/judge.ts'
import { jsonText } from '../print.ts'
import { lines } from '../../scenario/telling.ts'
import type { PlacedFailure, PlacedVerdict, Tested } from './playMatter.ts'
import type { TriedTable } from './tryTables.ts'

export interface Options { steps: boolean }

export function asText(tested: Tested[], { steps }: Options): string {
  const all = tested.flatMap(({ verdicts }) => verdicts)
  const failed = all.filter(({ failures }) => failures.length > 0).length
  const took = all.reduce((sum, verdict) => sum + verdict.took, 0)
  return [...tested.flatMap((one) => matterText(one, steps)), `${counted(tested)} of ${amount(tested.length, 'matter')}, ${failed} failed, ${(took / 1000).toFixed(1)} s`].join('\n')
}

/** Files of table cases are no scenarios. */
function counted(tested: readonly Tested[]): string {
  const tables = tested.flatMap(({ tables: each }) => each.filter(({ verdict }) => verdict !== null)).length
  const scenarios = tested.flatMap(({ verdicts }) => verdicts).length - tables
  return [amount(scenarios, 'scenario'), ...(tables === 0 ? [] : [`${tables} ${tables === 1 ? 'file' : 'files'} of table cases`])].join(' and ')
}

function matterText({ code, name, problem, partial, verdicts, coverage, tables }: Tested, steps: boolean): string[] {
  if (problem !== null) return [`${code}  cannot be played: ${problem}`]
  const head = `${code} ${name}  ${verdicts.length === 0 ? 'has no scenario: nothing proves what should happen to a case' : waysOf(coverage!)}`
  return [head, ...verdicts.flatMap((verdict) => verdictText(verdict, steps)), ...(partial ? [] : [...missingText(coverage), ...unmetText(tables)])]
}

export function waysOf({ flows, ends }: Coverage): string {
  return `${flows.covered} of ${flows.all} flows, ${ends.covered} of ${ends.all} ends`
}

function missingText(coverage: Coverage | null): string[] {
  return (coverage?.missing ?? []).map((one) => `  no scenario ${wordsOf(one)}`)
}

/** Rows of decision tables that no case has met. */
function unmetText(tables: readonly TriedTable[]): string[] {
  return tables.flatMap(({ name, rows }) => rows.filter(({ met }) => met === 0).map(({ name: decision, row }) => `  no case meets row ${row} of "${decision}"  tables/${name}.dmn`))
}

function verdictText({ path, name, failures, told }: PlacedVerdict, steps: boolean): string[] {
  const passed = failures.length === 0
  return [`  ${coloured(passed ? 'ok' : 'failed', passed ? 32 : 31)} ${name}  ${path}`, ...(steps ? told.flatMap(lines).map((line) => `     ${line}`) : []), ...failures.map((failure) => failureText(path, failure))]
}

function failureText(path: string, { line, step, wanted, found, todo }: PlacedFailure): string {
  return [`    ${path}:${line}${step === null ? '' : `#${step}`}`, `wanted: ${wanted}`, `found:  ${found}`, `to do:  ${todo}`].join('\n      ')
}

function coloured(text: string, colour: number): string {
  return process.stdout.isTTY && !process.env.NO_COLOR ? `\u001b[${colour}m${text}\u001b[0m` : text
}

export function asJson(tested: Tested[]): string {
  return jsonText(tested.map(({ code, name, problem, verdicts, coverage, tables }) => ({
    code, name, problem,
    scenarios: verdicts.map(({ path, name: title, took, failures }) => ({ path, name: title, passed: failures.length === 0, milliseconds: Math.round(took), failures })),
    coverage: coverage && { flows: coverage.flows, elements: coverage.elements, ends: coverage.ends, missing: coverage.missing.map((one) => ({ ...one, words: wordsOf(one) })) },
    tables: tables.map(({ name: file, rows }) => ({ name: file, rows })),
  })), 2)
}

/** A suite a matter, a case a scenario; what nobody went is read in the suite's output. */
export function asJunit(tested: Tested[]): string {
  const suites = tested.map(suite)
  const sum = (key: 'tests' | 'failures'): number => suites.reduce((total, one) => total + one[key], 0)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tongban test" tests="${sum('tests')}" failures="${sum('failures')}">\n${suites.map(({ text }) => text).join('\n')}\n</testsuites>`
}

function suite({ code, problem, verdicts, coverage, tables }: Tested): { tests: number; failures: number; text: string } {
  const cases = problem === null ? verdicts.map((verdict) => caseOf(code, verdict)) : [`    <testcase classname="${escape(code)}" name="the matter can be played"><failure message="${escape(problem)}" type="matter">${escape(problem)}</failure></testcase>`]
  const failures = problem === null ? verdicts.filter((verdict) => verdict.failures.length > 0).length : 1
  const seconds = verdicts.reduce((sum, { took }) => sum + took, 0) / 1000
  const ways = coverage && verdicts.length > 0 ? [`    <system-out>${escape([waysOf(coverage), ...[...missingText(coverage), ...unmetText(tables)].map((line) => line.trim())].join('\n'))}</system-out>`] : []
  return { tests: cases.length, failures, text: [`  <testsuite name="${escape(code)}" tests="${cases.length}" failures="${failures}" time="${seconds.toFixed(3)}">`, ...cases, ...ways, '  </testsuite>'].join('\n') }
}

function caseOf(code: string, { path, name, took, failures }: PlacedVerdict): string {
  const inside = failures.map(({ line, step, wanted, found, todo }) =>
    `<failure message="${escape(`wanted ${wanted}, found ${found}`)}" type="${escape(step ?? 'scenario')}">${escape(`${path}:${line}\nwanted: ${wanted}\nfound: ${found}\nto do: ${todo}`)}</failure>`).slice(0, 1)
  const more = failures.slice(1).map(({ line, wanted, found }) => `${path}:${line} wanted: ${wanted}, found: ${found}`)
  const out = more.length === 0 ? '' : `<system-out>${escape(more.join('\n'))}</system-out>`
  return `    <testcase classname="${escape(code)}" name="${escape(name)}" file="${escape(path)}" time="${(took / 1000).toFixed(3)}">${inside.join('')}${out}</testcase>`
}
