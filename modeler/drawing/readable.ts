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
    const { rootElement, warnings } = (await new BpmnModdle({ zeebe }).fromXML(xml)) as { rootElement: { rootElements?: { $type: string }[]; diagrams?: unknown[] }; warnings: { message: string }[] }
    const fatal = warnings.find(({ message }) => /unparsable content|duplicate ID/.test(message))
    if (fatal) return placed(fatal.message, xml)
    if (!rootElement.rootElements?.some(({ $type }) => $type === 'bpmn:Process' || $type === 'bpmn:Collaboration')) return messageOf(say`The file holds no process.`)
    if (!rootElement.diagrams?.length) return messageOf(say`The file holds a process but no drawing of it (no bpmndi:BPMNDiagram).`)
    return null
  } catch (error) {
    return placed((error as Error).message, xml)
  }
}

function judged(xml: string): Unreadable | null {
  if (xml.trim() === '') return messageOf(say`The file is empty.`)
  if (xml.length > MAX_CHARACTERS) return messageOf(say`The file has ${xml.length} characters, at most ${MAX_CHARACTERS} are opened.`)
  const doctype = /<!DOCTYPE|<!ENTITY/i.exec(xml)
  if (doctype) return { ...messageOf(say`The file carries a DOCTYPE or entities.`), line: lineAt(xml, doctype.index) }
  return tooDeep(xml)
}

function tooDeep(xml: string): Unreadable | null {
  let depth = 0
  for (const { 0: tag, index } of xml.matchAll(/<[/]?[A-Za-z][^<>]*>/g)) {
    if (tag.startsWith('</')) depth--
    else if (!tag.endsWith('/>') && ++depth > MAX_DEPTH) return { ...messageOf(say`Elements are nested more than ${MAX_DEPTH} deep.`), line: lineAt(xml, index) }
  }
  return null
}

/** The reader tells line and tag inside its sentence: `… line: 12 …`, `nested error: duplicate ID <x>`. */
function placed(message: string, xml: string): Unreadable {
  const text = message.replace(/\s+/g, ' ').trim()
  const line = /line: (\d+)/.exec(text)?.[1]
  const element = /<(?:id=)?"?([\w.-]+)"?>/.exec(text)?.[1]
  // the reader counts lines from nought
  const told: Unreadable = messageOf(say`${text}`)
  if (line !== undefined) told.line = Number(line) + 1
  else if (element) told.line = lineOf(xml, element)
  if (element) told.element = element
  return told
}

function lineOf(xml: string, element: string): number {
  const at = Math.max(xml.lastIndexOf(`id="${element}"`), xml.indexOf(`<${element}`))
  return lineAt(xml, Math.max(at, 0))
}

function lineAt(xml: string, index: number): number {
  return xml.slice(0, index).split('\n').length
}
