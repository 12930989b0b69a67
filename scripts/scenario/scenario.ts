/**
 * A scenario of a matter (processes/<matter>/scenarios/*.yaml): what was applied for, who did what when, and what must have come of it.
 * Read and checked here; played by play.ts on any server that answers /v1.
 */
import { readFileSync, readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Act {
  /** RFC 3339. */
  at: string
  /** A login; `applicant`, or `silence` where only time passes. */
  by: string
  /** The element of the diagram. */
  step: string
  /** On a co-approval sheet: the department that answers. */
  body?: string
  data?: Record<string, unknown>
  /** An officer's act on the case beside a step's form (POST /v1/cases/:id/<do>): payment, green-channel, extension. */
  do?: string
}

export interface Expectation {
  outcome: string
  acceptedOn?: string
  promisedOn?: string
  statutoryOn?: string
  decidedOn?: string
  /** Kinds of letters that must have gone out, in this order; others may stand between. */
  letters?: string[]
}

export interface Scenario {
  matter: string
  file: string
  name: string
  applied: string
  application: Record<string, unknown>
  /** Items handed in; without it every item that is required. */
  materials?: string[]
  /** Whether the applicant agrees to electronic service (domain H8); yes unless said. */
  electronicService?: boolean
  wishes?: { tolerant?: Record<string, string>; green?: string }
  acts: Act[]
  expect: Expectation
}

/** @throws Error naming the file when it is no scenario. */
export function readScenarios(processesDir: string, matter: string): Scenario[] {
  const folder = join(processesDir, matter, 'scenarios')
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => {
    const file = join(folder, name)
    // the core schema keeps dates as text: 2026-03-02 is a day in China, not a JavaScript instant
    const found = parse(readFileSync(file, 'utf8'), { schema: 'core' }) as Partial<Scenario> | null
    const missing = (['name', 'applied', 'application', 'acts', 'expect'] as const).filter((key) => found?.[key] === undefined)
    if (missing.length > 0) throw new Error(`${file} is no scenario: ${missing.join(', ')} is missing.`)
    return { ...(found as Scenario), matter, file: name }
  })
}
