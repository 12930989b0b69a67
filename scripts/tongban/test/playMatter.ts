/** One matter's scenarios read from its folder and played; each failure with the line of its file. */
import { readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { coverageOf, type Coverage } from '../../../processes/play/coverage.ts'
import { prepare, type Prepared, type Surroundings } from '../../../processes/play/office.ts'
import { lineOf } from '../../../processes/play/places.ts'
import { UnreadableScenario } from '../../../processes/play/scenario.ts'
import type { Told } from '../../../processes/play/story.ts'
import { judge, type Failure } from '../../../processes/play/verdict.ts'
import type { Trace } from '../../../processes/play/trace.ts'
import { readBundle, UnreadableBundle } from '../../../server/matters/bundle.ts'
import { UnreadableDiagram } from '../../../server/matters/diagram.ts'
import { InvalidDiagram } from '../../../server/engine/model/problem.ts'
import { scenarioFiles, scenarioIn } from '../../scenario/scenario.ts'
import { tryFolder, type TriedTable } from './tryTables.ts'
import type { MatterTarget } from './targets.ts'

export interface PlacedFailure extends Omit<Failure, 'place'> { line: number }

export interface PlacedVerdict {
  /** The scenario's file, from where the command was called. */
  path: string
  name: string
  /** Milliseconds it took. */
  took: number
  failures: PlacedFailure[]
  told: Told[]
}

export interface Tested {
  code: string
  name: string
  /** The diagram as text, for a page. */
  diagram: string
  /** Why nothing could be played. */
  problem: string | null
  /** Not all of its scenarios were wanted. */
  partial: boolean
  verdicts: PlacedVerdict[]
  coverage: Coverage | null
  /** Its decision tables; those that were not tried are left out. */
  tables: TriedTable[]
}

export async function playMatter({ dir, forms, only }: MatterTarget, surroundings: Surroundings): Promise<Tested> {
  const code = basename(dir)
  try {
    const prepared = await prepare(readBundle(dir, forms), (part) => readBundle(join(dirname(dir), part), forms))
    const files = scenarioFiles(dir).filter((file) => only === null || only.includes(file))
    const played: { verdict: PlacedVerdict; trace: Trace | null }[] = []
    for (const file of files) played.push(await playFile(prepared, surroundings, join(dir, 'scenarios', file)))
    const traces = played.flatMap(({ trace }) => (trace ? [trace] : []))
    const tables = only === null ? tryFolder(dir, prepared) : []
    return { code, name: prepared.bundle.matter.name, diagram: prepared.bundle.diagram, problem: null, partial: only !== null, verdicts: [...played.map(({ verdict }) => verdict), ...tables.flatMap(({ verdict }) => verdict ?? [])], tables, coverage: coverageOf(prepared.diagram, traces) }
  } catch (error) {
    if (!(error instanceof UnreadableBundle || error instanceof UnreadableDiagram || error instanceof InvalidDiagram)) throw error
    return { code, name: '', diagram: '', problem: `${error.message} (npm run tongban -- check ${relative('', dir)} says all of it.)`, partial: only !== null, verdicts: [], tables: [], coverage: null }
  }
}

async function playFile(prepared: Prepared, surroundings: Surroundings, file: string): Promise<{ verdict: PlacedVerdict; trace: Trace | null }> {
  const began = performance.now()
  const text = readFileSync(file, 'utf8')
  const path = relative('', file)
  try {
    const scenario = scenarioIn(dirname(dirname(file)), prepared.bundle.matter.code, basename(file))
    const { failures, told, trace } = await judge(prepared, surroundings, scenario)
    const placed = failures.map(({ place, ...failure }) => ({ ...failure, line: lineOf(text, place) }))
    return { trace, verdict: { path, name: scenario.name, took: performance.now() - began, failures: placed, told } }
  } catch (error) {
    if (!(error instanceof UnreadableScenario)) throw error
    const failure: PlacedFailure = { line: 1, step: null, part: null, wanted: 'a scenario', found: error.message, todo: 'Correct the file; processes/README.md says what a scenario holds.' }
    return { trace: null, verdict: { path, name: basename(file), took: performance.now() - began, failures: [failure], told: [] } }
  }
}
