/**
 * Looks at the text of a diagram before it is opened: size, depth, DOCTYPE, well-formed, BPMN. What it refuses names the line and the
 * element, and the drawing that is open stays. Pure.
 */
import { BpmnModdle } from 'bpmn-moddle'
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' }
import { messageOf } from '../../server/forms/sentence.ts'
import { say } from '../../server/matters/sentence.ts'

export interface Unreadable {
  message: string
  /** The same in Chinese. */
  zh?: string
  line?: number
  element?: string
}

/** What a drawing may have; publication asks for less. */
const MAX_CHARACTERS = 4_000_000
const MAX_DEPTH = 200

/** @returns why it cannot be opened, or null. */
export async function looked(xml: string): Promise<Unreadable | null> {
  const shape = judged(xml)
  if (shape) return shape
  try {
    const { rootElement, warnings } = (await new BpmnModdle({ zeebe }).fromXML(xml)) as { rootElement: { rootElements?: { $type: string }[] }; warnings: { message: string }[] }
    const fatal = warnings.find(({ message }) => /unparsable content|duplicate ID/.test(message))
    if (fatal) return placed(fatal.message, xml)
    if (!rootElement.rootElements?.some(({ $type }) => $type === 'bpmn:Process' || $type === 'bpmn:Collaboration')) return messageOf(say`The file holds no process.`)
    return null
  } catch (error) {
    return placed((error as Error).message, xml)
  }
}

interface Warning { message: string; element?: { id?: string }; context?: { element?: { id?: string } } }

/** What the reader and bpmn-js say of a text that was opened all the same: what is not drawn, what refers to nothing. */
export function partly(warnings: readonly unknown[], xml: string): Unreadable[] {
  return (warnings as Warning[]).map(({ message, element, context }) => {
    const id = element?.id ?? context?.element?.id
    const found = placed(message, xml)
    const line = id === undefined ? found.line : lineOf(xml, id)
    return { ...found, ...(id === undefined ? {} : { element: id }), ...(line === undefined ? {} : { line }) }
  })
}

function judged(xml: string): Unreadable | null {
  if (xml.trim() === '') return messageOf(say`The file is empty.`)
  if (xml.length > MAX_CHARACTERS) return messageOf(say`The file has ${xml.length} characters, at most ${MAX_CHARACTERS} are opened.`)
  const root = rootOf(xml)
  if (root) return root
  const doctype = /<!DOCTYPE|<!ENTITY/i.exec(xml)
  if (doctype) return { ...messageOf(say`The file carries a DOCTYPE or entities.`), line: lineAt(xml, doctype.index) }
  return tooDeep(xml) ?? planes(xml)
}

/** The reader keeps the last plane of a diagram and is silent of the others. */
function planes(xml: string): Unreadable | null {
  let open = false
  for (const { 0: tag, index } of xml.matchAll(/<(?:[\w.-]+:)?BPMN(?:Diagram|Plane)[\s>]/g)) {
    if (open && tag.includes('Plane')) return { ...messageOf(say`A BPMNDiagram holds more than one BPMNPlane; only one of them would stay. Give each a BPMNDiagram of its own.`), line: lineAt(xml, index), element: 'BPMNPlane' }
    open = tag.includes('Plane')
  }
  return null
}

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL'
const PROLOG = /^\ufeff?\s*(?:<\?[^]*?\?>\s*|<!--[^]*?-->\s*|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?[^>]*>\s*)*/

/** The file's first element says what it is: a decision table, a web page, some other XML, no XML at all. */
function rootOf(xml: string): Unreadable | null {
  const { length } = PROLOG.exec(xml)![0]
  const [, prefix, name, attributes] = /^<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)((?:"[^"<]*"|'[^'<]*'|[^"'<>])*)>/.exec(xml.slice(length)) ?? []
  const line = lineAt(xml, length)
  if (name === undefined) return { ...messageOf(say`The file is no XML: it begins with "${xml.slice(length, length + 20).trim()}". A diagram is a .bpmn file of a BPMN modeler.`), line }
  const space = new RegExp(`\\sxmlns${prefix === undefined ? '' : `:${prefix.replaceAll('.', '\\.')}`}\\s*=\\s*["']([^"']*)["']`).exec(attributes!)?.[1] ?? ''
  if (name === 'definitions' && space === BPMN) return null
  const what = /\/DMN\//.test(space) ? 'DMN' : /\/CMMN\//.test(space) ? 'CMMN' : name.toLowerCase() === 'html' ? 'HTML' : `<${name}>`
  return { ...messageOf(say`The file is ${what}, not BPMN: its first element is not <definitions> of BPMN 2.0. Choose a .bpmn file.`), line, element: name }
}

/** A `>` inside an attribute ends no tag. No attribute holds a `<`, so each tag is looked at once. */
const TAG = /<\/?[A-Za-z](?:"[^"<]*"|'[^'<]*'|[^"'<>])*>/g

function tooDeep(xml: string): Unreadable | null {
  let depth = 0
  for (const { 0: tag, index } of xml.matchAll(TAG)) {
    if (tag.startsWith('</')) depth--
    else if (!tag.endsWith('/>') && ++depth > MAX_DEPTH) return { ...messageOf(say`Elements are nested more than ${MAX_DEPTH} deep.`), line: lineAt(xml, index) }
  }
  return null
}

/** The reader tells line and tag inside its sentence: `… line: 12 …`, `nested error: duplicate ID <x>`. */
function placed(message: string, xml: string): Unreadable {
  const text = message.replace(/\s+/g, ' ').trim()
  const line = /line: (\d+)/.exec(text)?.[1]
  const element = (/(?:duplicate|illegal) ID <([^>]+)>/.exec(text) ?? /<(?:id=)?"?([\w.:-]+)"?>/.exec(text))?.[1]
  // the reader counts lines from nought
  const told: Unreadable = messageOf(say`${text}`)
  const at = line !== undefined ? Number(line) + 1 : element && lineOf(xml, element)
  if (at) told.line = at
  if (element) told.element = element
  return told
}

function lineOf(xml: string, element: string): number | undefined {
  const at = [`id="${element}"`, `id='${element}'`].map((id) => xml.lastIndexOf(id)).find((found) => found >= 0) ?? xml.indexOf(`<${element}`)
  return at < 0 ? undefined : lineAt(xml, at)
}

function lineAt(xml: string, index: number): number {
  return xml.slice(0, index).split('\n').length
}
