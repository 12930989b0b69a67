/** The acts that a path is recorded of: what is offered, and what becomes of it in the scenario. Pure; the player itself is recording.ts, in the worker. */
import type { Act } from '../../processes/play/scenario.ts'
import type { LimitUnit } from '../../server/deadlines/limit.ts'
import { addDays, dayOf, instantAt, minuteOfDay, rfc3339 } from '../../server/deadlines/shanghai.ts'

export interface Outcome { value: string; title: string; data: Record<string, unknown> }

/** An act that is possible now. */
export interface Choice {
  step: string
  name: string
  part: string | null
  /** The child matter by its name. */
  where: string | null
  body: string | null
  applicant: boolean
  /** What is done to the case beside a form (`payment`, `extension`), where there is none. */
  beside: string | null
  /** The step's form, as the files name it. */
  form: string | null
  /** Of an extension: the longest that may be given. */
  most: { amount: number; unit: LimitUnit } | null
  /** Who has it in their inbox. */
  officers: { login: string; name: string }[]
  /** Steps whose officers may not act here: the step itself, for a second signature, and those that the diagram keeps apart. */
  apart: string[]
  /** What the step's form lets them say, each with sample data. */
  outcomes: Outcome[]
}

/** The act as a scenario tells it. */
export function actOf({ step, part, body, applicant, beside }: Choice, done: { at: string; by: string; data?: Record<string, unknown> }): Act {
  const { at, by, data } = done
  return {
    at, by: applicant ? 'applicant' : by, step, ...(body === null ? {} : { body }), ...(part === null ? {} : { case: part }), ...(beside === null ? {} : { do: beside }),
    ...(data === undefined ? {} : { data }),
  }
}

/** Another outcome was chosen: its own sample, with what somebody had written in place of the sample before. */
export function withOutcome(choice: Choice, before: Record<string, unknown>, data: Record<string, unknown>): Record<string, unknown> {
  const sampleOf = (outcome: unknown): Record<string, unknown> | undefined => choice.outcomes.find(({ value }) => value === outcome)?.data
  const [old, next] = [sampleOf(before.outcome), sampleOf(data.outcome)]
  if (!next || before.outcome === data.outcome) return data
  const written = Object.entries(data).filter(([name, value]) => name !== 'outcome' && JSON.stringify(value) !== JSON.stringify(old?.[name]))
  return { ...next, ...Object.fromEntries(written) }
}

/** Who is proposed: somebody whom the steps before do not exclude. */
export function proposed({ officers, apart }: Choice, acts: readonly Act[]): string {
  return (officers.find(({ login }) => !acts.some(({ by, step }) => by === login && apart.includes(step))) ?? officers[0])?.login ?? ''
}

/** When the next act may be: an hour later, or the next morning once the day is over. */
export function laterThan(at: string): string {
  const then = new Date(Date.parse(at) + 3_600_000)
  return minuteOfDay(then) < 17 * 60 && dayOf(then) === dayOf(new Date(at)) ? rfc3339(then) : rfc3339(instantAt(addDays(dayOf(new Date(at)), 1), 9 * 60))
}
