/** Proposing: a message to whoever reviews it. Errors stop it, warnings ask. */
import { useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Studio } from './studio.ts'

export function ProposeDialog({ studio, close }: { studio: Studio; close(): void }) {
  const { words, problems, workspace, keeper } = studio
  const [sending, setSending] = useState(false)
  const [errors, warnings] = [problems.count('error'), problems.count('warning')]
  const stop = workspace.base.revision === null ? words('propose.noRepository') : workspace.changed().length === 0 ? words('propose.nothing') : errors > 0 ? words('propose.errors', { count: errors }) : null
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const message = String(new FormData(event.currentTarget as HTMLFormElement).get('message') ?? '')
    setSending(true)
    await studio.flush()
    const answer = await keeper.server.propose({ base: workspace.base.revision, files: workspace.files(), message })
    setSending(false)
    if ('ok' in answer) {
      const gone = await keeper.proposed()
      studio.review.set(null)
      studio.tell(words(gone ? 'propose.done' : 'propose.doneDraftStays', { id: answer.ok.id }), gone ? 'info' : 'danger', { href: answer.ok.href, text: words('propose.see') })
      return close()
    }
    const detail = 'away' in answer ? words('kept.offline') : answer.refused.detail
    if ('refused' in answer && answer.refused.code === 'base-moved') {
      keeper.around.set({ ...keeper.around.get(), moved: true })
      close()
    }
    studio.tell(words('propose.failed', { detail }), 'danger')
  }
  return (
    <div class="m-veil" onKeyDown={(event) => { if (event.key === 'Escape') close() }}>
      <form class="m-dialog" role="dialog" aria-modal="true" aria-labelledby="propose-title" onSubmit={(event) => void submit(event)}>
        <h2 id="propose-title">{words('propose.title')}</h2>
        <p>{words('propose.lead')}</p>
        {stop !== null ? <p class="m-sign m-sign-error">{stop}</p> : (
          <label>{words('propose.message')}<textarea name="message" rows={4} required minLength={2} maxLength={4000} ref={(element) => element?.focus()} /></label>
        )}
        {stop === null && warnings > 0 && <p class="m-sign m-sign-warning">{words('propose.warnings', { count: warnings })}</p>}
        <div class="m-dialog-acts">
          {stop === null && <button type="submit" class="m-button m-primary" disabled={sending}>{words('propose.send')}</button>}
          <button type="button" class="m-button" onClick={close}>{words('close')}</button>
        </div>
      </form>
    </div>
  )
}
