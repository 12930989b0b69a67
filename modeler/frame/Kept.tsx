/** Whether the work is kept, who else is at it, and what to do where two states have to become one. */
import { Signal } from '../signal.ts'
import type { Merged } from '../drafts/merge.ts'
import { save } from './download.ts'
import type { Studio } from './studio.ts'
import type { Words } from '../words/words.ts'
import { useSignal } from './useSignal.ts'

export function Kept({ studio }: { studio: Studio }) {
  const { words, keeper } = studio
  const state = useSignal(keeper.state)
  const { others, moved } = useSignal(keeper.around)
  const names = [...new Set(others.filter(({ self }) => !self).map(({ name }) => name))].join('、')
  const merge = async (how: 'mergeDraft' | 'mergeLatest'): Promise<void> => {
    await studio.flush()
    if (await keeper[how]()) studio.tell(words('kept.merged'))
  }
  return (
    <div class="m-kept" role="status">
      <span class={`m-kept-${state}`}>{words(`kept.${state}`)}</span>
      {state === 'signedOut' && <a class="m-button" target="_blank" rel="noopener" href={`/office/sign-in?next=${encodeURIComponent(location.pathname)}`}>{words('kept.signIn')}</a>}
      {state === 'elsewhere' && <button type="button" class="m-button" onClick={() => void merge('mergeDraft')}>{words('kept.merge')}</button>}
      {moved && <><span class="m-kept-moved">{words('latest.moved')}</span><button type="button" class="m-button" onClick={() => void merge('mergeLatest')}>{words('kept.merge')}</button></>}
      {names !== '' && <span class="m-kept-others">{words('others.named', { names })}</span>}
      {others.some(({ self }) => self) && <span class="m-kept-others">{words('others.self')}</span>}
    </div>
  )
}

/** A conflict put before the person; answered once. */
export interface Question { merged: Merged; answer(theirs: ReadonlySet<string> | null): void }

/** @returns a function that asks, and the signal that the dialog shows */
export function conflictAsker(): { asked: Signal<Question | null>; choose(merged: Merged): Promise<ReadonlySet<string> | null> } {
  const asked = new Signal<Question | null>(null)
  return {
    asked,
    choose: (merged) => new Promise((resolve) => asked.set({ merged, answer: (theirs) => { asked.set(null); resolve(theirs) } })),
  }
}

/** One side of a file in conflict: chosen, or saved to the disk first, since the side that is not chosen is in no draft any more. */
function Side({ words, path, side, text }: { words: Words; path: string; side: 'mine' | 'theirs'; text: string | undefined }) {
  const name = path.split('/').at(-1)!.replace(/(?=\.[^.]*$)/, `-${side}`)
  return (
    <div class="m-conflict-side">
      <label><input type="radio" name={path} value={side} defaultChecked={side === 'mine'} /> {words(`conflict.${side}`)}</label>
      {text === undefined ? <span class="m-hint">{words('conflict.removed')}</span> : <button type="button" class="m-link" onClick={() => save(name, 'text/plain', text)}>{words('conflict.save')}</button>}
    </div>
  )
}

export function ConflictDialog({ studio }: { studio: Studio }) {
  const { words } = studio
  const question = useSignal(studio.asker.asked)
  if (!question) return null
  const { merged, answer } = question
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const data = new FormData(event.currentTarget as HTMLFormElement)
    answer(new Set(merged.conflicts.map(({ path }) => path).filter((path) => data.get(path) === 'theirs')))
  }
  return (
    <div class="m-veil">
      <form class="m-dialog" role="dialog" aria-modal="true" aria-labelledby="conflict-title" onSubmit={submit}>
        <h2 id="conflict-title">{words('conflict.title')}</h2>
        <p>{words('conflict.lead')}</p>
        {merged.conflicts.map(({ path, mine, theirs }) => (
          <fieldset>
            <legend><code>{path}</code></legend>
            <Side words={words} path={path} side="mine" text={mine} />
            <Side words={words} path={path} side="theirs" text={theirs} />
          </fieldset>
        ))}
        <div class="m-dialog-acts">
          <button type="submit" class="m-button m-primary">{words('conflict.done')}</button>
          <button type="button" class="m-button" onClick={() => answer(null)}>{words('conflict.cancel')}</button>
        </div>
      </form>
    </div>
  )
}
