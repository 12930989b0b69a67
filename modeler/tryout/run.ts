/** All scenarios of a matter played, as plain data: each with its steps, inboxes, way and failures; and what no scenario went. Pure. */
import { coverageOf, type Missing, type Part } from '../../processes/play/coverage.ts'
import type { Waiting } from '../../processes/play/inboxes.ts'
import type { Office, Prepared, Surroundings } from '../../processes/play/office.ts'
import { lineOf } from '../../processes/play/places.ts'
import { inWords, say } from '../../processes/play/said.ts'
import { readScenario, UnreadableScenario, withEarlier, type Scenario } from '../../processes/play/scenario.ts'
import type { Told } from '../../processes/play/story.ts'
import type { Trace } from '../../processes/play/trace.ts'
import { judge, type Failure } from '../../processes/play/verdict.ts'
import type { Files } from '../workspace.ts'
import { ready, Unplayable, type Setting } from './setting.ts'

export interface PlayedStep {
  told: Told
  /** Who has what to do afterwards. */
  inbox: Waiting[]
  /** Elements and flows gone through so far. */
  way: string[]
}

/** A failure with the line of its file. */
export interface PlacedFailure extends Failure { line: number }

export interface PlayedScenario {
  /** `scenarios/<name>.yaml`. */
  path: string
  name: string
  failures: PlacedFailure[]
  steps: PlayedStep[]
  way: string[]
}

export interface Covered { flows: Part; elements: Part; ends: Part; missing: Missing[] }

/** `problem`: why nothing could be played. */
export interface Run { problem: string | null; scenarios: PlayedScenario[]; coverage: Covered | null }

const FOLDER = 'scenarios/'

export async function run(setting: Setting): Promise<Run> {
  try {
    const { prepared, surroundings } = await ready(setting)
    const played: { scenario: PlayedScenario; trace: Trace | null }[] = []
    for (const path of Object.keys(setting.files).filter((one) => one.startsWith(FOLDER)).sort()) played.push(await playFile(setting, prepared, surroundings, path))
    const { flows, elements, ends, missing } = coverageOf(prepared.diagram, played.flatMap(({ trace }) => (trace ? [trace] : [])))
    return { problem: null, scenarios: played.map(({ scenario }) => scenario), coverage: { flows, elements, ends, missing } }
  } catch (error) {
    if (!(error instanceof Unplayable)) throw error
    return { problem: error.message, scenarios: [], coverage: null }
  }
}

async function playFile({ matter, files, locale }: Setting, prepared: Prepared, surroundings: Surroundings, path: string): Promise<{ scenario: PlayedScenario; trace: Trace | null }> {
  const text = files[path]!
  try {
    const scenario = scenarioIn(files, matter, path.slice(FOLDER.length))
    const { steps, seen } = stepsSeen()
    const { failures, trace } = await judge(prepared, surroundings, scenario, { seen, locale })
    return { trace, scenario: { path, name: scenario.name, steps, way: wayOf(trace), failures: failures.map((failure) => ({ ...failure, line: lineOf(text, failure.place) })) } }
  } catch (error) {
    if (!(error instanceof UnreadableScenario)) throw error
    const failure: PlacedFailure = { place: [], line: 1, step: null, part: null, wanted: '', found: inWords(error.sentence, locale), todo: '' }
    return { trace: null, scenario: { path, name: path.slice(FOLDER.length), steps: [], way: [], failures: [failure] } }
  }
}

/** Collects the steps of a story while it is played. */
export function stepsSeen(): { steps: PlayedStep[]; seen: (told: Told, office: Office) => void } {
  const steps: PlayedStep[] = []
  return { steps, seen: (told, office) => void steps.push({ told, inbox: office.inboxes(), way: wayOf(office.trace()) }) }
}

function wayOf({ elements, flows }: Trace): string[] {
  return [...elements.keys(), ...flows.keys()]
}

function scenarioIn(files: Files, matter: string, name: string): Scenario {
  const read = (file: string): Scenario => {
    const text = files[`${FOLDER}${file}`]
    if (text === undefined) throw new UnreadableScenario(say`${file} is followed, and there is no such scenario of this matter. Add it, or correct follows.`)
    return readScenario(text, matter, file)
  }
  return withEarlier(read(name), read)
}
