/** What would follow if an act were done now: the dates it moves, whose inbox comes next; or why it would be refused. */
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { WaitingLimit } from '../../processes/play/inboxes.ts'
import type { Act } from '../../processes/play/scenario.ts'
import type { TabHost } from '../tab.ts'
import type { Player } from './player.ts'
import type { Draft, Follows as Following } from './recording.ts'
import { clockMoved, inboxOf, limitOf } from './say.ts'

/** Asked this long after the last change, milliseconds. */
const REST_MS = 300

export function Follows({ host, player, draft, act, before }: { host: TabHost; player: Player; draft: Draft; act: Act; before: readonly WaitingLimit[] }) {
  const { words } = host
  const [following, set] = useState<Following | null>(null)
  const key = JSON.stringify(act)
  useEffect(() => {
    let over = false
    const resting = setTimeout(() => {
      // what cannot be played is said where the act is done
      void player.follows(draft, act).then((next) => { if (!over) set(next) }, () => { if (!over) set(null) })
    }, REST_MS)
    return () => {
      over = true
      clearTimeout(resting)
    }
  }, [player, key, draft])
  if (!following) return null
  const { refused, clocks, inbox } = following
  return (
    <section class="m-try-follows" aria-label={words('tryout.rec.follows')} aria-live="polite">
      <h3>{words('tryout.rec.follows')}</h3>
      {refused
        ? <p class="m-wrong">{words('tryout.rec.wouldRefuse', { detail: refused.found })}</p>
        : <ul>
            {clocks.map((clock) => <li>{clockMoved(host, clock, before.find(({ kind }) => kind === clock.kind))}</li>)}
            {inbox.map((waiting) => <li>{words('tryout.rec.then', { who: inboxOf(host, waiting), name: waiting.name })}{waiting.limit && <small>{limitOf(host, waiting.limit)}</small>}</li>)}
            {inbox.length === 0 && <li>{words('tryout.rec.noneThen')}</li>}
          </ul>}
    </section>
  )
}
