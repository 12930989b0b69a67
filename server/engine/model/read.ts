/**
 * BPMN XML -> moddle tree, with every doubt refused: the parser only warns of duplicate ids, unknown elements and
 * dangling references, and a warning here is a case that runs otherwise than it was drawn.
 */
import { BpmnModdle } from 'bpmn-moddle'
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' }
import { checkText } from './limits.ts'
import { fileProblem, InvalidDiagram } from './problem.ts'

/** A moddle element, read loosely: the compiler asks for each property by name and checks what it finds. */
export interface Moddle {
  $type: string
  $parent?: Moddle
  $instanceOf(type: string): boolean
  id?: string
  name?: string
  [property: string]: unknown
}

const moddle = new BpmnModdle({ zeebe })

export interface ParseWarning { message: string; element?: Moddle; property?: string; value?: string }

/** @throws InvalidDiagram */
export async function readDiagram(xml: string): Promise<Moddle> {
  checkText(xml)
  const { rootElement, warnings } = await parse(xml)
  if (warnings.length > 0) throw new InvalidDiagram(warnings.slice(0, 20).map(asProblem))
  return rootElement
}

async function parse(xml: string): Promise<{ rootElement: Moddle; warnings: ParseWarning[] }> {
  try {
    return (await moddle.fromXML(xml)) as unknown as { rootElement: Moddle; warnings: ParseWarning[] }
  } catch (error) {
    const { message, warnings = [] } = error as Error & { warnings?: ParseWarning[] }
    throw fileProblem([message, ...warnings.map((warning) => oneLine(warning.message))].slice(0, 3).join('; '))
  }
}

export function asProblem(warning: ParseWarning) {
  return {
    elementId: warning.element?.id ?? null,
    elementName: warning.element?.name ?? '',
    message: oneLine(warning.message) + (warning.property ? ` (${warning.property})` : ''),
  }
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/ nested error: .* at .*/, '').trim()
}
