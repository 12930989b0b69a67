/** What the elements of a diagram's text are called (unnamed.ts), and the text with those names, for what plays it. A text that is no diagram has none. */
import type { ElementFacts } from './templates/recognise.ts'
import { conceptOf } from './templates/recognise.ts'
import { namesOf, type Spoken } from './unnamed.ts'
import type { Locale, Words } from './words/words.ts'

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL'
const NODE = /(?:Task|^task|Event|Gateway|subProcess|callActivity|transaction)$/

/** @returns by id what each node and line is called */
export function namesInText(diagram: string, words: Words, locale: Locale): Map<string, string> {
  return namesOf(spokenIn(diagram), words, locale)
}

/** Of those alone that have no name. */
export function unnamedInText(diagram: string, words: Words, locale: Locale): Map<string, string> {
  const elements = spokenIn(diagram)
  const names = namesOf(elements, words, locale)
  return new Map(elements.filter(({ name }) => name === '').map(({ id }) => [id, names.get(id)!]))
}

/** The text with a name for whatever has none; nothing else of it changes, no line moves. */
export function named(diagram: string, words: Words, locale: Locale): string {
  const unnamed = unnamedInText(diagram, words, locale)
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  return unnamed.size === 0 ? diagram : diagram.replace(/(<(?:[\w.-]+:)?[A-Za-z]+\s[^<>]*?\bid=")([^"]+)"(?=[^<>]*>)/g, (whole, before: string, id: string) => {
    const name = unnamed.get(id)
    return name === undefined || / name="/.test(before) ? whole : `${before}${id}" name="${escaped(name)}"`
  })
}

function spokenIn(diagram: string): Spoken[] {
  const elements = [...new DOMParser().parseFromString(diagram, 'text/xml').getElementsByTagNameNS(BPMN, '*')]
  const lines = elements.filter(({ localName }) => localName === 'sequenceFlow')
  const before = new Map<string, string[]>()
  for (const line of lines) {
    const target = line.getAttribute('targetRef') ?? ''
    before.set(target, [...(before.get(target) ?? []), line.getAttribute('sourceRef') ?? ''])
  }
  const nodes = elements.filter(({ localName, id }) => NODE.test(localName) && id !== '')
  return [
    ...nodes.map((node): Spoken => {
      const on = node.getAttribute('attachedToRef')
      const facts = factsOf(node)
      return { id: node.id, name: node.getAttribute('name')?.trim() ?? '', type: facts.type, concept: conceptOf(facts), from: before.get(node.id) ?? [], ...(on === null ? {} : { on }) }
    }),
    ...lines.map((line): Spoken => ({ id: line.id, name: line.getAttribute('name')?.trim() ?? '', type: 'SequenceFlow', concept: null, from: [line.getAttribute('sourceRef') ?? ''], to: line.getAttribute('targetRef') ?? '' })),
  ]
}

function factsOf(node: Element): ElementFacts {
  const [extensions, event] = [[...node.children].find(({ localName }) => localName === 'extensionElements'), [...node.children].find(({ localName }) => localName.endsWith('EventDefinition'))]
  const parts = [...(extensions?.getElementsByTagName('*') ?? [])]
  const jobType = parts.find(({ localName }) => localName === 'taskDefinition')?.getAttribute('type')
  const headers = parts.filter(({ localName }) => localName === 'header').map((header) => [header.getAttribute('key') ?? '', header.getAttribute('value') ?? ''])
  return {
    type: node.localName.charAt(0).toUpperCase() + node.localName.slice(1), headers: Object.fromEntries(headers) as Record<string, string>,
    ...(jobType ? { jobType } : {}), ...eventOf(node, event),
  }
}

function eventOf(node: Element, event: Element | undefined): Pick<ElementFacts, 'event' | 'messageName' | 'errorCode'> {
  if (!event) return {}
  const named = (reference: string): Element | null => { const id = event.getAttribute(reference); return id === null ? null : node.ownerDocument.getElementById(id) }
  const [message, error] = [named('messageRef')?.getAttribute('name'), named('errorRef')?.getAttribute('errorCode')]
  return { event: event.localName.replace('EventDefinition', ''), ...(message ? { messageName: message } : {}), ...(error ? { errorCode: error } : {}) }
}
