/** What the platform does by itself, every wait that is no person's, and all letters of the matter. Pure. */
import { platformJobs } from '../../matters/platformJobs.ts'
import type { Step } from '../../matters/types.ts'
import { letterTitle } from '../../letters/kinds.ts'
import type { Chapter } from '../document.ts'
import { letterOf, lettersOf } from '../letters.ts'
import { nodeOf, type Subject } from '../subject.ts'
import type { Say } from '../words.ts'

export function automaticChapter(subject: Subject, steps: readonly Step[]): Chapter {
  const { say } = subject
  const rows = steps.map((step) => {
    const letter = letterOf(nodeOf(subject, step))
    return [step.name || step.elementId, workWords(say, subject, step), letter ? letterTitle(letter) : say('web.none')]
  })
  return {
    id: 'automatic', title: say('manuals.automatic.title'),
    pieces: [{ kind: 'table', caption: say('manuals.automatic.title'), head: [say('manuals.automatic.name'), say('manuals.automatic.work'), say('manuals.automatic.letter')], rows }],
  }
}

function workWords(say: Say, { bundle }: Subject, { kind, jobType, headers }: Step): string {
  if (kind !== 'service' || jobType === null) return say('manuals.automatic.waits')
  if (!platformJobs.has(jobType)) return say('manuals.work.other', { type: jobType })
  const pause = bundle.matter.pauses.find((one) => one.kind === headers.kind)?.name ?? headers.kind ?? ''
  const deemed = jobType === 'case:accept' && headers.deemed === 'true'
  return say(deemed ? 'manuals.work.case:accept.deemed' : `manuals.work.${jobType}`, { pause, notice: headers.notice ?? '' })
}

export function lettersChapter(subject: Subject): Chapter {
  const { say } = subject
  const rows = lettersOf(subject).map(({ title, at, own, remedies, served }) => [
    title,
    at.length > 0 ? at.map((node) => node.name || node.id).join(say('manuals.comma')) : say('manuals.letters.byRule'),
    say(remedies ? 'manuals.letters.remedies' : 'manuals.letters.noRemedies'),
    say(served ? 'manuals.letters.served' : 'manuals.letters.notServed'),
    say(own ? 'manuals.letters.own' : 'manuals.letters.common'),
  ])
  return {
    id: 'letters', title: say('manuals.letters.title'),
    pieces: [{ kind: 'table', caption: say('manuals.letters.title'), head: [say('manuals.letters.letter'), say('manuals.letters.at'), say('manuals.letters.turn'), say('manuals.letters.service'), say('manuals.letters.template')], rows }],
  }
}
