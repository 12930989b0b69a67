/**
 * Decision tables tried row by row: the cases of `tables/<name>.cases.yaml`, each with what is given and what must come out, against the tables as
 * the engine evaluates them; and which rows no case has met. Pure and browser-safe.
 */
import { parse } from 'yaml'
import { plainFeel } from '../../server/engine/decisions/feel.ts'
import { evaluateDecision } from '../../server/engine/decisions/evaluate.ts'
import type { DecisionGraph } from '../../server/engine/decisions/types.ts'
import { workOf } from './tableWork.ts'

/** One line of the file, by the decision it is put to. */
export interface TableCase { given: Record<string, unknown>; expect: unknown }

export interface TriedCase {
  /** In the file: `['governmentNeeded', 2]`. */
  place: [decision: string, index: number]
  given: Record<string, unknown>
  wanted: unknown
  found: unknown
  /** Why nothing came out; null where something did. */
  failure: string | null
  /** Of all tables that were asked: the rows that were met, from 1. */
  met: { decision: string; row: number }[]
}

export interface Row { decision: string; name: string; row: number; /** by how many cases */ met: number }

export interface Trial { cases: TriedCase[]; rows: Row[] }

/** A file of cases that is none: one sentence of what was wanted. */
export class UnreadableCases extends Error {}

export const CASES_END = '.cases.yaml'
const MOST_CASES = 2_000
/** Cells that all cases of a file look at together: some three seconds. */
const MOST_WORK = 1_000_000

/** @throws UnreadableCases */
export function readCases(text: string): Record<string, TableCase[]> {
  const read = parsed(text)
  const wanted = 'Write, below each decision\'s id, lines such as "- { given: { area: 12 }, expect: true }".'
  if (!isTable(read)) throw new UnreadableCases(`The cases of a table are a list for each decision. ${wanted}`)
  for (const [decision, cases] of Object.entries(read)) {
    if (!Array.isArray(cases)) throw new UnreadableCases(`What stands below "${decision}" is no list. ${wanted}`)
    if (cases.length > MOST_CASES) throw new UnreadableCases(`"${decision}" has ${cases.length} cases, at most ${MOST_CASES} are tried. Leave out some.`)
    cases.forEach((one, index) => {
      if (!isTable(one) || !isTable(one.given) || !Object.hasOwn(one, 'expect')) throw new UnreadableCases(`Case ${index + 1} of "${decision}" does not say what is given and what is expected. ${wanted}`)
      if (!isJson(one.given) || !isJson(one.expect)) throw new UnreadableCases(`Case ${index + 1} of "${decision}" has a value that no case can have (a tag such as !!set, .inf, .nan). Write texts, numbers, true, false, null, lists and tables of them.`)
    })
  }
  return read as Record<string, TableCase[]>
}

/** @throws UnreadableCases when the cases are put to a decision that the graph has not, or are too many for tables of that size. */
export function tryTables(graph: DecisionGraph, asked: Record<string, TableCase[]>): Trial {
  refuseEndless(graph, asked)
  const cases = Object.entries(asked).flatMap(([decision, list]) => {
    if (!graph.decisions.has(decision)) throw new UnreadableCases(`The cases ask the decision "${decision}", but the file draws ${[...graph.decisions.keys()].join(', ') || 'none'}. Correct the id.`)
    return list.map((one, index) => tryCase(graph, decision, one, index))
  })
  const rows = [...graph.decisions.values()].flatMap(({ id, name, logic }) => (logic.kind === 'table' ? logic.rules.map((_, index) => ({ decision: id, name, row: index + 1 })) : []))
  const met = timesMet(cases)
  return { cases, rows: rows.map((one) => ({ ...one, met: met.get(placeOf(one)) ?? 0 })) }
}

function refuseEndless(graph: DecisionGraph, asked: Record<string, TableCase[]>): void {
  const known = new Map<string, number>()
  const work = Object.entries(asked).reduce((total, [decision, { length }]) => total + (graph.decisions.has(decision) ? length * workOf(graph, decision, known) : 0), 0)
  if (work > MOST_WORK) throw new UnreadableCases(`The cases would look at ${work} cells of the tables, at most ${MOST_WORK} are looked at. Leave out some cases, or split the table.`)
}

const placeOf = ({ decision, row }: { decision: string; row: number }): string => `${row} ${decision}`

/** By how many cases each row was met; a case that comes to a row twice meets it once. */
function timesMet(cases: readonly TriedCase[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const { met } of cases) for (const place of new Set(met.map(placeOf))) times.set(place, (times.get(place) ?? 0) + 1)
  return times
}

export function holds({ wanted, found, failure }: TriedCase): boolean {
  return failure === null && same(wanted, found)
}

/** Both are JSON; the order of an output's columns is not asked. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [one, other] = [Object.entries(a), b as Record<string, unknown>]
  return Array.isArray(a) === Array.isArray(b) && one.length === Object.keys(other).length && one.every(([key, value]) => Object.hasOwn(other, key) && same(value, other[key]))
}

function tryCase(graph: DecisionGraph, decision: string, { given, expect }: TableCase, index: number): TriedCase {
  const { output, failure, evaluated } = evaluateDecision(graph, decision, given, plainFeel)
  return {
    place: [decision, index], given, wanted: expect, found: output, failure: failure?.message ?? null,
    met: evaluated.flatMap(({ id, rules }) => rules.map((rule) => ({ decision: id, row: rule.index }))),
  }
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 }) ?? {}
  } catch (error) {
    throw new UnreadableCases(`The file is no YAML: ${(error as Error).message.split('\n')[0]} Correct it.`)
  }
}

/** What a case of the platform can hold: YAML has more. */
function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJson)
  return isTable(value) && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson)
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
