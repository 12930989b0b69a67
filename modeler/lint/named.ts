/** Problems of the guide say where by name (期限 › 法定期限), not by JSON pointer. Loaded when there are problems: the names are many. */
import { withPlace } from '../../server/matters/guidePlaces.ts'
import { guideWord } from '../words/authoring.ts'
import type { Locale } from '../words/words.ts'
import type { Problem } from './problems.ts'

export function namer(locale: Locale): (problem: Problem) => Problem {
  const find = guideWord(locale)
  return (problem) => withPlace(problem, find)
}
