/** The tab of the forms: builder, text and preview (modeler/forms). */
import { render } from '@bpmn-io/properties-panel/preact'
import { FormsTab } from '../forms/FormsTab.tsx'
import type { Spot, TabHost, TabView } from '../tab.ts'
import { authoringWords } from '../words/authoring.ts'

export function mount(container: HTMLElement, host: TabHost): TabView {
  const say = authoringWords(host.page.locale)
  const draw = (spot: Spot | null): void => render(<FormsTab host={host} say={say} spot={spot} />, container)
  draw(null)
  return { show: (spot) => draw({ ...spot }), flush: leaveField }
}

/** A field writes what was typed when it is left. */
export function leaveField(): void {
  if (document.activeElement instanceof HTMLElement && document.activeElement.matches('input, textarea')) document.activeElement.blur()
}
