/** What the rules say, by the part of the matter it is mended in, there gravest first; a click brings the place to the screen: element and entry, field, line. */
import type { Problem } from '../lint/problems.ts'
import type { Severity } from '../../processes/rules/rule.ts'
import { Returned } from '../review/Returned.tsx'
import { tabs } from '../tabs/index.ts'
import type { Studio } from './studio.ts'
import { useSignal } from './useSignal.ts'

const ORDER: Severity[] = ['error', 'warning', 'hint']

export function ProblemsPanel({ studio }: { studio: Studio }) {
  const { words } = studio
  const { problems, state } = useSignal(studio.problems)
  const parts = partsOf(problems)
  return (
    <section class="m-problems" aria-label={words('problems.title')}>
      <Returned studio={studio} />
      {parts.length === 0 ? <p class="m-none">{words(state === 'judged' ? 'problems.none' : 'lint.waiting')}</p> : parts.map(({ label, found }) => (
        <section>
          <h3>{words(label)}<small>{countsOf(studio, found)}</small></h3>
          <ul>{found.map((problem) => <Row studio={studio} problem={problem} />)}</ul>
        </section>
      ))}
    </section>
  )
}

interface Part { label: string; found: Problem[] }

/** In the order of the tabs; what no tab owns stands last. */
function partsOf(problems: readonly Problem[]): Part[] {
  const sorted = ORDER.flatMap((severity) => problems.filter((problem) => problem.severity === severity))
  const known = tabs.map(({ label, owns }): Part => ({ label, found: sorted.filter(({ file }) => owns(file)) }))
  const rest = sorted.filter(({ file }) => !tabs.some(({ owns }) => owns(file)))
  return [...known, { label: 'problems.other', found: rest }].filter(({ found }) => found.length > 0)
}

/** "3 个错误，1 个提醒" */
function countsOf({ words }: Studio, found: readonly Problem[]): string {
  const counted = ORDER.map((severity) => ({ severity, count: found.filter((problem) => problem.severity === severity).length })).filter(({ count }) => count > 0)
  return counted.map(({ severity, count }) => words(`lint.${severity}s`, { count })).join(words('open.comma'))
}

function Row({ studio, problem }: { studio: Studio; problem: Problem }) {
  return (
    <li>
      <button type="button" onClick={() => show(studio, problem)}>
        <span class={`m-sign m-sign-${problem.severity}`}>{studio.words(`severity.${problem.severity}`)}</span>
        <span class="m-message">{problem.message}</span>
        {problem.counterexample && <span class="m-play">▶ {studio.words('problems.play')}</span>}
        <code>{problem.file}{problem.element ? `#${problem.element}` : ''}</code>
      </button>
    </li>
  )
}

/** Its place comes to the screen; a run that goes wrong is played besides. */
function show(studio: Studio, { counterexample, ...problem }: Problem): void {
  studio.show(problem)
  if (counterexample) setTimeout(() => studio.shared.get().play?.(counterexample), 300) // the click itself ends what was played before
}
