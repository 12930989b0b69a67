/** The hard limits on a diagram's text, looked at before a parser sees it. Measured reasons stand beside each number. */
import { fileProblem } from './problem.ts'

/** 4.7 MB with 50,000 tasks blocked the event loop for 2.2 s; an approval matter is 20-200 kB. */
export const MAX_BYTES = 1_048_576
export const MAX_NODES = 2_000
/** 20,000 nested sub-processes overflow any recursive walk, the parser's own included. */
export const MAX_DEPTH = 20
/** Elements nested in the XML itself (a sub-process costs one level, extensions a few). */
const MAX_XML_DEPTH = 200
const MAX_EXPRESSION = 10_000

export const limits = { MAX_BYTES, MAX_NODES, MAX_DEPTH, MAX_EXPRESSION } as const

/** @throws InvalidDiagram when the text is too large, nested too deeply, or carries a DOCTYPE or a NUL. */
export function checkText(xml: string): void {
  const bytes = new TextEncoder().encode(xml).length
  if (bytes > MAX_BYTES) throw fileProblem(`A diagram may have ${MAX_BYTES} bytes, this one has ${bytes}. Split the process.`)
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw fileProblem('A diagram must not carry a DOCTYPE or entities. Save it again with a BPMN modeler.')
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(xml)) throw fileProblem('The file contains control characters. Save it again as UTF-8 text.')
  if (xmlDepth(xml) > MAX_XML_DEPTH) throw fileProblem(`Elements are nested more than ${MAX_XML_DEPTH} deep. Flatten the diagram.`)
}

/** The deepest nesting of tags, reckoned without recursion and without trusting the text to be well-formed. */
function xmlDepth(xml: string): number {
  let depth = 0
  let deepest = 0
  for (const [tag] of xml.matchAll(/<[/!?]?[A-Za-z][^<>]*>/g)) {
    if (tag.startsWith('</')) depth--
    else if (!tag.endsWith('/>') && !tag.startsWith('<!') && !tag.startsWith('<?')) deepest = Math.max(deepest, ++depth)
  }
  return deepest
}
