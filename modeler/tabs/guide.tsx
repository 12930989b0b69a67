/** The tab of the guide: form, text and what is generated from it (modeler/guide). */
import { render } from '@bpmn-io/properties-panel/preact'
import { GuideTab } from '../guide/GuideTab.tsx'
import type { Spot, TabHost, TabView } from '../tab.ts'
import { authoringWords } from '../words/authoring.ts'
import { leaveField } from './forms.tsx'

export function mount(container: HTMLElement, host: TabHost): TabView {
  const say = authoringWords(host.page.locale)
  const draw = (spot: Spot | null): void => render(<GuideTab host={host} say={say} spot={spot} />, container)
  draw(null)
  return { show: (spot) => draw({ ...spot }), flush: leaveField }
}
