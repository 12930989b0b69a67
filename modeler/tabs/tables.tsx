/** The tab of the decision tables: dmn-js and the cases that say whether a table is right (modeler/tables). */
import { render } from '@bpmn-io/properties-panel/preact'
import type { Spot, TabHost, TabView } from '../tab.ts'
import { loadSheet } from '../tables/sheet.ts'
import { TablesTab } from '../tables/TablesTab.tsx'
import { tableWords } from '../words/tables.ts'
import { leaveField } from './forms.tsx'

export async function mount(container: HTMLElement, host: TabHost): Promise<TabView> {
  await loadSheet(host.page)
  const say = tableWords(host.page.locale)
  let flush = async (): Promise<void> => undefined
  const flushes = (next: () => Promise<void>): void => { flush = next }
  const draw = (spot: Spot | null): void => render(<TablesTab host={host} say={say} spot={spot} flushes={flushes} />, container)
  draw(null)
  return {
    show: (spot) => draw({ ...spot }),
    flush: async () => {
      leaveField()
      await flush()
    },
  }
}
