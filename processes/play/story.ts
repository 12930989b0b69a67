/**
 * Plays a scenario on a stage, act by act, and says where what happened differs from what was expected. It knows nothing of the stage: the
 * running server (scripts/scenario), or the office in memory (office.ts), which must come to the same. Pure and browser-safe.
 */
import type { Sentence } from '../../server/forms/sentence.ts'
import { isLetterKind, rulesOf } from '../../server/letters/kinds.ts'
import { inWords, say, sentenceOf, Unable } from './said.ts'
import type { Act, Came, Scenario } from './scenario.ts'

/** The world a scenario is played in. All but `apply` is about the case that was applied for last, and the child cases that its steps open. */
export interface Stage {
  /** Time goes forward to an instant (RFC 3339); what is due by then has happened. */
  until(instant: string): Promise<void>
  /** What was sent has arrived everywhere. */
  settle(): Promise<void>
  /** Fills in, hands in the materials and submits. @throws with the refusal's words. */
  apply(scenario: Scenario): Promise<Applied>
  /** Of the case, or of the latest child case of a matter. @throws where there is none. */
  status(child?: string): Promise<Status>
  /** Claims and decides the officer's task at the step. */
  decide(act: Act): Promise<Done>
  /** What the applicant hands in where something is asked. */
  handIn(act: Act, scenario: Scenario): Promise<Done>
  /** What an officer does to the case itself: records a payment, grants the green channel, extends. */
  actBeside(act: Act): Promise<Done>
  /** Told as the story goes on. */
  tell?(line: Told): void
}

export interface Applied { number: string; queryCode: string }

/** The name of the task, and the outcome as the form calls it. */
export interface Done { task: string; outcome: string }

export type Told =
  | { kind: 'applied'; at: string; number: string; queryCode: string }
  | { kind: 'act'; act: Act; task: string; outcome: string; status: Status }
  | { kind: 'silence'; act: Act; status: Status }
  | { kind: 'end'; status: Status }

/** What the applicant is told of the case (GET /v1/applicant-cases/:number). */
export interface Status {
  caseKey: string
  number: string
  state: string
  outcome: string | null
  acceptedAt: string | null
  decidedAt: string | null
  closedAt: string | null
  openSteps: { elementId: string; name: string }[]
  limits: { kind: string; amount: number; unit: string; state: string; deadline: string | null; usedMinutes: number; leftMinutes: number }[]
  asked: { kind: string; items: string[]; fields: string[] } | null
  letters: { key: string; kind: string; title: string; number: string; state: string; issuedAt: string }[]
  /** The child cases, in the order they were opened. */
  parts: { number: string; matter: string; state: string; outcome: string | null }[]
  permit: { number: string; verifyCode: string; validFrom: string; validTo: string | null } | null
}

export interface Played extends Applied { status: Status; unlike: Difference[]; /** The same, a sentence each. */ differences: string[] }

/** An act that could not be done: which, and why. */
export class ActFailed extends Error {
  constructor(readonly act: Act, readonly index: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** @throws ActFailed when somebody is refused what the scenario lets them do; what `apply` throws as it is. */
export async function playStory(stage: Stage, scenario: Scenario): Promise<Played> {
  if (scenario.before) await playEarlier(stage, scenario.before)
  await stage.until(scenario.applied)
  const applied = await stage.apply(scenario)
  await stage.settle()
  stage.tell?.({ kind: 'applied', at: scenario.applied, ...applied })
  for (const [index, act] of scenario.acts.entries()) {
    try {
      await playAct(stage, scenario, act)
    } catch (error) {
      throw new ActFailed(act, index, error)
    }
  }
  const end = await stage.status()
  stage.tell?.({ kind: 'end', status: end })
  const unlike = compare(scenario.expect, end)
  for (const { matter, ...came } of scenario.expect.parts ?? []) unlike.push(...(await differencesOfPart(stage, matter, came, end)))
  return { status: end, unlike, differences: unlike.map(({ what, wanted, found, part }) => `${inPart(what, part)}: expected ${inWords(wanted, 'en')}, found ${inWords(found, 'en')}`), ...applied }
}

async function differencesOfPart(stage: Stage, matter: string, came: Came, end: Status): Promise<Difference[]> {
  const opened = end.parts.some((part) => part.matter === matter)
  const found = opened ? compare(came, await stage.status(matter)) : [{ what: 'the case', wanted: say`opened`, found: say`it was not` }]
  return found.map((difference) => ({ ...difference, part: matter }))
}

/** What differs, with the child case whose it is. */
export function inPart(what: string, part: string | undefined): string {
  return part === undefined ? what : `${what} of ${part}`
}

/** The story that this one follows broke off. */
export class EarlierFailed extends Unable {}

async function playEarlier(stage: Stage, before: Scenario): Promise<void> {
  try {
    await playStory(stage, before)
  } catch (error) {
    if (error instanceof ActFailed) throw new EarlierFailed(say`${before.file} broke off at "${error.act.step}": ${sentenceOf(error.cause)}`, { cause: error })
    throw new EarlierFailed(say`${before.file} broke off: ${sentenceOf(error)}`, { cause: error })
  }
}

async function playAct(stage: Stage, scenario: Scenario, act: Act): Promise<void> {
  await stage.until(act.at)
  if (act.by === 'silence') return stage.tell?.({ kind: 'silence', act, status: await stage.status() })
  const done = act.by === 'applicant' ? await stage.handIn(act, scenario) : act.do !== undefined ? await stage.actBeside(act) : await stage.decide(act)
  await stage.settle()
  stage.tell?.({ kind: 'act', act, ...done, status: await stage.status(act.case) })
}

/** Something of the end that is not as expected. */
export interface Difference { what: string; wanted: string | Sentence; found: string | Sentence; /** The child matter whose case it is. */ part?: string }

/** What is expected of a case and was not found at its end. */
export function compare(expect: Came, end: Status): Difference[] {
  const limit = (kind: string): string | undefined => end.limits.find((one) => one.kind === kind)?.deadline?.slice(0, 10)
  const facts: [what: string, wanted: string | undefined, found: string | null | undefined][] = [
    ['outcome', expect.outcome, end.outcome], ['accepted on', expect.acceptedOn, end.acceptedAt?.slice(0, 10)], ['promised on', expect.promisedOn, limit('promised')],
    ['statutory on', expect.statutoryOn, limit('statutory')], ['decided on', expect.decidedOn, end.decidedAt?.slice(0, 10)],
  ]
  const open = end.openSteps.map((step) => step.elementId).join(', ') || say`no step`
  return [
    ...facts.flatMap(([what, wanted, found]) => (wanted === undefined || wanted === found ? [] : [{ what, wanted, found: found ?? say`nothing` }])),
    ...(end.closedAt === null ? [{ what: 'the case', wanted: say`closed`, found: say`it is ${stateOf(end.state)} at ${open}` }] : []),
    ...compareLetters(expect.letters ?? [], end),
  ]
}

/** The wanted kinds stand in this order, others may stand between. */
function compareLetters(wanted: string[], end: Status): Difference[] {
  const kinds = end.letters.map((letter) => letter.kind)
  let from = 0
  const lost = wanted.some((kind) => {
    const at = kinds.indexOf(kind, from)
    from = at + 1
    return at < 0
  })
  return [
    ...(lost ? [{ what: 'letters', wanted: say`${named(wanted)} in this order`, found: kinds.length === 0 ? say`none` : named(kinds) }] : []),
    ...end.letters.filter(({ state }) => state !== 'ready').map((letter) => ({ what: `letter ${letter.number}`, wanted: say`sealed`, found: letter.state })),
  ]
}

/** Kinds of letters, in Chinese by their titles. */
function named(kinds: readonly string[]): Sentence {
  return { en: kinds.join(', '), zh: kinds.map((kind) => (isLetterKind(kind) ? rulesOf(kind).title : kind)).join('、') }
}

const STATES: Readonly<Record<string, Sentence>> = {
  received: say`received`, supplement: say`supplement`, accepted: say`accepted`, paused: say`paused`, decided: say`decided`, refused: say`refused`, withdrawn: say`withdrawn`,
}

function stateOf(state: string): string | Sentence {
  return Object.hasOwn(STATES, state) ? STATES[state]! : state
}
