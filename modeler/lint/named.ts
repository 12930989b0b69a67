/**
 * Problems say where by name: those of the guide by its places (期限 › 法定期限) instead of JSON pointers, those of the diagram by kind and place
 * of what has no name instead of its id. Loaded when there are problems: the names are many.
 */
import { withPlace } from '../../server/matters/guidePlaces.ts'
import { saidByName } from '../unnamed.ts'
import { unnamedInText } from '../unnamedInText.ts'
import { guideWord } from '../words/authoring.ts'
import { wordsOf, type Locale } from '../words/words.ts'
import type { Problem } from './problems.ts'

export function namer(locale: Locale): (problem: Problem) => Problem {
  const find = guideWord(locale)
  return (problem) => withPlace(problem, find)
}

export function nameless(locale: Locale): (problems: readonly Problem[], diagram: string) => Problem[] {
  const words = wordsOf(locale)
  return (problems, diagram) => {
    const unnamed = problems.length === 0 ? new Map<string, string>() : unnamedInText(diagram, words, locale)
    return problems.map((problem) => ({ ...problem, message: saidByName(problem.message, unnamed) }))
  }
}
