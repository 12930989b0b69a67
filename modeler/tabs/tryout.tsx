/** The tab of the trial runs: the matter's scenarios played in virtual time (modeler/tryout). */
import { render } from '@bpmn-io/properties-panel/preact'
import { Signal } from '../signal.ts'
import type { Spot, TabHost, TabView } from '../tab.ts'
import { Player } from '../tryout/player.ts'
import { TryoutTab } from '../tryout/TryoutTab.tsx'

export function mount(container: HTMLElement, host: TabHost): TabView {
  const player = new Player(host)
  const shown = new Signal(false)
  const draw = (spot: Spot | null): void => render(<TryoutTab host={host} player={player} shown={shown} spot={spot} />, container)
  draw(null)
  return { shown: () => shown.set(true), hidden: () => shown.set(false), show: (spot) => draw({ ...spot }) }
}
