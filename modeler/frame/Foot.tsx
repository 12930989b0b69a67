/** The foot: the switch of the problems panel with its counts, and what the keys are. */
import type { Studio } from './studio.ts'
import { useSignal } from './useSignal.ts'

export function Foot({ studio }: { studio: Studio }) {
  const { words, problems } = studio
  const verdict = useSignal(problems)
  const open = useSignal(studio.problemsOpen)
  const [errors, warnings, hints] = [problems.count('error'), problems.count('warning'), problems.count('hint')]
  return (
    <footer class="m-foot">
      <button type="button" class="m-lint" aria-expanded={open} title="Ctrl+B" onClick={() => studio.problemsOpen.set(!open)}>
        {verdict.state === 'waiting' && <span>{words('lint.waiting')}</span>}
        {verdict.state === 'broken' && <span class="m-sign m-sign-error">{words('lint.broken')}</span>}
        {verdict.state === 'judged' && errors + warnings === 0 && <span class="m-sign m-sign-ok">{words('lint.fine')}</span>}
        {errors > 0 && <span class="m-sign m-sign-error">{words('lint.errors', { count: errors })}</span>}
        {warnings > 0 && <span class="m-sign m-sign-warning">{words('lint.warnings', { count: warnings })}</span>}
        {hints > 0 && <span class="m-sign m-sign-hint">{words('lint.hints', { count: hints })}</span>}
      </button>
      <p class="m-keys">{words('keys')}</p>
    </footer>
  )
}
