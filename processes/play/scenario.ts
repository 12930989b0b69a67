/**
 * A scenario of a matter (processes/<matter>/scenarios/*.yaml): what was applied for, who did what when, and what must have come of it.
 * Its shape, and how its text is read. Pure and browser-safe; whether its data fits the forms is judged by `check`.
 */
import { parse } from 'yaml'
import { say, Unable } from './said.ts'

export interface Act {
  /** RFC 3339. */
  at: string
  /** A login; `applicant`, or `silence` where only time passes. */
  by: string
  /** The element of the diagram. */
  step: string
  /** On a co-approval sheet: the department that answers. */
  body?: string
  /** In the case of this child matter, which a step of the case opened; the latest where there are several. */
  case?: string
  data?: Record<string, unknown>
  /** An act on the case itself, beside a step's form: an officer's `payment`, `extension`, `green-channel`, `green-channel-removal` (POST /v1/cases/:id/<do>), an officer's `recusal` at the step (回避, with data.reason), the applicant's `withdrawal`. */
  do?: string
}

export interface Expectation extends Came {
  /** What came of the child cases (联办件的分项). */
  parts?: ({ matter: string } & Came)[]
}

export interface Came {
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
  /** The name of the file, for messages. */
  file: string
  name: string
  applied: string
  /** Who applies, after the common form of the applicant; a sample company unless said. */
  applicant?: Record<string, unknown>
  application: Record<string, unknown>
  /** Items handed in; without it every item that is required. */
  materials?: string[]
  /** Whether the applicant agrees to electronic service (domain H8); yes unless said. */
  electronicService?: boolean
  /** The file of a story of the same matter that has happened before, to the same applicant; played first. */
  follows?: string
  /** That story, once it is read. */
  before?: Scenario
  wishes?: { tolerant?: Record<string, string>; green?: string }
  acts: Act[]
  expect: Expectation
}

/** A text that is no scenario: one sentence with the file. */
export class UnreadableScenario extends Unable {}

/** @throws UnreadableScenario */
export function readScenario(text: string, matter: string, file: string): Scenario {
  const found = plain(text, file)
  const missing = (['name', 'applied', 'application', 'acts', 'expect'] as const).filter((key) => found?.[key] === undefined)
  if (missing.length > 0) throw new UnreadableScenario(say`${file} is no scenario: ${missing.join(', ')} is missing. Add it.`)
  const { name, applied, follows } = found as Scenario
  for (const [key, value] of Object.entries({ name, applied })) if (typeof value !== 'string') throw new UnreadableScenario(say`${file} is no scenario: ${key} must be text, but is ${JSON.stringify(value)}. Correct it.`)
  // what is no name here would be read from elsewhere, and told in the sentence that says why it cannot be
  if (follows !== undefined && !(typeof follows === 'string' && NAME.test(follows))) throw new UnreadableScenario(say`${file} follows ${JSON.stringify(follows)}, which is no scenario of this matter. Name one: follows: <file>.yaml.`)
  return { ...(found as Scenario), matter, file }
}

const NAME = /^[\w-][\w.-]*\.ya?ml$/

/** The core schema keeps dates as text: 2026-03-02 is a day in China, not a JavaScript instant. */
function plain(text: string, file: string): Partial<Scenario> | null {
  try {
    return parse(text, { schema: 'core' }) as Partial<Scenario> | null
  } catch (error) {
    throw new UnreadableScenario(say`${file} is no YAML: ${(error as Error).message}`)
  }
}

/** With all the stories before it. @throws UnreadableScenario for one that waits for itself. */
export function withEarlier(scenario: Scenario, read: (file: string) => Scenario, after: readonly string[] = []): Scenario {
  const { follows, file } = scenario
  if (follows === undefined) return scenario
  if (follows === file || after.includes(follows)) throw new UnreadableScenario(say`${file} follows ${follows}, which follows it in turn. Let one of them be the first.`)
  return { ...scenario, before: withEarlier(read(follows), read, [...after, file]) }
}
