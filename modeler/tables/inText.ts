/** Decisions as the texts of tables/ have them, and the steps that call them as the diagram's text has it: for lists and pickers. A text that is no XML has none. */
import { namesInText } from '../unnamedInText.ts'
import type { Locale, Words } from '../words/words.ts'
import type { Files } from '../workspace.ts'

export const FOLDER = 'tables/'
export const END = '.dmn'

export interface DecisionInText { file: string; id: string; name: string }

export function decisionsInText(files: Files): DecisionInText[] {
  return Object.keys(files).filter((path) => path.startsWith(FOLDER) && path.endsWith(END)).sort().flatMap((file) => (
    [...new DOMParser().parseFromString(files[file]!, 'text/xml').getElementsByTagName('*')].filter(({ localName, id }) => localName === 'decision' && id !== '').map((one) => ({ file, id: one.id, name: one.getAttribute('name') || one.id }))
  ))
}

/** Steps that call one of the decisions. */
export function callersInText(diagram: string, decisions: readonly string[], words: Words, locale: Locale): { id: string; name: string }[] {
  const calls = [...new DOMParser().parseFromString(diagram, 'text/xml').getElementsByTagName('*')].filter((one) => one.localName === 'calledDecision' && decisions.includes(one.getAttribute('decisionId') ?? ''))
  const names = calls.length === 0 ? new Map<string, string>() : namesInText(diagram, words, locale)
  return calls.flatMap((call) => {
    const step = call.parentElement?.parentElement
    return step?.id ? [{ id: step.id, name: names.get(step.id) ?? step.id }] : []
  })
}
