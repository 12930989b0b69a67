/** The files of the scenarios as text (tabs/files.ts), in a place of its own. */
import { useEffect, useRef } from '@bpmn-io/properties-panel/preact/hooks'
import type { Spot, TabHost, TabView } from '../tab.ts'
import { filesView } from '../tabs/files.ts'

export function Texts({ host, spot }: { host: TabHost; spot: Spot | null }) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<TabView | null>(null)
  useEffect(() => { view.current = filesView(place.current!, host, { folder: 'scenarios/', writer: 'tryout' }) }, [host])
  useEffect(() => { if (spot) view.current?.show?.(spot) }, [spot])
  return <div ref={place} class="m-try-texts" />
}
