/** The first pages of the manual: what the matter is, its law and conditions, and all steps of persons in one table. Pure. */
import type { Step } from '../../matters/types.ts'
import type { Chapter } from '../document.ts'
import { passagesFrom } from '../passages.ts'
import { startsOf } from '../../matters/roads.ts'
import { flowWords } from '../conditions.ts'
import { bodyName, type Subject } from '../subject.ts'
import { duration } from '../words.ts'
import { passageRow, who } from './steps.ts'

export function overviewChapter(subject: Subject): Chapter {
  const { say, bundle: { matter } } = subject
  return {
    id: 'overview', title: say('manuals.overview.title'),
    pieces: [
      { kind: 'facts', rows: [
        [say('manuals.overview.body'), bodyName(subject, matter.body)],
        [say('manuals.overview.kind'), say(`matters.value.guide.kind=${matter.kind}`)],
        [say('manuals.overview.result'), matter.result.name],
        [say('manuals.overview.codes'), `${matter.catalogCode}\n${matter.implementCode}`],
        [say('manuals.overview.channels'), matter.channels.map((channel) => say(`manuals.channel.${channel}`)).join(say('manuals.comma'))],
      ] },
      { kind: 'heading', text: say('manuals.overview.law') },
      { kind: 'list', items: matter.legalBasis.map(({ law, article, text }) => [`${law}${article}`, text].filter(Boolean).join(say('manuals.colon'))) },
      { kind: 'heading', text: say('manuals.overview.conditions') },
      { kind: 'list', items: matter.conditions },
    ],
  }
}

export function roadChapter(subject: Subject, persons: readonly Step[]): Chapter {
  const { say, diagram, edges } = subject
  const rows = persons.map((step, index) => [String(index + 1), step.name || step.elementId, who(subject, step), step.limit ? duration(say, step.limit) : say('web.none')])
  const begins = startsOf(diagram).flatMap((start) => passagesFrom(diagram, edges, start)).map((passage) => passageRow(subject, passage, passage.flows.map((flow) => flowWords(subject, flow)).join(say('manuals.listComma')) || say('manuals.road.received')))
  return {
    id: 'road', title: say('manuals.road.title'),
    pieces: [
      rows.length === 0 ? { kind: 'text', text: say('manuals.road.nobody') }
        : { kind: 'table', caption: say('manuals.road.title'), head: [say('manuals.road.number'), say('manuals.road.step'), say('manuals.step.who'), say('manuals.step.limit')], rows },
      { kind: 'heading', text: say('manuals.road.begins') },
      { kind: 'table', caption: say('manuals.road.begins'), head: [say('manuals.next.when'), say('manuals.next.done'), say('manuals.next.to')], rows: begins },
    ],
  }
}
