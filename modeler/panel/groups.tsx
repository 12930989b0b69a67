/** The groups of a concept that are more than single headers: the sheet's departments, the ways back; who does a step with which form. */
import { Group, ListGroup } from '@bpmn-io/properties-panel'
import type { Shape } from '../drawing/drawing.ts'
import { conceptOfElement } from '../templates/facts.ts'
import type { Words } from '../words/words.ts'
import type { Outcome, Place } from '../feel/variables.ts'
import { choice, picker, row, text, ticks, type Entry } from './entries.tsx'
import { extensionOf, headerOf, put, setHeader, type Writers } from './extensions.ts'
import { listIn, listWritten, nameOf, postsFor, postsIn, type Choice } from './picking.ts'
import { readReturns, readSheet, RULES, SILENCES, withDepartment, withRule, withSilence, withVeto, writeSheet, type Return, type Sheet, type SheetDepartment } from './sheet.ts'

/** What the panel knows of the matter and the place round the drawing. */
export interface Surroundings {
  words: Words
  /** Of the matter, by their titles. */
  forms(): Choice[]
  /** What a form lets people decide, by its buttons. */
  outcomesOf(form: string): Outcome[]
  bodies: Choice[]
  /** `zhujian/window` with its name. */
  groups: readonly { id: string; name: string }[]
  /** The body whose matter it is. */
  body(): string
  /** The materials that the guide lists. */
  materials(): Choice[]
  /** Persons' steps of this diagram. */
  steps(): Choice[]
  /** Decisions of the matter's tables. */
  decisions(): Choice[]
  /** Brings a decision to the screen; the tab of the tables where none is named. */
  openTable(decision?: string): void
  /** The drawing as it is now, with the forms; null where it cannot be read as a process. */
  place(): Place | null
}

export interface PanelGroup { id: string; label: string; component: unknown; entries?: Entry[]; items?: unknown[]; add?: unknown; [more: string]: unknown }

export function stepGroup(element: Shape, writers: Writers, { words, forms, groups, body, outcomesOf }: Surroundings): PanelGroup {
  const form = choice({
    id: 'tongban-form', label: words('panel.form'), description: words('panel.formHelp'),
    get: () => String(extensionOf(element, 'zeebe:FormDefinition')?.get('formKey') ?? ''),
    set: (formKey) => put(writers, element, 'zeebe:FormDefinition', formKey === '' ? null : { formKey }),
    choices: forms,
  })
  const named = String(extensionOf(element, 'zeebe:AssignmentDefinition')?.get('candidateGroups') ?? '')
  const candidates = picker({
    id: 'tongban-candidates', label: words('panel.candidates'), description: words('panel.candidatesHelp'), words, many: true,
    values: listIn(named) ?? [], expression: listIn(named) === null ? named : null, choices: postsFor(groups, body()),
    set: (values) => { const candidateGroups = listWritten(named, values); put(writers, element, 'zeebe:AssignmentDefinition', candidateGroups === '' ? null : { candidateGroups }) },
  })
  const outcomes = outcomesOf(String(extensionOf(element, 'zeebe:FormDefinition')?.get('formKey') ?? '')).filter(({ value }) => !value.startsWith('return:'))
  const decides = conceptOfElement(element.businessObject) !== 'approval-step' || outcomes.length === 0 ? [] : [ticks({
    id: 'tongban-decides', label: words('panel.decides'), description: words('panel.decidesHelp'), choices: outcomes.map(({ value, title }) => ({ value, label: title })),
    get: () => listIn(headerOf(element, 'decides') ?? '') ?? [], set: (chosen) => setHeader(writers, element, 'decides', chosen.join(',')),
  })]
  // the applicant's own step names nobody; where it does all the same, it must be seen to be taken out
  const applicants = headerOf(element, 'party') === 'applicant' && named === ''
  return { id: 'tongban-step', label: words('panel.who'), component: Group, entries: applicants ? [form] : [candidates, form, ...decides] }
}

/** Headers that name steps of this diagram, and whether several may be named. */
const STEP_HEADERS: Readonly<Record<string, { many: boolean }>> = { fourEyes: { many: true }, from: { many: false }, plan: { many: false } }

/** A template's field that names steps, as a picker of them; any other field as it is. */
export function stepPicks(element: Shape, writers: Writers, { words, steps }: Surroundings): (entry: Entry) => Entry {
  return (entry) => {
    const { binding, label = '' } = (entry.property ?? {}) as { binding?: { type: string; key?: string }; label?: string }
    const { type, key = '' } = binding ?? {}
    if (type !== 'zeebe:taskHeader' || !Object.hasOwn(STEP_HEADERS, key)) return entry
    const values = (headerOf(element, key) ?? '').split(',').map((one) => one.trim()).filter(Boolean)
    return picker({
      id: entry.id, label, description: words(`panel.steps.${key}`), words, many: STEP_HEADERS[key]!.many, values,
      choices: steps().filter(({ value }) => value !== element.id), set: (picked) => setHeader(writers, element, key, picked.join(',')),
    })
  }
}

export function sheetGroups(element: Shape, writers: Writers, surroundings: Surroundings): PanelGroup[] {
  const sheet = readSheet(headerOf(element, 'sheet'))
  if (!sheet) return []
  const { words } = surroundings
  const write = (next: Sheet): void => setHeader(writers, element, 'sheet', writeSheet(next))
  return [
    { id: 'tongban-sheet', label: words('panel.sheet'), component: Group, entries: sheetEntries(sheet, write, surroundings) },
    {
      id: 'tongban-departments', label: words('panel.departments'), component: ListGroup, element, shouldSort: false,
      items: sheet.departments.map((department, index) => departmentRow(sheet, department, index, write, surroundings)),
      add: (event: Event) => {
        event.stopPropagation()
        const body = surroundings.bodies.find(({ value }) => !sheet.departments.some((one) => one.body === value)) ?? surroundings.bodies[0]
        if (body) write({ ...sheet, departments: [...sheet.departments, { body: body.value, name: body.label, limit: '3wd', materials: [] }] })
      },
    },
  ]
}

function sheetEntries(sheet: Sheet, write: (sheet: Sheet) => void, { words, forms }: Surroundings): Entry[] {
  const entries = [choice({
    id: 'tongban-rule', label: words('panel.rule'), get: () => sheet.rule.kind, set: (kind) => write(withRule(sheet, kind)),
    choices: () => RULES.map((kind) => ({ value: kind, label: words(`panel.rule.${kind}`) })),
  })]
  if (sheet.rule.kind === 'quorum') entries.push(text({ id: 'tongban-n', label: words('panel.n'), get: () => String(sheet.rule.n ?? ''), set: (n) => write({ ...sheet, rule: { ...sheet.rule, n: Number(n) } }), valid: (n) => (/^[1-9]\d*$/.test(n) ? undefined : words('panel.nWrong')) }))
  if (sheet.rule.kind === 'veto') {
    entries.push(picker({
      id: 'tongban-veto', label: words('panel.veto'), description: words('panel.vetoHelp'), words, many: true, values: sheet.rule.by ?? [],
      choices: sheet.departments.map(({ body, name }) => ({ value: body, label: name })), set: (by) => write(withVeto(sheet, by)),
    }))
  }
  entries.push(choice({
    id: 'tongban-silence', label: words('panel.silence'), get: () => sheet.silence.kind, set: (kind) => write(withSilence(sheet, kind)),
    choices: () => SILENCES.map((kind) => ({ value: kind, label: words(`panel.silence.${kind}`) })),
  }))
  if (sheet.silence.kind === 'default') {
    entries.push(
      choice({ id: 'tongban-opinion', label: words('panel.opinion'), get: () => sheet.silence.opinion ?? '', set: (opinion) => write({ ...sheet, silence: { ...sheet.silence, opinion } }), choices: () => ['agree', 'disagree', 'not-concerned'].map((value) => ({ value, label: words(`panel.opinion.${value}`) })) }),
      text({ id: 'tongban-law', label: words('panel.law'), get: () => sheet.silence.law ?? '', set: (law) => write({ ...sheet, silence: { ...sheet.silence, law } }) }, true),
    )
  }
  entries.push(
    choice({ id: 'tongban-sheet-form', label: words('panel.sheetForm'), get: () => sheet.form, set: (form) => write({ ...sheet, form }), choices: forms }),
    choice({ id: 'tongban-inner-form', label: words('panel.innerForm'), get: () => sheet.innerForm ?? '', set: (innerForm) => write({ ...sheet, innerForm }), choices: forms }),
  )
  return entries
}

function departmentRow(sheet: Sheet, department: SheetDepartment, index: number, write: (sheet: Sheet) => void, { words, bodies, groups, materials }: Surroundings): object {
  const id = `tongban-department-${index}`
  const change = (part: Parameters<typeof withDepartment>[2]): void => write(withDepartment(sheet, index, part))
  const { body, inner = [], materials: seen } = department
  const entries = [
    picker({ id: `${id}-body`, label: words('panel.body'), words, many: false, values: body === '' ? [] : [body], choices: bodies, set: ([picked = '']) => change({ body: picked, name: nameOf(bodies, picked) ?? picked }) }),
    text({ id: `${id}-name`, label: words('panel.name'), get: () => department.name, set: (name) => change({ name }) }),
  ]
  // what a child matter's case answers is signed and counted there
  if (department.case === undefined) {
    entries.push(
      text({ id: `${id}-limit`, label: words('panel.limit'), description: words('panel.limitHelp'), get: () => department.limit, set: (limit) => change({ limit }) }),
      picker({ id: `${id}-inner`, label: words('panel.inner'), description: words('panel.innerHelp'), words, many: true, ordered: true, values: inner, choices: postsIn(groups, body), set: (roles) => change({ inner: roles.length > 0 ? roles : undefined }) }),
    )
  }
  entries.push(choice({
    id: `${id}-sees`, label: words('panel.materials'), get: () => (seen ? 'some' : 'all'), set: (which) => change({ materials: which === 'all' ? undefined : seen ?? [] }),
    choices: () => ['all', 'some'].map((value) => ({ value, label: words(`panel.materials.${value}`) })),
  }))
  if (seen) entries.push(picker({ id: `${id}-materials`, label: words('panel.materials.picked'), words, many: true, values: seen, choices: materials(), set: (picked) => change({ materials: picked }) }))
  return row(id, department.name || body, entries, () => write({ ...sheet, departments: sheet.departments.filter((_, at) => at !== index) }))
}

export function returnsGroup(element: Shape, writers: Writers, { words, steps }: Surroundings): PanelGroup {
  const returns = readReturns(headerOf(element, 'returns'))
  const write = (next: Return[]): void => setHeader(writers, element, 'returns', next.length === 0 ? undefined : JSON.stringify(next))
  const others = (): Choice[] => steps().filter(({ value }) => value !== element.id)
  return {
    id: 'tongban-returns', label: words('panel.returns'), component: ListGroup, element, shouldSort: false,
    items: returns.map((one, index) => {
      const id = `tongban-return-${index}`
      const change = (part: Partial<Return>): void => write(returns.map((each, at) => (at === index ? { ...each, ...part } : each)))
      return row(id, one.name || one.to, [
        choice({ id: `${id}-to`, label: words('panel.returnTo'), get: () => one.to, set: (to) => change({ to }), choices: others }),
        text({ id: `${id}-name`, label: words('panel.returnName'), get: () => one.name, set: (name) => change({ name }) }),
        text({ id: `${id}-error`, label: words('panel.returnError'), description: words('panel.returnErrorHelp'), get: () => one.error ?? '', set: (error) => { const { error: _gone, ...rest } = one; write(returns.map((each, at) => (at === index ? { ...rest, ...(error ? { error } : {}) } : each))) } }),
      ], () => write(returns.filter((_, at) => at !== index)))
    }),
    add: (event: Event) => {
      event.stopPropagation()
      const first = others()[0]
      if (first) write([...returns, { to: first.value, name: words('panel.returnDefault', { step: first.label }) }])
    },
  }
}
