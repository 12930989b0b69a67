/** Values of a case as they are typed into a field: read by the type of their column, and written so that they read the same again. Pure. */

/** Null: none of that type. Where anything may stand, JSON is what it says and everything else a text. */
export function readValue(text: string, type: string): { value: unknown } | null {
  if (type === 'string') return { value: text }
  if (type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? { value: Number(text) } : null
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { value: text }
  }
}

/** As a field shows it; undefined is an empty one. */
export function written(value: unknown, type: string): string {
  return value === undefined ? '' : typeof value === 'string' && (type === 'string' || type === '' && !looksTyped(value)) ? value : JSON.stringify(value)
}

/** A text that would be read as something else. */
function looksTyped(text: string): boolean {
  return typeof readValue(text, '')?.value !== 'string'
}
