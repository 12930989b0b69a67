/** Shows and clears what the judge says, in the same markup as the server's views. Text only, never HTML from data. */
import type { Issue } from '../../errors.ts'
import { idOf } from '../pointer.ts'
import { word, type Locale } from '../words.ts'

export function showIssue(root: HTMLElement, prefix: string, issue: Issue): void {
  const field = fieldAt(root, issue.pointer)
  if (!field) return
  const id = `${idOf(prefix, issue.pointer)}-error`
  let box = document.getElementById(id)
  if (!box) {
    box = document.createElement('div')
    box.id = id
    box.className = 'invalid-feedback d-block'
    field.append(box)
  }
  box.textContent = issue.message
  for (const input of inputs(field)) {
    input.classList.add('is-invalid')
    input.setAttribute('aria-invalid', 'true')
    input.setAttribute('aria-describedby', `${idOf(prefix, issue.pointer)}-help ${id}`)
  }
}

export function clearIssue(root: HTMLElement, prefix: string, pointer: string): void {
  document.getElementById(`${idOf(prefix, pointer)}-error`)?.remove()
  const field = fieldAt(root, pointer)
  if (!field) return
  for (const input of inputs(field)) {
    input.classList.remove('is-invalid')
    input.removeAttribute('aria-invalid')
  }
}

export function showSummary(root: HTMLElement, prefix: string, issues: readonly Issue[], locale: Locale): void {
  root.querySelector('[data-summary]')?.remove()
  const box = document.createElement('div')
  box.className = 'alert alert-danger tb-summary'
  box.id = `${prefix}-summary`
  box.tabIndex = -1
  box.dataset.summary = ''
  box.setAttribute('role', 'alert')
  const head = document.createElement('h2')
  head.className = 'alert-title'
  head.textContent = word(locale, 'summary-title', { count: issues.length })
  const list = document.createElement('ul')
  list.className = 'mb-0'
  for (const { pointer, message } of issues) {
    const link = document.createElement('a')
    link.href = `#${idOf(prefix, pointer)}`
    link.textContent = message
    const item = document.createElement('li')
    item.append(link)
    list.append(item)
  }
  box.append(head, list)
  root.prepend(box)
  box.focus()
}

function fieldAt(root: HTMLElement, pointer: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-field="${CSS.escape(pointer)}"]`)
}

function inputs(field: HTMLElement): NodeListOf<HTMLElement> {
  return field.querySelectorAll<HTMLElement>(':scope > input, :scope > select, :scope > textarea, :scope > .input-group > input, :scope > fieldset > label > input')
}
