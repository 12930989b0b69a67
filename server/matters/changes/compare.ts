/** Two versions of one matter compared whole, in the order a lawyer reads them: limits first. Pure; the words are words.ts. */
import type { Guide } from '../guide.ts'
import type { Bundle } from '../types.ts'
import { areas, compareThings, type Change, type Things } from './change.ts'
import { compareDiagrams } from './diagrams.ts'
import { compareForms } from './forms.ts'
import { compareGuides } from './guides.ts'
import { compareLetters } from './letters.ts'
import { compareTables } from './tables.ts'

/**
 * @returns every change, by area; empty only where the content hashes are equal.
 * @throws UnreadableDiagram when one of the diagrams cannot be read.
 */
export async function compareBundles(before: Bundle, after: Bundle): Promise<Change[]> {
  if (before.hash === after.hash) return []
  const changes = [
    ...(await compareDiagrams(before.diagram, after.diagram)), ...compareForms(before.forms, after.forms), ...(await compareTables(before.tables, after.tables)),
    ...compareLetters(lettersOf(before, after), lettersOf(after, before)), ...compareOrganisation(before, after), ...compareGuides(before.matter, after.matter),
  ]
  if (changes.length === 0) return [{ area: 'rest', kind: 'changed', file: '', place: '', thing: 'rest', subject: '' }]
  return changes.sort((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area))
}

/** A new matter told whole: every fact of it is added. @throws UnreadableDiagram */
export function compareWithNothing(after: Bundle): Promise<Change[]> {
  return compareBundles({ matter: {} as Guide, diagram: NOTHING_DRAWN, forms: {}, letters: {}, hash: '' }, after)
}

const NOTHING_DRAWN = '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="nothing" targetNamespace="http://bpmn.io/schema/bpmn" />'

/** A bundle's own letters, and the common ones it uses where both sides say which those are. */
function lettersOf({ letters, annex }: Bundle, other: Bundle): Bundle['letters'] {
  return annex && other.annex ? { ...annex.letters, ...letters } : letters
}

function compareOrganisation({ annex: before }: Bundle, { annex: after }: Bundle): Change[] {
  if (!before || !after) return []
  const things = (entries: Record<string, string>): Things => new Map(Object.entries(entries).map(([id, name]) => [id, { thing: 'organisation', subject: id, facts: new Map([['title', name]]) }]))
  return compareThings('organisation', things(before.organisation), things(after.organisation), () => 'guide')
}
