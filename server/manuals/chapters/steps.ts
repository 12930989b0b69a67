/**
 * The chapter of one step that a person does: who, what to look at, the form, the limit with its law, the letters, where the case goes
 * next, the ways back. Pure.
 */
import { DEFAULT_ROLE, readSheet } from '../../matters/sheet.ts'
import type { Node } from '../../matters/diagram.ts'
import type { Step } from '../../matters/types.ts'
import { choicesOf } from '../../forms/schema.ts'
import { letterTitle } from '../../letters/kinds.ts'
import { flowWords } from '../conditions.ts'
import type { Chapter, Fact, Piece } from '../document.ts'
import { formRows } from '../formFields.ts'
import { letterOf } from '../letters.ts'
import { passagesFrom, type Passage } from '../passages.ts'
import { groupName, nameOf, nodeOf, type Subject } from '../subject.ts'
import { duration, limitWords } from '../words.ts'

export function stepChapter(subject: Subject, step: Step, number: number): Chapter {
  const { say } = subject
  return {
    id: `step-${step.elementId}`,
    title: say('manuals.step.title', { number, name: step.name || step.elementId }),
    pieces: [{ kind: 'facts', rows: factsOf(subject, step) }, ...sheetPieces(subject, step), ...formPieces(subject, step), ...nextPieces(subject, step)],
  }
}

function factsOf(subject: Subject, step: Step): Fact[] {
  const { say, bundle } = subject
  const { headers } = step
  const published = bundle.matter.steps.find(({ element }) => element === step.elementId)
  const rows: (Fact | null)[] = [
    [say('manuals.step.who'), who(subject, step)],
    step.limit ? [say('manuals.step.limit'), [duration(say, step.limit), clockWords(subject, step), headers.limitSource].filter(Boolean).join('\n')] : null,
    published ? [say('manuals.step.look'), published.standard] : null,
    subjectDocumentation(subject, step),
    published ? [say('manuals.step.result'), published.result] : null,
    headers.signing === 'two' ? [say('manuals.step.signing'), say('manuals.step.two')] : null,
    headers.fourEyes ? [say('manuals.step.fourEyes'), say('manuals.step.fourEyesOf', { steps: listed(subject, headers.fourEyes) })] : null,
    headers.decides ? [say('manuals.step.decides'), headers.decides.split(',').map((outcome) => outcomeWords(subject, step, outcome.trim())).join(say('manuals.comma'))] : null,
    headers.asks ? [say('manuals.step.asks'), letterTitle(headers.asks)] : null,
    headers.hearing ? [say('manuals.step.hearing'), say(`manuals.step.hearing.${headers.hearing === 'record' ? 'record' : 'plan'}`)] : null,
  ]
  return rows.filter((row) => row !== null)
}

function subjectDocumentation(subject: Subject, step: Step): Fact | null {
  const { documentation } = nodeOf(subject, step)
  return documentation === undefined ? null : [subject.say('manuals.step.note'), documentation]
}

/** As the guide publishes it, with the posts the diagram admits. */
export function who(subject: Subject, step: Step): string {
  const { say, bundle } = subject
  if (step.headers.party === 'applicant') return say('manuals.applicant')
  const published = bundle.matter.steps.find(({ element }) => element === step.elementId)?.who
  const sheet = step.headers.signing === 'sheet' ? readSheet(step.headers.sheet) : null
  const posts = sheet && typeof sheet !== 'string'
    ? say('manuals.step.leads', { groups: groupsOf(subject, step) })
    : groupsOf(subject, step)
  return [published, posts].filter(Boolean).join('\n')
}

function groupsOf(subject: Subject, step: Step): string {
  return step.candidates.map((candidate) => groupName(subject, candidate)).join(subject.say('manuals.comma'))
}

/** Whose time it is, and what a limit that runs out does. */
function clockWords(subject: Subject, step: Step): string {
  const { say } = subject
  const clock = say(`manuals.clock.${step.headers.clock ?? 'step'}`)
  const allot = step.headers.allot ? say('manuals.clock.allot', { amount: limitWords(say, step.headers.allot) }) : ''
  return [clock, allot].filter(Boolean).join(say('manuals.listComma'))
}

function sheetPieces(subject: Subject, step: Step): Piece[] {
  const { say, bundle } = subject
  const sheet = step.headers.signing === 'sheet' ? readSheet(step.headers.sheet) : undefined
  if (sheet === undefined || typeof sheet === 'string') return []
  const { rule, silence } = sheet
  const rows = sheet.departments.map((one) => [
    one.name,
    (one.inner ?? [DEFAULT_ROLE]).map((role) => groupName(subject, `${one.body}/${role}`)).join(' → '),
    one.limit ? duration(say, one.limit) : '',
    one.materials ? one.materials.map((code) => bundle.matter.materials.find((item) => item.code === code)?.name ?? code).join(say('manuals.comma')) : say('coapproval.all'),
  ])
  return [
    { kind: 'heading', text: say('manuals.sheet.title') },
    { kind: 'table', caption: say('manuals.sheet.title'), head: [say('coapproval.department'), say('coapproval.inner'), say('manuals.step.limit'), say('coapproval.materials')], rows },
    { kind: 'facts', rows: [
      [say('coapproval.rule'), say(`coapproval.rule.${rule.kind}`, { need: rule.kind === 'quorum' ? rule.n : '' })],
      [say('coapproval.silence'), silence.kind === 'default' ? say('coapproval.silence.default', { opinion: say(`coapproval.opinion.${silence.opinion}`), law: silence.law }) : say(`coapproval.silence.${silence.kind}`)],
    ] },
    ...formTable(subject, sheet.form),
    ...(sheet.innerForm ? formTable(subject, sheet.innerForm) : []),
  ]
}

function formPieces(subject: Subject, step: Step): Piece[] {
  return step.headers.signing === 'sheet' || step.formKey === undefined ? [] : formTable(subject, step.formKey)
}

function formTable({ say, bundle }: Subject, key: string): Piece[] {
  const form = Object.hasOwn(bundle.forms, key) ? bundle.forms[key]! : undefined
  if (!form) return []
  const caption = say('manuals.form.title', { name: form.title ?? key })
  return [
    { kind: 'heading', text: caption },
    { kind: 'table', caption, head: [say('manuals.form.field'), say('manuals.form.answer'), say('manuals.form.must'), say('manuals.form.help')], rows: formRows(say, form) },
  ]
}

function nextPieces(subject: Subject, step: Step): Piece[] {
  const { say, diagram, edges } = subject
  const node = nodeOf(subject, step)
  const outcomes = answersOf(subject, step)
  const rows = passagesFrom(diagram, edges, node, outcomes ? new Map([[node.id, outcomes]]) : undefined).map((passage) => passageRow(subject, passage, conditionOf(subject, passage)))
  const aside = [...diagram.nodes.values()].filter((event) => event.attachedTo === node.id || (event.attachedTo !== undefined && node.scopes.includes(event.attachedTo) && event.event?.kind !== 'error'))
  for (const event of aside) for (const passage of passagesFrom(diagram, edges, event)) rows.push(passageRow(subject, passage, asideWords(subject, event, passage)))
  const errors = step.returns.filter(({ error, scope }) => error !== undefined && scope !== undefined)
  for (const back of errors) for (const passage of returned(subject, back.error!, back.scope!)) rows.push(passageRow(subject, passage, back.name))
  const caption = say('manuals.next.title')
  return [
    { kind: 'heading', text: caption },
    { kind: 'table', caption, head: [say('manuals.next.when'), say('manuals.next.done'), say('manuals.next.to')], rows: unique(rows) },
    ...(step.returns.length > 0 ? [{ kind: 'note', text: say('manuals.next.returns', { ways: step.returns.map(({ name, target }) => `${name}（${nameOf(subject, target)}）`).join(say('manuals.comma')) }) } as const] : []),
  ]
}

/** What the step's form can end in, its ways back with it: so that no passage is told which no outcome takes. */
function answersOf(subject: Subject, step: Step): Set<string> | undefined {
  const back = step.returns.map(({ target }) => `return:${target}`)
  if (step.headers.signing === 'sheet') return new Set(['agree', 'disagree', ...back])
  const outcome = subject.bundle.forms[step.formKey ?? '']?.properties?.outcome
  const choices = outcome && choicesOf(outcome)
  return choices ? new Set([...choices.map((choice) => String(choice.const)), ...back]) : undefined
}

function returned({ diagram, edges }: Subject, code: string, scope: string): Passage[] {
  const event = [...diagram.nodes.values()].find((one) => one.attachedTo === scope && one.event?.errorCode === code)
  return event ? passagesFrom(diagram, edges, event) : []
}

export function passageRow(subject: Subject, { via, to, forked, joined }: Passage, when: string): string[] {
  const { say } = subject
  const marks = [forked ? say('manuals.next.beside') : '', joined ? say('manuals.next.joined') : ''].filter(Boolean).map((mark) => `（${mark}）`).join('')
  const name = to.type === 'EndEvent' ? say('manuals.next.end', { name: to.name || say('manuals.next.done.end') }) : `${to.name || to.id}${marks}`
  return [when || say('manuals.next.always'), via.map(doneWords).join('\n') || say('web.none'), name]
}

/** An element the platform does by itself, with the letter it sends. */
function doneWords(node: Node): string {
  const letter = letterOf(node)
  return letter ? `${node.name}（${letterTitle(letter)}）` : node.name || node.id
}

function conditionOf(subject: Subject, { flows }: Passage): string {
  return flows.map((flow) => flowWords(subject, flow)).join(subject.say('manuals.listComma'))
}

function asideWords(subject: Subject, event: Node, passage: Passage): string {
  const { say } = subject
  const first = event.event?.messageName?.startsWith('limit-') ? say('manuals.next.late', { name: event.name }) : say('manuals.next.event', { name: event.name })
  const beside = event.interrupting === false ? `（${say('manuals.next.goesOn')}）` : ''
  return [first + beside, conditionOf(subject, passage)].filter(Boolean).join(say('manuals.listComma'))
}

function outcomeWords({ bundle }: Subject, step: Step, outcome: string): string {
  const field = bundle.forms[step.formKey ?? '']?.properties?.outcome
  return (field && choicesOf(field)?.find((choice) => choice.const === outcome)?.title) ?? outcome
}

function listed(subject: Subject, ids: string): string {
  return ids.split(',').map((id) => nameOf(subject, id.trim())).join(subject.say('manuals.comma'))
}

function unique(rows: string[][]): string[][] {
  const seen = new Set<string>()
  return rows.filter((row) => !seen.has(row.join('\n')) && seen.add(row.join('\n')))
}
