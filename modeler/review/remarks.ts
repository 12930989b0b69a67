/** What legal review said when it returned a proposal, as problems on the elements that it names. Pure; where it comes from is server/modeler/review.ts. */
import type { Review } from '../../server/modeler/reviewed.ts'
import type { Problem } from '../lint/problems.ts'
import { DIAGRAM } from '../workspace.ts'

/** Shorter, a name stands in a sentence by chance. */
const SHORTEST_NAME = 2

/**
 * One problem a line of the remarks and element that it names, by its id or its name; a line that names none is one of the diagram as a whole.
 * @param say the line as the reader is told it
 * @returns warnings; hints once it was answered
 */
export function problemsOfReview({ remarks, answered }: Pick<Review, 'remarks' | 'answered'>, diagram: string, say: (line: string) => string): Problem[] {
  const elements = namedIn(diagram)
  return remarks.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '').flatMap((line) => {
    const meant = elements.filter(({ id, name }) => hasWord(line, id) || (name.length >= SHORTEST_NAME && line.includes(name)))
    // 窗口受理通知 is not 窗口受理 as well
    const closest = meant.filter(({ name, id }) => hasWord(line, id) || !meant.some((other) => other.name !== name && other.name.includes(name)))
    const problem: Problem = { rule: 'review', severity: answered ? 'hint' : 'warning', file: DIAGRAM, message: say(line) }
    return closest.length === 0 ? [problem] : closest.map(({ id }) => ({ ...problem, element: id }))
  })
}

function hasWord(line: string, id: string): boolean {
  return line.split(/[^\w-]+/).includes(id)
}

/** Every tag with an id and a name; a text that is no diagram has none. */
function namedIn(xml: string): { id: string; name: string }[] {
  return [...xml.matchAll(/<[\w:]+\s([^<>]*)>/g)].flatMap(([, attributes]) => {
    const [id, name] = [attribute(attributes!, 'id'), attribute(attributes!, 'name')]
    return id && name ? [{ id, name }] : []
  })
}

function attribute(text: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(text)?.[1]
  return found?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#34;', '"').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
