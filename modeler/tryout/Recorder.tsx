/**
 * A path recorded by clicking: the application with sample data, then act after act of those the player offers, until the case is over and the
 * path is kept as a scenario with its dates. What is refused is said and not kept.
 */
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import { DIAGRAM } from '../workspace.ts'
import type { TabHost } from '../tab.ts'
import { laterThan } from './acts.ts'
import { Application } from './Application.tsx'
import { Diagram } from './Diagram.tsx'
import { NextAct } from './NextAct.tsx'
import { Away, type Offered, type Player } from './player.ts'
import type { Draft } from './recording.ts'
import { Steps } from './Story.tsx'

const WRITER = 'recorder'
const EMPTY: Draft = { name: '', applied: null, application: null, applicant: null, acts: [] }

export function Recorder({ host, player }: { host: TabHost; player: Player }) {
  const { words, workspace } = host
  const [draft, setDraft] = useState<Draft>(EMPTY)
  const [offered, setOffered] = useState<Offered | null>(null)
  const [said, say] = useState('')
  const [step, chooseStep] = useState<number | null>(null)
  const failed = (error: unknown): void => say(error instanceof Away ? words('tryout.away') : words('tryout.problem', { detail: (error as Error).message }))
  /** Plays the story with this draft; the draft is taken only where nothing of it is refused. */
  const go = async (next: Draft): Promise<void> => {
    try {
      const answer = await player.offer(next)
      const { refused, applied, application, applicant } = answer.offer
      say(refused ? words('tryout.rec.refused', { detail: refused.found }) : '')
      if (refused && offered) return
      setOffered(answer)
      setDraft({ ...next, applied, application, applicant })
      chooseStep(null)
    } catch (error) {
      failed(error)
    }
  }
  useEffect(() => void go(EMPTY), [player])
  if (!offered) return <p class="m-none" role="status">{said || words('tryout.playing')}</p>
  const { offer, organisation } = offered
  const at = offer.steps[step ?? offer.steps.length - 1]
  const last = draft.acts.at(-1)
  const waiting = offer.choices[0]?.step ?? last?.step
  return (
    <div class="m-try-run m-try-record">
      <section class="m-try-next" aria-label={words('tryout.rec.next')}>
        {!offer.closed && <p class="m-hint">{words('tryout.rec.lead')}</p>}
        {offer.closed
          ? <Keep host={host} keep={(name, file) => keep(host, player, { ...draft, name }, file).catch(failed)} />
          : <NextAct key={`${draft.acts.length}-${draft.applied}`} host={host} player={player} offer={offer} draft={draft} at={laterThan(last?.at ?? offer.applied)} done={(act) => go({ ...draft, acts: [...draft.acts, act] })} say={say} />}
        {said !== '' && <p class="m-wrong" role="alert">{said}</p>}
        <p class="m-bar">
          {offer.due !== null && waiting !== undefined && <button type="button" class="m-button" onClick={() => void go({ ...draft, acts: [...draft.acts, { at: offer.due!, by: 'silence', step: waiting }] })}>{words('tryout.rec.wait', { at: offer.due.slice(0, 16).replace('T', ' ') })}</button>}
          {draft.acts.length > 0 && <button type="button" class="m-button" onClick={() => void go({ ...draft, acts: draft.acts.slice(0, -1) })}>{words('tryout.rec.back')}</button>}
        </p>
        <Application key={`${draft.applied}`} host={host} player={player} offer={offer} say={say} start={(applied, application) => go({ ...EMPTY, applied, application })} />
      </section>
      <Diagram xml={workspace.read(DIAGRAM) ?? ''} shown={{ way: at?.way ?? [], here: (at?.inbox ?? []).map(({ elementId }) => elementId), missed: [] }} label={words('tryout.diagram')} bring={at?.inbox[0]?.elementId ?? null} />
      <section class="m-try-story" aria-label={words('tryout.story')}>
        <Steps host={host} steps={offer.steps} organisation={organisation} chosen={step} choose={(index) => chooseStep(index === step ? null : index)} />
      </section>
    </div>
  )
}

function Keep({ host: { words }, keep }: { host: TabHost; keep(name: string, file: string): Promise<void> }) {
  const [name, setName] = useState('')
  const [file, setFile] = useState('')
  return (
    <form onSubmit={(event) => { event.preventDefault(); void keep(name.trim(), file) }}>
      <p>{words('tryout.rec.over')}</p>
      <div class="m-field"><label>{words('tryout.rec.name')}<input required pattern=".*\S.*" value={name} onInput={(event) => setName(event.currentTarget.value)} /></label></div>
      <div class="m-field"><label>{words('tryout.rec.file')}<input required pattern="[a-z0-9][a-z0-9\-]*" maxLength={60} title={words('tryout.rec.fileHint')} placeholder="zhunyu" value={file} onInput={(event) => setFile(event.currentTarget.value)} /></label></div>
      <button type="submit" class="m-button">{words('tryout.rec.save')}</button>
    </form>
  )
}

/** Into the workspace as a new file; one that is there is never overwritten. */
async function keep(host: TabHost, player: Player, draft: Draft, file: string): Promise<void> {
  const { workspace, words } = host
  const path = `scenarios/${file}.yaml`
  if (workspace.read(path) !== undefined) return host.tell(words('tryout.rec.there', { file: `${file}.yaml` }), 'danger')
  const { offer } = await player.offer(draft)
  if (offer.text === null) return
  workspace.write(path, offer.text, WRITER)
  host.tell(words('tryout.rec.saved', { file: `${file}.yaml` }))
}
