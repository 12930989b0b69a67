/**
 * Limits on data before any schema sees it: size, depth, text that PostgreSQL cannot keep or that poisons prototypes.
 * A judge with `allErrors` visits every item of a list that is far too long, so these are checked first.
 */

const MOST_VALUES = 20_000
const DEEPEST = 16
const LONGEST_TEXT = 100_000
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

export type BoundsFault = 'too-deep' | 'too-many' | 'too-long' | 'bad-text' | 'bad-name' | 'bad-number'

/** The first fault with its pointer, or undefined when the data may be judged. Never recurses deeper than the limit. */
export function boundsFault(data: unknown): { pointer: string; fault: BoundsFault } | undefined {
  let values = 0
  const visit = (value: unknown, pointer: string, depth: number): { pointer: string; fault: BoundsFault } | undefined => {
    if (++values > MOST_VALUES) return { pointer: '', fault: 'too-many' }
    if (typeof value === 'string') return text(value, pointer)
    if (typeof value === 'number' && !Number.isFinite(value)) return { pointer, fault: 'bad-number' }
    if (typeof value !== 'object' || value === null) return undefined
    if (depth >= DEEPEST) return { pointer, fault: 'too-deep' }
    for (const name of Object.keys(value)) {
      if (FORBIDDEN.has(name)) return { pointer, fault: 'bad-name' }
      const fault = text(name, pointer) ?? visit((value as Record<string, unknown>)[name], `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1)
      if (fault) return fault
    }
    return undefined
  }
  return visit(data, '', 0)
}

/** NUL cannot be stored, a lone surrogate is no character: both are refused, never repaired in silence. */
function text(value: string, pointer: string): { pointer: string; fault: BoundsFault } | undefined {
  if (value.length > LONGEST_TEXT) return { pointer, fault: 'too-long' }
  return value.includes('\0') || /\p{Surrogate}/u.test(value) ? { pointer, fault: 'bad-text' } : undefined
}

