/** Where something stands in the text of a scenario. Pure and browser-safe. */
import { isNode, LineCounter, parseDocument } from 'yaml'

/** The line on which a place of a scenario begins (`['acts', 3]`), or the nearest around it; 1 where the text cannot be read. */
export function lineOf(text: string, place: readonly (string | number)[]): number {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  for (let depth = place.length; depth > 0; depth--) {
    const node = document.getIn(place.slice(0, depth), true)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  return 1
}
