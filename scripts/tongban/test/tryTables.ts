/** The cases of a matter's decision tables read from its folder and tried; each failure with the line of its file. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Prepared } from '../../../processes/play/office.ts'
import { lineOf } from '../../../processes/play/places.ts'
import { CASES_END, holds, readCases, tryTables, UnreadableCases, type Row, type TriedCase } from '../../../processes/play/tables.ts'
import type { PlacedFailure, PlacedVerdict } from './playMatter.ts'

export interface TriedTable {
  /** The file's name without its end. */
  name: string
  rows: Row[]
  /** Of its file of cases; null where there is none. */
  verdict: PlacedVerdict | null
}

export function tryFolder(dir: string, { tables }: Pick<Prepared, 'tables'>): TriedTable[] {
  return tables.map(({ name: file, decisions }) => {
    const name = file.replace(/\.dmn$/, '')
    const path = join(dir, 'tables', `${name}${CASES_END}`)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : null
    const began = performance.now()
    const done = (rows: Row[], failures: PlacedFailure[]): TriedTable =>
      ({ name, rows, verdict: text === null ? null : { path: relative('', path), name: `决策表 ${decisions!.name}`, took: performance.now() - began, failures, told: [] } })
    try {
      const { cases, rows } = tryTables(decisions!, text === null ? {} : readCases(text))
      return done(rows, cases.filter((one) => !holds(one)).map((one) => failureOf(one, text ?? '')))
    } catch (error) {
      if (!(error instanceof UnreadableCases)) throw error
      return done([], [{ line: 1, step: null, part: null, wanted: 'cases of a decision table', found: error.message, todo: 'Correct the file; processes/README.md says what it holds.' }])
    }
  })
}

function failureOf({ place, given, wanted, found, failure, met }: TriedCase, text: string): PlacedFailure {
  const rows = met.length === 0 ? 'no row' : `row ${met.map(({ row }) => row).join(', ')}`
  return {
    line: lineOf(text, place), step: place[0], part: null, wanted: `${JSON.stringify(wanted)} for ${JSON.stringify(given)}`, found: failure ?? `${JSON.stringify(found)} (${rows})`,
    todo: 'Correct the table, or the case where the law says so.',
  }
}
