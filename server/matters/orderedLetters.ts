/**
 * The letters that a step's decision orders (job type letter:issue), each with what the step's form must say for it. Pure and
 * browser-safe: the letters are issued by the results room, and the rules ask before publication.
 */
export const ORDERED_LETTERS = {
  'hearing-announcement': ['subject', 'heldOn', 'time', 'place', 'register'],
  'hearing-notice': ['subject', 'heldOn', 'time', 'place', 'host'],
  'rectification-order': ['findings', 'demands', 'law'],
  'revocation-notice': ['findings', 'law'],
} as const satisfies Record<string, readonly string[]>

export type OrderedLetter = keyof typeof ORDERED_LETTERS

export function isOrdered(kind: string): kind is OrderedLetter {
  return Object.hasOwn(ORDERED_LETTERS, kind)
}

/** What the decision to take a permit back says (job type result:revoke). */
export const REVOCATION: readonly string[] = ['reasons', 'law']
