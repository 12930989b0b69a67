/**
 * RFC 6901 pointers into a form's data. The pointer of a field is also the name of its input, so a page, an issue and
 * the data speak of the same place. Property names of a form hold no `/` or `~` (check.ts), so nothing needs escaping.
 */

export function join(pointer: string, part: string | number): string {
  return `${pointer}/${part}`
}

export function parts(pointer: string): string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** An HTML id for the field at a pointer: `apply-contacts-0-name`. */
export function idOf(prefix: string, pointer: string): string {
  return prefix + pointer.replaceAll('/', '-')
}

/** The value at a pointer, or undefined. */
export function valueAt(data: unknown, pointer: string): unknown {
  let at: unknown = data
  for (const part of parts(pointer)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<string, unknown>)[part]
  }
  return at
}
