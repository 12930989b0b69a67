/** What the rules say, gravest first; a click brings the place to the screen: element and entry, field, line. */
import type { Problem } from '../lint/problems.ts'
import type { Severity } from '../../processes/rules/rule.ts'
import { Returned } from '../review/Returned.tsx'
import type { Studio } from './studio.ts'
import { useSignal } from './useSignal.ts'

const ORDER: Severity[] = ['error', 'warning', 'hint']

export function ProblemsPanel({ studio }: { studio: Studio }) {
  const { words } = studio
  const { problems, state } = useSignal(studio.problems)
  const sorted = ORDER.flatMap((severity) => problems.filter((problem) => problem.severity === severity))
  return (
    <section class="m-problems" aria-label={words('problems.title')}>
      <Returned studio={studio} />
      {sorted.length === 0 ? <p class="m-none">{words(state === 'judged' ? 'problems.none' : 'lint.waiting')}</p> : (
        <ul>{sorted.map((problem) => <Row studio={studio} problem={problem} />)}</ul>
      )}
    </section>
  )
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
