/** The groups of a concept that are more than single headers: who does the step with which form, the sheet's departments, the ways back. */
import { Group, ListGroup } from '@bpmn-io/properties-panel'
import type { Shape } from '../drawing/drawing.ts'
import type { Words } from '../words/words.ts'
import { choice, row, text, type Choice, type Entry } from './entries.tsx'
import { extensionOf, headerOf, put, setHeader, type Writers } from './extensions.ts'
import { listOf, readReturns, readSheet, RULES, SILENCES, withRule, withSilence, writeSheet, type Return, type Sheet, type SheetDepartment } from './sheet.ts'

/** What the panel knows of the matter and the place round the drawing. */
export interface Surroundings {
  words: Words
  forms(): string[]
  bodies: Choice[]
  /** Elements that a return may lead to. */
  steps(): Choice[]
}

export interface PanelGroup { id: string; label: string; component: unknown; entries?: Entry[]; items?: unknown[]; add?: unknown; [more: string]: unknown }

export function stepGroup(element: Shape, writers: Writers, { words, forms }: Surroundings): PanelGroup {
  const form = choice({
    id: 'tongban-form', label: words('panel.form'), description: words('panel.formHelp'),
    get: () => String(extensionOf(element, 'zeebe:FormDefinition')?.get('formKey') ?? ''),
    set: (formKey) => put(writers, element, 'zeebe:FormDefinition', formKey === '' ? null : { formKey }),
    choices: () => forms().map((name) => ({ value: name, label: name })),
  })
  const candidates = text({
    id: 'tongban-candidates', label: words('panel.candidates'), description: words('panel.candidatesHelp'),
    get: () => String(extensionOf(element, 'zeebe:AssignmentDefinition')?.get('candidateGroups') ?? ''),
    set: (candidateGroups) => put(writers, element, 'zeebe:AssignmentDefinition', candidateGroups === '' ? null : { candidateGroups }),
  })
  const applicants = headerOf(element, 'party') === 'applicant'
  return { id: 'tongban-step', label: words('panel.who'), component: Group, entries: applicants ? [form] : [candidates, form] }
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
  const formChoices = (): Choice[] => forms().map((name) => ({ value: name, label: name }))
  const entries = [choice({
    id: 'tongban-rule', label: words('panel.rule'), get: () => sheet.rule.kind, set: (kind) => write(withRule(sheet, kind)),
    choices: () => RULES.map((kind) => ({ value: kind, label: words(`panel.rule.${kind}`) })),
  })]
  if (sheet.rule.kind === 'quorum') entries.push(text({ id: 'tongban-n', label: words('panel.n'), get: () => String(sheet.rule.n ?? ''), set: (n) => write({ ...sheet, rule: { ...sheet.rule, n: Number(n) } }), valid: (n) => (/^[1-9]\d*$/.test(n) ? undefined : words('panel.nWrong')) }))
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
    choice({ id: 'tongban-sheet-form', label: words('panel.sheetForm'), get: () => sheet.form, set: (form) => write({ ...sheet, form }), choices: formChoices }),
    choice({ id: 'tongban-inner-form', label: words('panel.innerForm'), get: () => sheet.innerForm ?? '', set: (innerForm) => write({ ...sheet, innerForm }), choices: formChoices }),
  )
  return entries
}

function departmentRow(sheet: Sheet, department: SheetDepartment, index: number, write: (sheet: Sheet) => void, { words, bodies }: Surroundings): object {
  const id = `tongban-department-${index}`
  const change = (part: Partial<SheetDepartment>): void => write({ ...sheet, departments: sheet.departments.map((one, at) => (at === index ? { ...one, ...part } : one)) })
  return row(id, department.name || department.body, [
    choice({ id: `${id}-body`, label: words('panel.body'), get: () => department.body, set: (body) => change({ body, name: bodies.find(({ value }) => value === body)?.label ?? body }), choices: () => bodies }),
    text({ id: `${id}-name`, label: words('panel.name'), get: () => department.name, set: (name) => change({ name }) }),
    text({ id: `${id}-limit`, label: words('panel.limit'), description: words('panel.limitHelp'), get: () => department.limit, set: (limit) => change({ limit }) }),
    text({ id: `${id}-inner`, label: words('panel.inner'), description: words('panel.innerHelp'), get: () => (department.inner ?? []).join(', '), set: (inner) => change({ inner: listOf(inner) }) }),
    text({ id: `${id}-materials`, label: words('panel.materials'), description: words('panel.materialsHelp'), get: () => (department.materials ?? []).join(', '), set: (materials) => change({ materials: listOf(materials) }) }),
  ], () => write({ ...sheet, departments: sheet.departments.filter((_, at) => at !== index) }))
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
