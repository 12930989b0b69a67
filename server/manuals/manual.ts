/**
 * The officers' manual (业务手册) of a matter, made from the bundle that runs: every step, form, limit, material and letter, so it cannot
 * say something else than what happens. Pure and browser-safe; the modeler previews a draft's with it.
 */
import type { Bundle } from '../matters/types.ts'
import { automaticChapter, lettersChapter } from './chapters/automatic.ts'
import { clockChapter } from './chapters/clock.ts'
import { feesChapter, materialsChapter } from './chapters/materials.ts'
import { overviewChapter, roadChapter } from './chapters/overview.ts'
import { stepChapter } from './chapters/steps.ts'
import { tablesChapter } from './chapters/tables.ts'
import type { Chapter, GeneratedView } from './document.ts'
import { formRows } from './formFields.ts'
import { bodyName, isPersons, subjectOf, type Subject } from './subject.ts'
import type { Locale } from './words.ts'

export interface ManualOptions {
  /** Bodies by id and groups by `<body>/<role>` with their names. */
  names: ReadonlyMap<string, string>
  locale: Locale
}

/** @throws UnreadableDiagram for a draft whose diagram cannot be read. */
export async function manualOf(bundle: Bundle, { names, locale }: ManualOptions): Promise<GeneratedView> {
  const subject = await subjectOf(bundle, names, locale)
  const { say, steps } = subject
  const { matter } = bundle
  const persons = steps.filter(isPersons)
  const others = steps.filter((step) => !isPersons(step))
  return {
    title: say('manuals.manual.title', { matter: matter.name }),
    lead: [bodyName(subject, matter.body), say('manuals.version', { hash: bundle.hash.slice(0, 8) || say('manuals.draft') }), ...(matter.effectiveFrom ? [say('manuals.effective', { date: matter.effectiveFrom })] : [])].join(' · '),
    banner: matter.sample ? say('manuals.sample') : null,
    chapters: [
      overviewChapter(subject), roadChapter(subject, persons), applicationChapter(subject), materialsChapter(subject),
      ...persons.map((step, index) => stepChapter(subject, step, index + 1)),
      ...(others.length > 0 ? [automaticChapter(subject, others)] : []),
      ...(await tablesChapter(subject)),
      clockChapter(subject), lettersChapter(subject), feesChapter(subject), remediesChapter(subject),
    ],
    foot: [say(bundle.hash === '' ? 'manuals.made.draft' : 'manuals.made')],
  }
}

function applicationChapter({ say, bundle }: Subject): Chapter {
  const form = Object.hasOwn(bundle.forms, bundle.matter.form) ? bundle.forms[bundle.matter.form] : undefined
  const title = say('manuals.application.title')
  return {
    id: 'application', title,
    pieces: form ? [{ kind: 'table', caption: title, head: [say('manuals.form.field'), say('manuals.form.answer'), say('manuals.form.must'), say('manuals.form.help')], rows: formRows(say, form) }] : [{ kind: 'text', text: say('manuals.application.none') }],
  }
}

function remediesChapter({ say, bundle: { matter } }: Subject): Chapter {
  const { remedies, consultation, supervision } = matter
  return {
    id: 'remedies', title: say('manuals.remedies.title'),
    pieces: [{ kind: 'facts', rows: [
      [say('manuals.remedies.review'), say('manuals.remedies.reviewText', { body: remedies.review.body, days: remedies.review.days })],
      [say('manuals.remedies.court'), say('manuals.remedies.courtText', { court: remedies.court.name, months: remedies.court.months })],
      [say('manuals.remedies.consultation'), consultation.phone],
      [say('manuals.remedies.supervision'), supervision.phone],
    ] }],
  }
}
