/** Problems of the guide say where by name (期限 › 法定期限), not by JSON pointer. Loaded when there are problems: the names are many. */
import { namesIn } from '../guide/names.ts'
import { authoringWords } from '../words/authoring.ts'
import type { Locale } from '../words/words.ts'
import type { Problem } from './problems.ts'

export function namer(locale: Locale): (problem: Problem) => Problem {
  const say = authoringWords(locale)
  const names = namesIn(locale, say)
  return (problem) => {
    if (problem.rule !== 'guide-is-complete' || !problem.element?.startsWith('/')) return problem
    const pointer = /^(\/[\w/]+)(?=[:：])/.exec(problem.message)?.[1]
    if (pointer === undefined) return problem
    const keys = problem.element.split('/').slice(1)
    const words = keys.map((key, index) => (/^\d+$/.test(key) ? say('guide.row', { number: Number(key) + 1 }) : names.place(keys.slice(0, index + 1).filter((one) => !/^\d+$/.test(one)))))
    return { ...problem, message: `${words.join(' › ')}${problem.message.slice(pointer.length)}` }
  }
}
