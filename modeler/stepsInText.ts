/** Persons' steps as the text of a diagram has them, for the tabs beside the drawing, which may not have been opened. A text that is no diagram has none. */
import { namesInText } from './unnamedInText.ts'
import type { Locale, Words } from './words/words.ts'

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL'

export interface StepInText {
  id: string
  /** Where it has none, what it is called (unnamed.ts). */
  name: string
  form: string
  /** As written: posts with commas between them, or an expression. */
  candidates: string
  headers: Readonly<Record<string, string>>
}

export function stepsInText(diagram: string, words: Words, locale: Locale): StepInText[] {
  const names = namesInText(diagram, words, locale)
  const tasks = new DOMParser().parseFromString(diagram, 'text/xml').getElementsByTagNameNS(BPMN, 'userTask')
  return [...tasks].map((task) => {
    const parts = [...task.getElementsByTagName('*')]
    const of = (name: string, attribute: string): string => parts.find(({ localName }) => localName === name)?.getAttribute(attribute) ?? ''
    const headers = parts.filter(({ localName }) => localName === 'header').map((header) => [header.getAttribute('key') ?? '', header.getAttribute('value') ?? ''])
    return { id: task.id, name: names.get(task.id) ?? task.id, form: of('formDefinition', 'formKey'), candidates: of('assignmentDefinition', 'candidateGroups'), headers: Object.fromEntries(headers) as Record<string, string> }
  })
}
