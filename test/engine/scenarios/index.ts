/** All scenarios by file, and what the real engines were seen to do (recorded by test/engine/record.ts, one recording a file and line). */
import { existsSync, readFileSync } from 'node:fs'
import type { Played, Scenario } from '../support/scenario.ts'
import { decisionScenarios } from './decisions.ts'
import { edgeScenarios } from './edges.ts'
import { escalationScenarios } from './escalations.ts'
import { callScenarios } from './calls.ts'
import { compensationScenarios } from './compensation.ts'
import { migrateScenarios } from './migrate.ts'
import { deletionScenarios } from './deletions.ts'
import { modifyScenarios } from './modify.ts'
import { eventScenarios } from './events.ts'
import { eventSubProcessScenarios } from './eventSubProcesses.ts'
import { flowScenarios } from './flows.ts'
import { gatewayScenarios } from './gateways.ts'
import { jobScenarios } from './jobs.ts'
import { loopScenarios } from './loops.ts'
import { resultScenarios } from './results.ts'
import { signalScenarios } from './signals.ts'
import { startScenarios } from './starts.ts'
import { taskScenarios } from './tasks.ts'
import { variableScenarios } from './variables.ts'

/** Named as their file, so that those who add scenarios at the same time do not write into one recording. */
export const groups: Readonly<Record<string, readonly Scenario[]>> = {
  flows: flowScenarios,
  jobs: jobScenarios,
  events: eventScenarios,
  variables: variableScenarios,
  edges: edgeScenarios,
  loops: loopScenarios,
  eventSubProcesses: eventSubProcessScenarios,
  gateways: gatewayScenarios,
  signals: signalScenarios,
  escalations: escalationScenarios,
  tasks: taskScenarios,
  starts: startScenarios,
  calls: callScenarios,
  modify: modifyScenarios,
  migrate: migrateScenarios,
  compensation: compensationScenarios,
  deletions: deletionScenarios,
  results: resultScenarios,
  decisions: decisionScenarios,
}

export const scenarios: readonly Scenario[] = Object.values(groups).flat()

export const LINES = ['8.5', '8.8'] as const
export type Line = (typeof LINES)[number]

export type Recording = Readonly<Record<string, Played>>

export const recordingOf = (group: string, line: Line) => new URL(`./observed/${group}-${line}.json`, import.meta.url)

export function observedOf(group: string, line: Line): Recording {
  const file = recordingOf(group, line)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recording) : {}
}

export function observed(line: Line): Recording {
  return Object.assign({}, ...Object.keys(groups).map((group) => observedOf(group, line))) as Recording
}
