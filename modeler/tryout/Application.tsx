/** What a recorded path begins with: when somebody applies and with which answers, filled in by the application's own form. */
import { useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { TabHost } from '../tab.ts'
import { FilledForm, type Handle } from './FilledForm.tsx'
import type { Player } from './player.ts'
import type { Offer } from './recording.ts'

export function Application({ host, player, offer, start, say }: { host: TabHost; player: Player; offer: Offer; start(applied: string, application: Record<string, unknown>): Promise<void>; say(text: string): void }) {
  const { words } = host
  const [applied, setApplied] = useState(offer.applied.slice(0, 16))
  const [data, setData] = useState(offer.application)
  const [open, setOpen] = useState(offer.steps.length === 0)
  const handle: Handle = useRef<(() => Promise<Record<string, unknown> | null>) | null>(null)
  const again = async (): Promise<void> => {
    const filled = offer.form === null ? data : await handle.current!()
    if (filled !== null) await start(`${applied}:00+08:00`, filled)
  }
  const write = (typed: Record<string, unknown>): Record<string, unknown> => {
    setData(typed)
    return typed
  }
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words('tryout.rec.application')}</summary>
      {open && (
        <>
          <div class="m-field"><label>{words('tryout.rec.applied')}<input type="datetime-local" value={applied} onInput={(event) => setApplied(event.currentTarget.value)} /></label></div>
          {offer.form !== null && <FilledForm host={host} player={player} form={{ part: null, name: offer.form, step: null }} data={data} write={write} say={say} handle={handle} />}
          <button type="button" class="m-button" onClick={() => void again()}>{words('tryout.rec.restart')}</button>
        </>
      )}
    </details>
  )
}
