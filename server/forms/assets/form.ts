/**
 * What a form does better with JavaScript: fields come up as answers ask for them, rows are added in place, a field is judged when it
 * is left, and a post with mistakes stays on the page. Without this file everything still works by submit buttons.
 */
import type { Issue } from '../../errors.ts'
import { fieldsOf } from '../conditions.ts'
import { ROW } from '../fields.ts'
import { parseForm, rowNumbers, type Body } from '../parse.ts'
import type { OtherPages } from '../render.ts'
import type { FormData as Answers } from '../schema.ts'
import { idOf, parts, valueAt } from '../pointer.ts'
import { dependants } from '../relations.ts'
import { schemaAt } from '../sentences.ts'
import { word, type Locale } from '../words.ts'
import { loadJudge, type Judge } from '../browser/judge.ts'
import { clearIssue, showIssue, showSummary } from '../browser/issues.ts'

interface LiveForm { root: HTMLElement; form: HTMLFormElement; judge: Judge; locale: Locale; prefix: string; others?: OtherPages }

export async function start(root: HTMLElement): Promise<void> {
  const form = root.closest('form')
  const url = root.dataset.validator
  if (!form || !url) return
  const live: LiveForm = { root, form, judge: await loadJudge(url), locale: root.dataset.locale === 'en' ? 'en' : 'zh-CN', prefix: root.dataset.form ?? 'field', others: othersOf(root) }
  for (const plain of root.querySelectorAll<HTMLElement>('.tb-refresh, .tb-field:not([data-stays]) > .tb-note')) plain.hidden = true
  root.addEventListener('input', () => toggle(live))
  root.addEventListener('change', (event) => { toggle(live); whenReleased(() => judgeField(live, event.target)) })
  root.addEventListener('focusout', (event) => whenReleased(() => judgeField(live, event.target)))
  root.addEventListener('click', (event) => pressed(live, event))
  form.addEventListener('submit', (event) => submitted(live, event))
  toggle(live)
  live.root.querySelector<HTMLElement>('[data-summary]')?.focus()
}

let pressing = false
const waiting: (() => void)[] = []
addEventListener('pointerdown', () => { pressing = true }, true)
addEventListener('pointerup', () => { pressing = false; setTimeout(() => { for (const work of waiting.splice(0)) work() }) }, true)

/** A message that comes or goes while a button is being pressed would move the button away from under the pointer. */
function whenReleased(work: () => void): void {
  if (pressing) waiting.push(work)
  else work()
}

function bodyOf(live: LiveForm, submitter?: HTMLElement | null): Body {
  const body: Record<string, string | string[]> = {}
  for (const [name, value] of new FormData(live.form, submitter ?? null)) {
    if (typeof value !== 'string') continue
    const there = body[name]
    body[name] = there === undefined ? value : [there, value].flat()
  }
  return body
}

/** What the other pages of a long form say: a field here may hang on an answer given there. */
function othersOf(root: HTMLElement): OtherPages | undefined {
  return root.dataset.others === undefined ? undefined : JSON.parse(root.dataset.others) as OtherPages
}

function answersOf(live: LiveForm, submitter?: HTMLElement | null): Answers {
  return parseForm(live.judge.schema, bodyOf(live, submitter), live.others)
}

/** Shows the conditional fields whose condition holds now, and says what is a must now; those that hang on a button of the page stay shown. */
function toggle(live: LiveForm): void {
  const data = answersOf(live)
  for (const element of live.root.querySelectorAll<HTMLElement>('[data-field]:not([data-stays])')) {
    const path = parts(element.dataset.field!)
    const parent = path.slice(0, -1).map((part) => `/${part}`).join('')
    const owner = parent === '' ? live.judge.schema : schemaAt(live.judge.schema, parent)
    const field = owner && fieldsOf(owner, valueAt(data, parent) ?? {}).find(({ name }) => name === path.at(-1))
    if (element.dataset.conditional !== undefined) element.hidden = !field?.active
    if (field?.active) mark(live, element, field.required)
  }
}

const MARKS = ['.tb-must', '.tb-optional'].flatMap((mark) => [`:scope > label > ${mark}`, `:scope > fieldset > legend > ${mark}`]).join(', ')

function mark(live: LiveForm, element: HTMLElement, required: boolean): void {
  const found = element.querySelector<HTMLElement>(MARKS)
  if (!found) return
  found.className = required ? 'tb-must' : 'tb-optional text-secondary'
  found.textContent = word(live.locale, required ? 'must' : 'optional')
}

function judgeField(live: LiveForm, target: EventTarget | null): void {
  const name = target instanceof HTMLElement ? target.getAttribute('name') : null
  if (!name?.startsWith('/') || !(target instanceof HTMLElement) || !live.root.contains(target)) return
  const data = answersOf(live)
  const issues = live.judge.issues(data, live.locale)
  const issue = issues.find(({ pointer }) => pointer === name || pointer.startsWith(`${name}/`))
  if (issue) showIssue(live.root, live.prefix, { pointer: name, message: issue.message })
  else clearIssue(live.root, live.prefix, name)
  for (const pointer of dependants(live.judge.schema, name)) judgeAgain(live, pointer, issues.find((one) => one.pointer === pointer), valueAt(data, pointer))
}

/** A field whose verdict hangs on the one just left: cleared or said anew; a list still being filled in is not blamed before its time. */
function judgeAgain(live: LiveForm, pointer: string, issue: Issue | undefined, value: unknown): void {
  const said = document.getElementById(`${idOf(live.prefix, pointer)}-error`) !== null
  if (!issue) clearIssue(live.root, live.prefix, pointer)
  else if (said || typeof value === 'string') showIssue(live.root, live.prefix, issue)
}

/** Only what this page shows is held back; other pages of a long form are judged by the server at the end. */
function submitted(live: LiveForm, event: SubmitEvent): void {
  if (event.submitter?.hasAttribute('formnovalidate')) return
  const shown = (pointer: string) => parts(pointer).some((_, index, all) => live.root.querySelector(`[data-field="${CSS.escape('/' + all.slice(0, index + 1).join('/'))}"]:not([hidden])`))
  const issues = live.judge.issues(answersOf(live, event.submitter), live.locale).filter(({ pointer }) => shown(pointer))
  if (issues.length === 0) return
  event.preventDefault()
  for (const issue of issues) showIssue(live.root, live.prefix, issue)
  showSummary(live.root, live.prefix, issues, live.locale)
}

function pressed(live: LiveForm, event: Event): void {
  const button = event.target instanceof Element ? event.target.closest('button') : null
  if (!button) return
  const rows = button.closest<HTMLElement>('[data-rows]')
  if (!rows) return
  if (button.matches('[data-add]')) addRow(live, rows)
  else if (button.matches('[data-remove]')) button.closest('[data-item]')?.remove()
  else return
  event.preventDefault()
  toggle(live)
}

function addRow(live: LiveForm, rows: HTMLElement): void {
  const pointer = rows.dataset.rows!
  const next = (rowNumbers(bodyOf(live), pointer).at(-1) ?? -1) + 1
  const copy = rows.querySelector<HTMLTemplateElement>(':scope > template')!.content.cloneNode(true) as DocumentFragment
  for (const element of copy.querySelectorAll('*')) {
    for (const attribute of [...element.attributes]) {
      if (attribute.value.includes(ROW)) element.setAttribute(attribute.name, attribute.value.replaceAll(ROW, String(next)))
    }
  }
  const title = copy.querySelector('.tb-row-title')
  const number = rows.querySelectorAll(':scope > [data-list] > [data-item]').length + 1
  if (title) title.textContent = `${title.textContent!.trim()} ${number}`
  copy.querySelector('[data-remove]')?.setAttribute('aria-label', word(live.locale, 'remove-label', { number }))
  rows.querySelector('[data-empty]')?.remove()
  rows.querySelector('[data-list]')!.append(copy)
  document.getElementById(idOf(live.prefix, `${pointer}/${next}`))?.focus()
}

for (const root of document.querySelectorAll<HTMLElement>('[data-form][data-validator]')) void start(root)
