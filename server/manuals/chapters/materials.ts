/** Materials with their review points, and the fees. Pure. */
import type { MaterialItem } from '../../matters/guide.ts'
import { situationWords, type Situation } from '../../matters/situation.ts'
import type { Chapter } from '../document.ts'
import { bodyName, nameOf, type Subject } from '../subject.ts'
import type { Say } from '../words.ts'

export function materialsChapter(subject: Subject): Chapter {
  const { say, bundle: { matter } } = subject
  const head = [say('manuals.material.name'), say('manuals.material.need'), say('manuals.material.form'), say('manuals.material.points'), say('manuals.material.basis')]
  const rows = matter.materials.map((item, index) => [
    [`${index + 1}. ${item.name}`, ...conditionsOf(subject, item)].join('\n'),
    say(`matters.value.need=${item.need}`),
    [say(`matters.value.format=${item.format}`), copiesWords(say, item), sourceWords(say, item)].filter(Boolean).join('\n'),
    [item.acceptStandard, item.fillExplain].filter(Boolean).join('\n'),
    item.basis,
  ])
  return {
    id: 'materials', title: say('manuals.material.title'),
    pieces: [
      { kind: 'table', caption: say('manuals.material.title'), head, rows },
      ...(matter.tolerant ? [{ kind: 'note', text: say('manuals.material.tolerant', { rule: matter.tolerant.rule }) } as const] : []),
    ],
  }
}

/** When an item is asked for, when it comes later, who alone needs it. */
export function conditionsOf(subject: Subject, { when, later, onlyFor, share }: MaterialItem): string[] {
  const { say } = subject
  return [
    when ? say('manuals.material.when', { situation: situation(subject, when) }) : '',
    later ? say('manuals.material.later', { step: nameOf(subject, later.step) }) + (later.field ? `（${situation(subject, { field: later.field, in: later.in ?? [] })}）` : '') : '',
    share ? say('manuals.material.share') : '',
    onlyFor ? say('manuals.material.onlyFor', { bodies: onlyFor.map((body) => bodyName(subject, body)).join(say('manuals.comma')) }) : '',
  ].filter(Boolean)
}

/** An answer of the application in the form's own words. */
export function situation({ say, bundle }: Subject, asked: Situation): string {
  const form = bundle.forms[bundle.matter.form]
  const words = form && situationWords(form, asked)
  return words ? `${words.question}${say('manuals.colon')}${words.answers.join(say('manuals.comma'))}` : asked.in.join(say('manuals.comma'))
}

export function copiesWords(say: Say, { original, copies }: MaterialItem): string {
  return [original > 0 ? say('manuals.material.original', { count: original }) : '', copies > 0 ? say('manuals.material.copies', { count: copies }) : ''].filter(Boolean).join(say('manuals.comma'))
}

function sourceWords(say: Say, { source, sourceExplain }: MaterialItem): string {
  return sourceExplain ?? say(`matters.value.source=${source}`)
}

export function feesChapter({ say, bundle }: Subject): Chapter {
  const { fees } = bundle.matter
  const head = [say('manuals.fee.name'), say('manuals.fee.standard'), say('manuals.fee.law'), say('manuals.fee.reducible')]
  return {
    id: 'fees', title: say('manuals.fee.title'),
    pieces: fees.length === 0
      ? [{ kind: 'text', text: say('manuals.fee.none') }]
      : [{ kind: 'table', caption: say('manuals.fee.title'), head, rows: fees.map((fee) => [fee.name, [fee.standard, fee.explain].filter(Boolean).join('\n'), fee.law, say(`matters.value.${fee.reducible}`)]) }],
  }
}
