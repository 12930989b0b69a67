/** The place of the diagram in the tab (way.ts), drawn again when the drawing or what is shown of it changes. */
import { useEffect, useRef } from '@bpmn-io/properties-panel/preact/hooks'
import { Way, type Shown } from './way.ts'

export function Diagram({ xml, shown, label, bring }: { xml: string; shown: Shown; label: string; bring: string | null }) {
  const place = useRef<HTMLDivElement>(null)
  const way = useRef<Way | null>(null)
  const key = JSON.stringify(shown)
  useEffect(() => {
    way.current ??= new Way(place.current!)
    void way.current.open(xml).then((drawn) => { if (drawn) way.current!.show(shown) })
  }, [xml, key])
  useEffect(() => { if (bring !== null) way.current?.bring(bring) }, [bring, key])
  return <div ref={place} class="m-try-diagram" role="region" aria-label={label} />
}
