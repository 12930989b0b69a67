/** Two versions of one matter compared whole, in the order a lawyer reads them: limits first. Pure; the words are words.ts. */
import type { Bundle } from '../types.ts'
import { areas, type Change } from './change.ts'
import { compareDiagrams } from './diagrams.ts'
import { compareForms } from './forms.ts'
import { compareGuides } from './guides.ts'
import { compareLetters } from './letters.ts'

/**
 * @returns every change, by area; empty only where the content hashes are equal.
 * @throws UnreadableDiagram when one of the diagrams cannot be read.
 */
export async function compareBundles(before: Bundle, after: Bundle): Promise<Change[]> {
  if (before.hash === after.hash) return []
  const changes = [
    ...(await compareDiagrams(before.diagram, after.diagram)), ...compareForms(before.forms, after.forms),
    ...compareLetters(before.letters, after.letters), ...compareGuides(before.matter, after.matter),
  ]
  if (changes.length === 0) return [{ area: 'rest', kind: 'changed', file: '', place: '', thing: 'rest', subject: '' }]
  return changes.sort((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area))
}
