/** The line on which something stands: an element of a diagram by its id, a place in a JSON file by its pointer. Pure. */

/** @param element an element's id, or an RFC 6901 pointer. @returns from 1; 1 where it is not found. */
export function lineOf(text: string, element: string | undefined): number {
  if (element === undefined || text === '') return 1
  const at = text.trimStart().startsWith('{') ? placeOf(text, element) : text.search(new RegExp(`\\bid="${element.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"`))
  return at < 0 ? 1 : text.slice(0, at).split('\n').length
}

/** Offset of the last part of a pointer that is there: what is missing is mended in what should hold it. */
function placeOf(text: string, pointer: string): number {
  let at = skip(text, 0)
  for (const key of pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    const next = childOf(text, at, key)
    if (next < 0) return at
    at = next
  }
  return at
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gy

/** Offset of a key's value, or of an item, in the object or list that begins at `from`; -1 when there is none. */
function childOf(text: string, from: number, key: string): number {
  const isList = text[from] === '['
  if (!isList && text[from] !== '{') return -1
  let depth = 0
  let items = 0
  for (let at = skip(text, from + 1); at < text.length;) {
    if (isList && depth === 0 && String(items) === key && text[at] !== ']') return at
    token.lastIndex = at
    const found = token.exec(text)?.[0]
    if (found === undefined || (depth === 0 && (found === '}' || found === ']'))) return -1
    const after = skip(text, at + found.length)
    if (!isList && depth === 0 && text[after] === ':' && found === JSON.stringify(key)) return skip(text, after + 1)
    if (found === '{' || found === '[') depth++
    else if (found === '}' || found === ']') depth--
    else if (found === ',' && depth === 0) items++
    at = after
  }
  return -1
}

function skip(text: string, at: number): number {
  const blank = /\s*/y
  blank.lastIndex = at
  return at + blank.exec(text)![0].length
}
