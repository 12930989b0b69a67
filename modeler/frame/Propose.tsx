/**
 * Proposing: a message to whoever reviews it. Errors stop it, warnings ask. What legal review returned is gone on with as its next revision;
 * where what stands in it is not in this draft (never taken up, or somebody else revised it), the person chooses.
 */
import { useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Answer } from '../drafts/server.ts'
import type { Review } from '../../server/modeler/reviewed.ts'
import type { Studio } from './studio.ts'
import { useSignal } from './useSignal.ts'

type Way = 'merge' | 'separate'

export function ProposeDialog({ studio, close }: { studio: Studio; close(): void }) {
  const { words, problems, workspace } = studio
  const [sending, setSending] = useState(false)
  const [way, choose] = useState<Way>('merge')
  const review = useSignal(studio.review)
  const apart = review !== null && studio.isApart(review)
  const merging = apart && way === 'merge'
  const [errors, warnings] = [problems.count('error'), problems.count('warning')]
  const stop = workspace.base.revision === null ? words('propose.noRepository') : workspace.changed().length === 0 ? words('propose.nothing') : errors > 0 && !merging ? words('propose.errors', { count: errors }) : null
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const message = String(new FormData(event.currentTarget as HTMLFormElement).get('message') ?? '')
    setSending(true)
    await studio.flush()
    // what was merged is looked at before it goes
    const done = merging ? await studio.takeReturned() : await send(studio, message, review !== null && !apart ? review : null)
    setSending(false)
    if (done) close()
  }
  return (
    <div class="m-veil" onKeyDown={(event) => { if (event.key === 'Escape') close() }}>
      <form class="m-dialog" role="dialog" aria-modal="true" aria-labelledby="propose-title" onSubmit={(event) => void submit(event)}>
        <h2 id="propose-title">{words('propose.title')}</h2>
        <p>{review && !apart ? words('propose.revises', { id: review.proposal, revision: review.revision + 1 }) : words('propose.lead')}</p>
        {review && apart && stop === null && <Choice studio={studio} review={review} way={way} choose={choose} />}
        {stop !== null ? <p class="m-sign m-sign-error">{stop}</p> : !merging && (
          <label>{words('propose.message')}<textarea name="message" rows={4} required minLength={2} maxLength={4000} ref={(element) => element?.focus()} /></label>
        )}
        {stop === null && !merging && warnings > 0 && <p class="m-sign m-sign-warning">{words('propose.warnings', { count: warnings })}</p>}
        <div class="m-dialog-acts">
          {stop === null && <button type="submit" class="m-button m-primary" disabled={sending}>{words(merging ? 'propose.merge' : 'propose.send')}</button>}
          <button type="button" class="m-button" onClick={close}>{words('close')}</button>
        </div>
      </form>
    </div>
  )
}

function Choice({ studio: { words }, review: { proposal, answered }, way, choose }: { studio: Studio; review: Review; way: Way; choose(way: Way): void }) {
  return (
    <fieldset class="m-choices">
      <legend>{answered ? words('propose.apartRevised', { id: proposal, by: answered.by }) : words('propose.apart', { id: proposal })}</legend>
      {(['merge', 'separate'] as const).map((one) => (
        <label class="m-tick"><input type="radio" name="way" value={one} checked={way === one} onChange={() => choose(one)} /> {words(`propose.way.${one}`, { id: proposal })}</label>
      ))}
    </fieldset>
  )
}

/** @param review of the proposal that it goes on with. @returns whether the dialog has done its work */
async function send(studio: Studio, message: string, review: Review | null): Promise<boolean> {
  const { words, workspace, keeper } = studio
  const answer = await keeper.server.propose({ base: workspace.base.revision, files: workspace.files(), message, revises: review && { proposal: review.proposal, commit: review.commit } })
  if (!('ok' in answer)) return refused(studio, answer)
  const { id, href, commit, revision } = answer.ok
  workspace.goesOn = review && commit
  const gone = await keeper.proposed()
  if (review) studio.review.set({ ...review, commit, revision, answered: { by: studio.page.me.name, at: review.at } })
  studio.tell(words(!gone ? 'propose.doneDraftStays' : review ? 'propose.revised' : 'propose.done', { id, revision }), gone ? 'info' : 'danger', { href, text: words('propose.see') })
  return true
}

async function refused(studio: Studio, answer: Exclude<Answer<never>, { ok: never }>): Promise<boolean> {
  const { words, keeper } = studio
  const code = 'refused' in answer ? answer.refused.code : null
  studio.tell(words('propose.failed', { detail: 'refused' in answer ? answer.refused.detail : words('kept.offline') }), 'danger')
  if (code === 'base-moved') keeper.around.set({ ...keeper.around.get(), moved: true })
  if (code === 'proposal-changed' || code === 'proposal-state') {
    // somebody else went on with it, or it came to its end: the dialog asks anew
    const now = await keeper.server.review()
    if ('ok' in now) studio.review.set(now.ok.review)
  }
  return code === 'base-moved'
}
