/** The variables that a matter's tables can look at, with their titles and what they can be: outcomes of steps, fields that forms hand to the engine. Pure. */
import type { FormSchema } from '../../server/forms/schema.ts'
import { titlesOf } from '../../server/matters/tableWords.ts'
import { variablesAt, type Outcome, type Place } from '../feel/variables.ts'

export interface KnownVariable { name: string; title: string; type: 'string' | 'number' | 'boolean'; values: Outcome[] }

const TYPES: Readonly<Record<string, KnownVariable['type']>> = { Number: 'number', Boolean: 'boolean' }

/** @param place null while the diagram cannot be read: then the fields of the forms are all there is */
export function knownVariables(place: Place | null, forms: Readonly<Record<string, FormSchema>>): KnownVariable[] {
  const all = place ? [...place.diagram.nodes.keys()].flatMap((id) => variablesAt(place, id)) : []
  const found = new Map<string, KnownVariable>()
  for (const { name, title, type, outcomes = [], from } of all) {
    if (from === null && title === undefined) continue // the platform's own: they decide nothing
    const values = outcomes.length > 0 ? outcomes : titlesOf(forms, name)
    const before = found.get(name)
    if (!before || (before.values.length === 0 && values.length > 0)) found.set(name, { name, title: title ?? name, type: TYPES[type] ?? 'string', values })
  }
  return [...found.values()]
}
