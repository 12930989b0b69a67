/** The tab of the letters: templates, their fields and a letter of the sample case (modeler/letters). */
import { render } from '@bpmn-io/properties-panel/preact'
import { LettersTab } from '../letters/LettersTab.tsx'
import type { Spot, TabHost, TabView } from '../tab.ts'
import { authoringWords } from '../words/authoring.ts'

export function mount(container: HTMLElement, host: TabHost): TabView {
  const say = authoringWords(host.page.locale)
  const draw = (spot: Spot | null): void => render(<LettersTab host={host} say={say} spot={spot} />, container)
  draw(null)
  return { show: (spot) => draw({ ...spot }) }
}
