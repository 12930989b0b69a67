/**
 * What lies between two versions of a matter, as data: one change a fact, without words. Types and the comparison of two tables
 * of facts; what is compared stands in the files beside this, the words are words.ts. Pure and browser-safe.
 */

/** `rest`: content that no reader sees (order of keys, white space), told so that an unequal hash is never unexplained. */
export const areas = ['limit', 'step', 'shape', 'form', 'table', 'letter', 'guide', 'rest'] as const
export type Area = (typeof areas)[number]

export interface Change {
  area: Area
  kind: 'added' | 'removed' | 'changed'
  /** In the bundle: `process.bpmn`, `matter.json`, `forms/<form>`, `tables/<name>.dmn`, `letters/<letter>.hbs`. */
  file: string
  /** An element's id, or a pointer into the file; '' is the whole of it. */
  place: string
  /** What kind of thing the subject is, as the catalogue names it: UserTask, field, materials … */
  thing: string
  /** The thing's own name, as its author wrote it. */
  subject: string
  /** Which of its facts; without it the thing itself came or went. */
  fact?: string
  before?: string
  after?: string
  /** Instead of `fact`: several of its facts, told together. */
  facts?: { fact: string; before?: string; after?: string }[]
}

/** A thing with its facts: an element of a diagram, a field of a form, a material of a guide. */
export interface Thing { thing: string; subject: string; /** Its own title, where the subject says more. */ title?: string; facts: Map<string, string> }

export type Things = Map<string, Thing>

/** Facts that say of a new or a gone thing only what its name says already. */
const SAID_BY_NAME = ['name', 'title', 'elementType']

/** @param areaOf the area of one fact of a thing; of the thing itself without a fact. */
export function compareThings(file: string, before: Things, after: Things, areaOf: (thing: Thing, fact?: string) => Area): Change[] {
  const changes: Change[] = []
  for (const place of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(place), after.get(place)]
    const { thing, subject } = (is ?? was)!
    const at = { file, place, thing, subject }
    if (!is) changes.push({ area: areaOf(was!), kind: 'removed', ...at })
    else {
      if (!was) changes.push({ area: areaOf(is), kind: 'added', ...at })
      changes.push(...compareFacts(was?.facts ?? new Map(), is.facts)
        .filter(({ fact }) => was || !SAID_BY_NAME.includes(fact)).map((change) => ({ area: areaOf(is, change.fact), ...at, ...change })))
    }
  }
  return changes
}

function compareFacts(before: Map<string, string>, after: Map<string, string>): (Pick<Change, 'kind' | 'before' | 'after'> & { fact: string })[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((fact): ReturnType<typeof compareFacts> => {
    const [was, is] = [before.get(fact), after.get(fact)]
    if (was === is) return []
    if (was === undefined) return [{ kind: 'added', fact, after: is }]
    if (is === undefined) return [{ kind: 'removed', fact, before: was }]
    return [{ kind: 'changed', fact, before: was, after: is }]
  })
}
