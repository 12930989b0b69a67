/** The frame's own keys: Ctrl+B problems, Ctrl+P properties, Ctrl+S keeps (so the browser does not offer to save the page), Alt+1…7 tabs. */
import { tabs } from '../tabs/index.ts'
import type { Studio } from './studio.ts'

/** @returns an end to listening */
export function bindKeys(studio: Studio): () => void {
  const pressed = (event: KeyboardEvent): void => {
    const act = actOf(studio, event)
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  addEventListener('keydown', pressed, { capture: true })
  return () => removeEventListener('keydown', pressed, { capture: true })
}

function actOf(studio: Studio, event: KeyboardEvent): (() => void) | undefined {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
  switch (command ? event.key.toLowerCase() : '') {
    case 'b': return () => studio.problemsOpen.set(!studio.problemsOpen.get())
    case 'p': return () => document.body.classList.toggle('m-no-properties')
    case 's': return () => void studio.keep()
  }
  const tab = event.altKey && !event.ctrlKey && /^[1-9]$/.test(event.key) ? tabs[Number(event.key) - 1] : undefined
  return tab && (() => void studio.open(tab))
}
