/**
 * Scenarios judged in memory: each is played in an office of its own, and what differs is told as what was wanted, what was found and what to
 * do. Pure and browser-safe; files, lines and formats are the command line's.
 */
import { Refusal } from '../../server/errors.ts'
import { openOffice, type Office, type Prepared, type Surroundings } from './office.ts'
import { inWords, say, sentenceOf, type Locale } from './said.ts'
import type { Scenario } from './scenario.ts'
import { ActFailed, EarlierFailed, inPart, playStory, type Difference, type Told } from './story.ts'
import type { Trace } from './trace.ts'

export interface Failure {
  /** Where in the scenario it is said: `['acts', 3]`, `['application']`, `['expect', 'promisedOn']`. */
  place: (string | number)[]
  /** The element it is about. */
  step: string | null
  /** The child matter whose case it is about; null: the case itself. */
  part: { code: string; name: string } | null
  wanted: string
  found: string
  todo: string
  /** Of an expectation that is not met: its parts, for who says it in other words. */
  difference?: Difference
}

export interface Verdict {
  scenario: Scenario
  failures: Failure[]
  /** The story as far as it went. */
  told: Told[]
  trace: Trace
}

export interface Watching {
  /** Called at each line of the story while the office is as the line says. */
  seen?(line: Told, office: Office): void
  /** Of refusals; the command line speaks English. */
  locale?: Locale
}

export async function judge(prepared: Prepared, surroundings: Surroundings, scenario: Scenario, { seen, locale = 'en' }: Watching = {}): Promise<Verdict> {
  const told: Told[] = []
  const office = openOffice(prepared, surroundings, (line) => {
    told.push(line)
    seen?.(line, office)
  })
  const { stage, trace, unanswered } = office
  try {
    const { unlike } = await playStory(stage, scenario)
    const waits = unanswered()
    return { scenario, told, trace: trace(), failures: unlike.map((difference) => different(prepared, scenario, difference, waits, locale)) }
  } catch (error) {
    return { scenario, told, trace: trace(), failures: [stopped(prepared, scenario, error, locale)] }
  }
}

function different(prepared: Prepared, { expect }: Scenario, difference: Difference, waits: { elementId: string; type: string }[], locale: Locale): Failure {
  const { what, wanted, found, part } = difference
  const { key, todo } = ABOUT[what] ?? { key: 'expect', todo: 'Correct the expectation, or what leads to it.' }
  const within = part === undefined ? [] : ['parts', (expect.parts ?? []).findIndex(({ matter }) => matter === part)]
  const failure: Failure = { place: ['expect', ...within, ...(key === 'expect' ? [] : [key])], step: null, part: partIn(prepared, part), wanted: `${inPart(what, part)}: ${inWords(wanted, 'en')}`, found: inWords(found, locale), todo, difference }
  const worker = what === 'the case' && part === undefined ? waits[0] : undefined
  if (!worker) return failure
  return { ...failure, step: worker.elementId, found: inWords(say`${found}, and "${worker.elementId}" waits for a worker of type ${worker.type}`, locale), todo: 'A department\'s own worker answers it, whom no scenario plays. Play it in a test of yours, with that worker.' }
}

function partIn({ parts }: Prepared, code: string | undefined): Failure['part'] {
  return code === undefined ? null : { code, name: parts.get(code)?.bundle.matter.name ?? code }
}

const COUNT = 'Count the days again by the calendar; then correct the scenario, or the limit in matter.json.'

/** Where an expectation stands, and what to do when it is not met. */
const ABOUT: Record<string, { key: string; todo: string }> = {
  'the case': { key: 'expect', todo: 'Add the act that ends the open step, or a silence act at the end of its limit.' },
  outcome: { key: 'outcome', todo: 'Look which way the acts took (--steps); correct the act that decides, or the diagram behind it.' },
  'accepted on': { key: 'acceptedOn', todo: 'Look at the act of acceptance; silence accepts as of the hand-in.' },
  'promised on': { key: 'promisedOn', todo: COUNT },
  'statutory on': { key: 'statutoryOn', todo: COUNT },
  'decided on': { key: 'decidedOn', todo: 'The decision is of the day somebody decides: correct the act, or the header `decides` of its step.' },
  letters: { key: 'letters', todo: 'Correct the list, or the step that issues the letter.' },
}

function stopped(prepared: Prepared, scenario: Scenario, error: unknown, locale: Locale): Failure {
  const cause = error instanceof ActFailed ? error.cause : error
  const found = inWords(sentenceOf(cause), locale)
  if (error instanceof EarlierFailed) return { place: ['follows'], step: null, part: null, wanted: `${scenario.follows} happens before`, found, todo: 'Correct that scenario first.' }
  if (!(error instanceof ActFailed)) return { place: ['application'], step: null, part: null, wanted: `the application of ${scenario.applied} is taken`, found, todo: 'Correct application, materials or wishes, so that an applicant could hand them in.' }
  const { act, index } = error
  const does = act.by === 'silence' ? 'time passes' : `${act.by} does ${act.do ?? String(act.data?.outcome ?? 'their part')}`
  return { place: ['acts', index], step: act.step, part: partIn(prepared, act.case), wanted: `${inPart(does, act.case)} at ${act.at}`, found, todo: cause instanceof Refusal ? 'Correct the act so that it is allowed, or the matter so that it allows it.' : 'Correct the act, its time, or the diagram before it.' }
}
