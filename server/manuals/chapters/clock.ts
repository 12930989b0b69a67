/** The rules of the clock: each legal limit with where it starts and its law, what silence does, pauses, extension, green channel. Pure. */
import type { Chapter, Piece } from '../document.ts'
import type { Subject } from '../subject.ts'
import { duration } from '../words.ts'
import { situation } from './materials.ts'

export function clockChapter(subject: Subject): Chapter {
  const { say } = subject
  return { id: 'clock', title: say('manuals.limits.title'), pieces: [limits(subject), ...pauses(subject), ...others(subject), { kind: 'note', text: say('manuals.limits.counting') }] }
}

function limits(subject: Subject): Piece {
  const { say, bundle: { matter: { limits: { statutory, promised, acceptance, delivery } } } } = subject
  const from = (start: string) => say(`matters.value.from=${start}`)
  const rows = [
    [say('manuals.limits.statutory'), statutory.atOnce ? say('manuals.limits.atOnce') : duration(say, statutory), from(statutory.from), [statutory.law, statutory.unitSource].filter(Boolean).join('\n')],
    [say('manuals.limits.promised'), duration(say, promised), from(promised.from), promised.source],
    ...(promised.situations ?? []).map((one) => [`${say('manuals.limits.promised')}（${situation(subject, one)}）`, duration(say, one), from(promised.from), promised.source]),
    ...(promised.hall ? [[say('manuals.limits.hall'), duration(say, promised.hall), from(promised.from), promised.source]] : []),
    ...(acceptance ? [[say('manuals.limits.acceptance'), duration(say, acceptance), say('matters.value.from=application'), `${acceptance.law}\n${say(`manuals.limits.silence.${acceptance.silence}`)}`]] : []),
    ...(delivery ? [[say('manuals.limits.delivery'), duration(say, delivery), say('manuals.limits.fromDecision'), delivery.law]] : []),
  ]
  return { kind: 'table', caption: say('manuals.limits.title'), head: [say('manuals.limits.limit'), say('manuals.limits.amount'), say('manuals.limits.from'), say('manuals.limits.law')], rows }
}

function pauses({ say, bundle: { matter }, diagram }: Subject): Piece[] {
  const title = say('manuals.pauses.title')
  if (matter.pauses.length === 0) return [{ kind: 'heading', text: title }, { kind: 'text', text: say('manuals.pauses.none') }]
  const at = (kind: string, type: string) => [...diagram.nodes.values()].filter((node) => node.jobType === type && node.headers.kind === kind).map(({ name }) => name).join(say('manuals.comma'))
  const rows = matter.pauses.map((pause) => [
    pause.name, duration(say, pause.planned), say(pause.inside ? 'manuals.pauses.inside' : 'manuals.pauses.outside'),
    [at(pause.kind, 'clock:pause') && say('manuals.pauses.begins', { name: at(pause.kind, 'clock:pause') }), at(pause.kind, 'clock:resume') && say('manuals.pauses.ends', { name: at(pause.kind, 'clock:resume') })].filter(Boolean).join('\n'),
    [pause.law, pause.charged ? say('manuals.pauses.charged', { basis: pause.chargeBasis ?? '' }) : ''].filter(Boolean).join('\n'),
  ])
  return [
    { kind: 'heading', text: title },
    { kind: 'table', caption: title, head: [say('manuals.pauses.name'), say('manuals.pauses.planned'), say('manuals.pauses.counted'), say('manuals.pauses.where'), say('manuals.limits.law')], rows },
  ]
}

function others({ say, bundle: { matter } }: Subject): Piece[] {
  const { extension, green } = matter
  return [
    { kind: 'heading', text: say('manuals.extension.title') },
    { kind: 'text', text: extension ? say('manuals.extension.text', { amount: duration(say, extension), by: say(`manuals.by.${extension.by === 'head' || extension.by === 'deputy-head' ? extension.by : 'other'}`, { by: extension.by }), law: extension.law }) : say('manuals.extension.none') },
    ...(green ? [{ kind: 'heading', text: say('manuals.green.title') }, { kind: 'text', text: green.rule }, { kind: 'list', items: green.projects }, { kind: 'note', text: green.source }] as Piece[] : []),
  ]
}
