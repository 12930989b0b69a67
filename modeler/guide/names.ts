/** How a guide's places and values are called: the names of the matters room's catalogue, the authoring tabs' own where it has none. Pure. */
import { matterWord } from '../words/authoring.ts'
import type { Locale, Words } from '../words/words.ts'

export interface Names {
  /** @param path keys without the numbers of list items: `['limits', 'statutory', 'law']` */
  place(path: readonly string[]): string
  value(path: readonly string[], value: string): string
}

/** Values that the catalogue of the matters room does not name. */
const OWN_VALUES = new Set(['channels', 'subjects', 'unit', 'type', 'applicants', 'accepted'])
const OWN_PLACES = new Set(['amount', 'unit', 'agency', 'applicants', 'item', 'materials.code', 'result.type', 'children', 'children.matter', 'children.data', 'children.fixed', 'children.materials', 'accepted', 'stages', 'stages.field', 'order'])

export function namesIn(locale: Locale, say: Words): Names {
  return {
    place: (path) => {
      const leaf = path.at(-1)!
      const dotted = path.join('.')
      const keys = [`fact.guide.${dotted}`, `fact.${dotted}`, ...(path.length === 1 ? [`thing.${leaf}`] : []), `fact.${path.slice(-2).join('.')}`, `fact.${leaf}`]
      if (OWN_PLACES.has(dotted)) return say(`guide.place.${dotted}`)
      return keys.map((key) => matterWord(locale, key)).find((word) => word !== undefined) ?? (OWN_PLACES.has(leaf) ? say(`guide.place.${leaf}`) : leaf)
    },
    value: (path, value) => {
      const leaf = path.at(-1)!
      const keys = [`value.guide.${leaf}=${value}`, `value.${leaf}=${value}`]
      const known = keys.map((key) => matterWord(locale, key)).find((word) => word !== undefined)
      if (known) return known
      const own = leaf === 'type' && path.length > 1 ? 'resultType' : leaf
      return OWN_VALUES.has(leaf) ? say(`guide.value.${own}=${value}`) : value
    },
  }
}
