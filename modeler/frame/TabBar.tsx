/** The tabs by name, each with how many problems its files have. Arrow keys move between them, as in every list of tabs. */
import { tabs } from '../tabs/index.ts'
import type { Studio } from './studio.ts'
import { useSignal } from './useSignal.ts'

export function TabBar({ studio }: { studio: Studio }) {
  const current = useSignal(studio.tab)
  useSignal(studio.problems)
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const next = tabs[(tabs.indexOf(current) + step + tabs.length) % tabs.length]!
    void studio.open(next).then(() => document.getElementById(`tab-of-${next.id}`)?.focus())
  }
  return (
    <div class="m-tabs" role="tablist" aria-label={studio.words('tabs')} onKeyDown={move}>
      {tabs.map((tab) => {
        const errors = studio.problems.of(tab.owns).filter(({ severity }) => severity === 'error').length
        return (
          <button type="button" role="tab" id={`tab-of-${tab.id}`} aria-selected={tab === current} tabIndex={tab === current ? 0 : -1} onClick={() => void studio.open(tab)}>
            {studio.words(tab.label)}
            {errors > 0 && <span class="m-count">{errors}<span class="visually-hidden">{studio.words('severity.error')}</span></span>}
          </button>
        )
      })}
    </div>
  )
}
