/** Opens the first of some entries that the properties panel has: its group unfolds, it gets the focus. Wraps bpmn.io's event for it. */
import { technical } from '../panel/module.ts'
import type { Services } from './drawing.ts'

/** Pictures until the panel shows the element that was selected just now, and hears; before, it has the entries of another. */
const SETTLED = 3
/** Pictures after which an entry that is not there is not going to be. */
const PATIENCE = 20

/** What only the engine cares for is hidden until asked for; where the entry is among it, it is asked for. */
export function openEntry(panel: HTMLElement, eventBus: Services['eventBus'], ids: readonly string[], pictures = 0): void {
  const there = pictures < SETTLED ? undefined : ids.find((id) => panel.querySelector(`[data-entry-id="${CSS.escape(id)}"]`))
  if (there !== undefined) return eventBus.fire('propertiesPanel.showEntry', { id: there })
  if (pictures < PATIENCE) return void requestAnimationFrame(() => openEntry(panel, eventBus, ids, pictures + 1))
  if (technical.get()) return
  technical.set(true)
  openEntry(panel, eventBus, ids)
}
