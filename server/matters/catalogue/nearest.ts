/** What might have been meant where a search finds nothing: matters whose words are alike, and words of the search that alone would find something. Pure. */
import type { Entry } from './entry.ts'
import { find, order, wordsOf } from './find.ts'
import { syllables } from './pinyin.ts'

/** Below this two texts have too little in common to be a mistyping. */
const LIKE = 0.34
const MOST = 5

/** Up to five, the likest first: by neighbouring characters, and by neighbouring sounds, so that 户外广靠 and huwaiguangaoo both lead there. */
export function nearest<T extends Entry>(entries: readonly T[], text: string): T[] {
  const wanted = wordsOf(text).join('')
  const letters = /^[a-z']+$/.test(wanted)
  const [written, sounded] = [partsOf([...wanted], 2), letters ? partsOf([...wanted], 3) : partsOf(syllables(wanted), 2)]
  const soundsOf = (name: string) => (letters ? partsOf([...syllables(name).join('')], 3) : partsOf(syllables(name), 2))
  const scored = entries.map((entry) => {
    const likenesses = [entry.name, ...entry.keywords].flatMap((name) => [likeness(written, partsOf([...name.toLowerCase()], 2)), likeness(sounded, soundsOf(name))])
    return { entry, score: Math.max(...likenesses) }
  })
  return scored.filter(({ score }) => score >= LIKE).sort((a, b) => b.score - a.score || order(a.entry, b.entry)).slice(0, MOST).map(({ entry }) => entry)
}

/** Each word that alone finds something, with how much. */
export function wordsThatFind(entries: readonly Entry[], text: string): { word: string; count: number }[] {
  const words = wordsOf(text)
  if (words.length < 2) return []
  return words.map((word) => ({ word, count: find(entries, word).length })).filter(({ count }) => count > 0)
}

/** Every run of so many neighbours. */
function partsOf(list: readonly string[], length: number): Set<string> {
  const parts = new Set<string>()
  for (let at = 0; at + length <= list.length; at++) parts.add(list.slice(at, at + length).join(' '))
  return parts
}

/** Of the parts of the search, how many the other has, weighed with how much longer it is (Tversky, mostly from the search's side). */
function likeness(wanted: Set<string>, other: Set<string>): number {
  if (wanted.size === 0 || other.size === 0) return 0
  let shared = 0
  for (const part of wanted) if (other.has(part)) shared++
  return shared / (shared + 0.9 * (wanted.size - shared) + 0.2 * (other.size - shared))
}
