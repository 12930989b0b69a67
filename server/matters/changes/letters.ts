/** Two versions of a matter's own letters compared by their lines. Pure. */
import type { Bundle } from '../types.ts'
import type { Change } from './change.ts'

export function compareLetters(before: Bundle['letters'], after: Bundle['letters']): Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((letter): Change[] => {
    const at = { area: 'letter' as const, file: `letters/${letter}.hbs`, place: '', thing: 'letter', subject: letter }
    const [was, is] = [before[letter], after[letter]]
    if (was === is) return []
    if (was === undefined) return [{ kind: 'added', ...at }]
    if (is === undefined) return [{ kind: 'removed', ...at }]
    return [{ kind: 'changed', ...at, fact: 'text', ...between(was.split('\n'), is.split('\n')) }]
  })
}

/** From the first line that differs to the last. */
function between(was: string[], is: string[]): { before: string; after: string } {
  const shorter = Math.min(was.length, is.length)
  let head = 0
  while (head < shorter && was[head] === is[head]) head++
  let tail = 0
  while (tail < shorter - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++
  const middle = (lines: string[]): string => lines.slice(head, lines.length - tail).map((line) => line.trim()).join('\n')
  return { before: middle(was), after: middle(is) }
}
