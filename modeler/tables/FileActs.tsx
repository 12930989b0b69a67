/** Renaming a file of tables, and deleting it with its cases once the person was told which steps call it. */
import { useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { CASES_END } from '../../processes/play/tables.ts'
import type { History } from './history.ts'
import { END, FOLDER } from './inText.ts'
import { nameOf } from './TableList.tsx'

interface ActsProps { host: TabHost; say: Words; history: History; path: string; cases: string; callers: readonly { name: string }[]; choose(path: string): void }

/** As the bundle takes them (server/matters/bundle.ts). */
const FILE_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

export function FileActs({ host, say, history, path, cases, callers, choose }: ActsProps) {
  const { workspace } = host
  const [asked, ask] = useState<'rename' | 'remove' | null>(null)
  const [name, setName] = useState('')
  const steps = callers.map((one) => say('step', one)).join(say('comma'))
  const fits = FILE_NAME.test(name) && workspace.read(`${FOLDER}${name}${END}`) === undefined
  const rename = (event: Event): void => {
    event.preventDefault()
    if (!fits) return
    history.write({ [`${FOLDER}${name}${END}`]: workspace.read(path), [`${FOLDER}${name}${CASES_END}`]: workspace.read(cases), [path]: undefined, [cases]: undefined }, true)
    choose(`${FOLDER}${name}${END}`)
  }
  const remove = (): void => {
    history.write({ [path]: undefined, [cases]: undefined }, true)
    host.tell(say(callers.length > 0 ? 'removed.called' : 'removed', { name: nameOf(path), steps }), callers.length > 0 ? 'danger' : 'info')
  }
  if (asked === 'rename') {
    return (
      <form class="m-tables-ask" onSubmit={rename} data-own-undo>
        <input value={name} placeholder={say('rename.to')} aria-label={say('rename.to')} onInput={(event) => setName(event.currentTarget.value.trim())} />
        <button type="submit" class="m-button" disabled={!fits}>{say('rename.do')}</button>
        <button type="button" class="m-button" onClick={() => ask(null)}>{say('rename.no')}</button>
      </form>
    )
  }
  if (asked === 'remove') {
    return (
      <div class="m-tables-ask" role="alertdialog" aria-label={say('remove')}>
        <p>{callers.length > 0 ? say('remove.called', { steps }) : say('remove.uncalled')}</p>
        <button type="button" class="m-button" onClick={remove}>{say('remove.yes')}</button>
        <button type="button" class="m-button" onClick={() => ask(null)}>{say('rename.no')}</button>
      </div>
    )
  }
  return (
    <span class="m-tables-acts">
      <button type="button" class="m-button" onClick={() => { setName(nameOf(path)); ask('rename') }}>{say('rename')}</button>
      <button type="button" class="m-button" onClick={() => ask('remove')}>{say('remove')}</button>
    </span>
  )
}
