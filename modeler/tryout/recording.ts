/**
 * A path recorded by clicking: the story so far is played anew after each act, and the player says what can be done next and by whom. Kept
 * as a scenario file once the case is over, with the dates that came of it. Pure.
 */
import { stringify } from 'yaml'
import type { Beside } from '../../processes/play/beside.ts'
import type { Waiting, WaitingLimit } from '../../processes/play/inboxes.ts'
import type { Office, Prepared } from '../../processes/play/office.ts'
import type { Act, Expectation, Scenario } from '../../processes/play/scenario.ts'
import type { Status } from '../../processes/play/story.ts'
import { judge, type Failure } from '../../processes/play/verdict.ts'
import { SAMPLE_APPLICANT } from '../../processes/play/handed.ts'
import { rfc3339 } from '../../server/deadlines/shanghai.ts'
import { stepForm } from '../../server/forms/rights.ts'
import { validate } from '../../server/forms/validate.ts'
import { applicantForm } from '../../server/intake/applicantForm.ts'
import type { Guide } from '../../server/matters/guide.ts'
import { keptApartFrom } from '../../server/tasks/answer.ts'
import { outcomesOf } from '../../server/tasks/outcomes.ts'
import type { Colleague } from '../../processes/play/world.ts'
import type { Choice } from './acts.ts'
import { stepsSeen, type PlayedStep } from './run.ts'
import { sampleOf, sampleWith } from './sample.ts'
import { ready, type Setting } from './setting.ts'

/** A story as far as it is recorded. `applied` null: a morning of the last year whose calendar is known; `application` null: the form's sample. */
export interface Draft { name: string; applied: string | null; application: Record<string, unknown> | null; /** Who applies; null: the sample company, or whoever the matter's own form of applicants takes. */ applicant: Record<string, unknown> | null; acts: Act[] }

export interface Offer {
  applied: string
  application: Record<string, unknown>
  /** The application's form by name; null: the guide names none that is there. */
  form: string | null
  applicant: Record<string, unknown> | null
  steps: PlayedStep[]
  /** Why the application or the last act was not taken. */
  refused: Failure | null
  /** When something happens by itself, RFC 3339. */
  due: string | null
  choices: Choice[]
  /** The case's own limits. */
  clocks: WaitingLimit[]
  closed: boolean
  /** The file it would become; null while the case is open. */
  text: string | null
}

/** What an act leads to. */
export interface Follows { refused: Failure | null; /** Who has what to do then. */ inbox: Waiting[]; /** Of the case it is done in. */ clocks: WaitingLimit[]; state: string }

/** @throws Unplayable */
export async function offer(setting: Setting, draft: Draft): Promise<Offer> {
  return offered(await ready(setting), setting, draft)
}

/** What would follow if this act were the next. @throws Unplayable */
export async function follows(setting: Setting, draft: Draft, act: Act): Promise<Follows> {
  const { refused, office, last } = await played(await ready(setting), setting, { ...draft, acts: [...draft.acts, act] })
  const status = last && 'status' in last ? last.status : null
  return { refused, inbox: refused ? [] : office?.inboxes() ?? [], clocks: refused ? [] : office?.clocks(act.case) ?? [], state: status?.state ?? '' }
}

type Ready = Awaited<ReturnType<typeof ready>>

async function played({ prepared, surroundings }: Ready, setting: Setting, draft: Draft) {
  const { matter, forms } = prepared.bundle
  const applied = draft.applied ?? `${surroundings.calendars.lastYear}-03-02T09:00:00+08:00`
  const application = draft.application ?? sampleOf(forms[matter.form] ?? {}, applied.slice(0, 10))
  const applicant = draft.applicant ?? applicantOf(matter, applied.slice(0, 10))
  const { name, acts } = draft
  const scenario: Scenario = { name, acts, applied, application, ...(applicant && { applicant }), matter: setting.matter, file: '', expect: { outcome: '' } }
  const { steps, seen } = stepsSeen()
  let office: Office | undefined
  const { failures, told } = await judge(prepared, surroundings, scenario, { locale: setting.locale, seen: (line, at) => { office = at; seen(line, at) } })
  const refused = failures.find(({ place: [where] }) => where === 'acts' || where === 'application') ?? null
  return { scenario, steps, office, refused, last: told.at(-1) }
}

async function offered(made: Ready, setting: Setting, draft: Draft): Promise<Offer> {
  const { prepared, surroundings } = made
  const { scenario, steps, office, refused, last } = await played(made, setting, draft)
  const { applied, application, applicant = null } = scenario
  const status = last?.kind === 'end' ? last.status : null
  const closed = status !== null && status.closedAt !== null
  const day = (draft.acts.at(-1)?.at ?? applied).slice(0, 10)
  const due = office?.nextDue() ?? null
  return {
    applied, application, applicant, form: Object.hasOwn(prepared.bundle.forms, prepared.bundle.matter.form) ? prepared.bundle.matter.form : null, steps: steps.filter(({ told: line }) => line.kind !== 'end'), refused, closed, due: closed || !due ? null : rfc3339(due),
    choices: office && !closed ? [...leadsLast(office.inboxes()).map((waiting) => choiceOf(prepared, surroundings.organisation, waiting, day)), ...besides(prepared, office)] : [],
    clocks: office && !closed && last ? office.clocks() : [],
    text: status && closed ? scenarioText(scenario, status) : null,
  }
}

/** Matters for persons, or from elsewhere, do not take the sample company. */
function applicantOf(guide: Guide, day: string): Record<string, unknown> | null {
  const form = applicantForm(guide)
  return validate(form, SAMPLE_APPLICANT).length === 0 ? null : sampleOf(form, day)
}

/** A sheet is decided when its departments have answered. */
function leadsLast(inbox: readonly Waiting[]): Waiting[] {
  return [...inbox.filter(({ kind }) => kind !== 'sheet'), ...inbox.filter(({ kind }) => kind === 'sheet')]
}

/** They are done at whatever step waits; a case that waits for nobody is at its end. */
function besides({ parts }: Prepared, office: Office): Choice[] {
  const stepIn = (part: string | null): string | undefined => office.inboxes().find((waiting) => waiting.part === part)?.elementId
  return office.besides().flatMap(({ do: beside, part, officers, most }: Beside) => {
    const step = stepIn(part)
    return step === undefined ? [] : [{ step, name: '', part, where: part === null ? null : parts.get(part)?.bundle.matter.name ?? part, body: null, applicant: beside === 'withdrawal', beside, form: null, most, officers, apart: [], outcomes: [] }]
  })
}

function choiceOf(whole: Prepared, organisation: readonly Colleague[], { elementId, name, kind, groups, apart, body, part, formKey, fixed }: Waiting, day: string): Choice {
  const prepared = (part !== null && whole.parts.get(part)) || whole
  const officers = organisation.filter(({ login, posts }) => !apart.includes(login) && posts.some(({ bodyId, role }) => groups.includes(`${bodyId}/${role}`))).map(({ login, name: called }) => ({ login, name: called }))
  const form = formKey === null || !prepared.bundle.forms[formKey] ? undefined : stepForm(prepared.bundle.forms[formKey], elementId)
  const applicant = kind === 'applicant'
  const step = prepared.steps.find((one) => one.elementId === elementId)
  return {
    step: elementId, name, part, where: part === null ? null : prepared.bundle.matter.name, body: form ? body : null, applicant, beside: applicant || form ? null : 'payment', form: form ? formKey : null, most: null, officers,
    apart: [elementId, ...(step ? keptApartFrom(step) : [])],
    outcomes: form ? outcomesOf(form).map(({ value, title }) => ({ value, title, data: { ...sampleWith(form, value, day), ...fixed } })) : [],
  }
}

/** The scenario with what came of it as what must come of it. */
function scenarioText({ name, applied, applicant, application, acts }: Scenario, status: Status): string {
  return stringify({ name, applied, ...(applicant && { applicant }), application, acts, expect: expectationOf(status) }, { schema: 'core', lineWidth: 0, flowCollectionPadding: true })
}

function expectationOf({ outcome, acceptedAt, decidedAt, limits, letters }: Status): Expectation {
  const day = (kind: string): string | undefined => limits.find((one) => one.kind === kind)?.deadline?.slice(0, 10)
  const dates = { acceptedOn: acceptedAt?.slice(0, 10), promisedOn: day('promised'), statutoryOn: day('statutory'), decidedOn: decidedAt?.slice(0, 10) }
  return { outcome: outcome ?? '', ...Object.fromEntries(Object.entries(dates).filter(([, value]) => value !== undefined)), letters: letters.map(({ kind }) => kind) }
}
