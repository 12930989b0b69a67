/** All scenarios, and what the real engines were seen to do (recorded by test/engine/record.ts). */
import { readFileSync } from 'node:fs'
import type { Played, Scenario } from '../support/scenario.ts'
import { eventScenarios } from './events.ts'
import { flowScenarios } from './flows.ts'
import { jobScenarios } from './jobs.ts'
import { variableScenarios } from './variables.ts'

export const scenarios: readonly Scenario[] = [...flowScenarios, ...jobScenarios, ...eventScenarios, ...variableScenarios]

export const LINES = ['8.5', '8.8'] as const
export type Line = (typeof LINES)[number]

export const recordingOf = (line: Line) => new URL(`./observed-${line}.json`, import.meta.url)

export function observed(line: Line): Readonly<Record<string, Played>> {
  return JSON.parse(readFileSync(recordingOf(line), 'utf8')) as Record<string, Played>
}
