/** How a guide's places and values are called: the names of the matters room's catalogue, the authoring tabs' own where it has none. Pure. */
import { placeName } from '../../server/matters/guidePlaces.ts'
import { guideWord, matterWord } from '../words/authoring.ts'
import type { Locale, Words } from '../words/words.ts'

export interface Names {
  /** @param path keys without the numbers of list items: `['limits', 'statutory', 'law']` */
  place(path: readonly string[]): string
  value(path: readonly string[], value: string): string
}

/** Values that the catalogue of the matters room does not name. */
const OWN_VALUES = new Set(['channels', 'subjects', 'unit', 'type', 'applicants', 'accepted'])

export function namesIn(locale: Locale, say: Words): Names {
  return {
    place: (path) => placeName(path, guideWord(locale)),
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
