/** The matter's files of decision tables, and a new one: its name and which of the case's variables it looks at. */
import { useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import type { History } from './history.ts'
import type { Known } from './known.ts'
import { decisionsInText, END, FOLDER } from './inText.ts'
import { FITS, newTable } from './newTable.ts'

interface ListProps { host: TabHost; say: Words; history: History; known: Known; chosen: string | undefined; choose(path: string): void }

export function TableList({ host, say, history, known, chosen, choose }: ListProps) {
  const { workspace } = host
  const [making, make] = useState(false)
  const decisions = decisionsInText(workspace.files())
  const paths = workspace.paths(FOLDER).filter((path) => path.endsWith(END))
  return (
    <nav class="m-files" aria-label={say('list')}>
      {paths.map((path) => {
        const wrong = host.problems.of((file) => file === path).filter(({ severity }) => severity === 'error').length
        return (
          <button type="button" key={path} aria-current={path === chosen ? 'true' : undefined} aria-selected={path === chosen} onClick={() => choose(path)}>
            {decisions.filter(({ file }) => file === path).map(({ name }) => name).join(say('comma')) || nameOf(path)}
            {wrong > 0 && <span class="m-count">{wrong}<span class="visually-hidden">{host.words('severity.error')}</span></span>}
            <small>{nameOf(path)}</small>
          </button>
        )
      })}
      {making || paths.length === 0
        ? <NewTable say={say} variables={known.variables} taken={new Set([...decisions.map(({ id }) => id), ...paths.map(nameOf)])} make={(id, text) => { history.write({ [`${FOLDER}${id}${END}`]: text }, true); choose(`${FOLDER}${id}${END}`); make(false) }} />
        : <div class="m-new"><button type="button" class="m-button" onClick={() => make(true)}>{say('new')}</button></div>}
    </nav>
  )
}

export const nameOf = (path: string): string => path.slice(FOLDER.length, -END.length)

function NewTable({ say, variables, taken, make }: { say: Words; variables: Known['variables']; taken: ReadonlySet<string>; make(id: string, text: string): void }) {
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const [picked, pick] = useState<readonly string[]>([])
  const wrong = id === '' ? null : !FITS.test(id) ? say('new.wrong') : taken.has(id) ? say('new.taken', { id }) : null
  const add = (event: Event): void => {
    event.preventDefault()
    if (id === '' || wrong) return
    const inputs = variables.filter((one) => picked.includes(one.name)).map(({ values, ...one }) => ({ ...one, values: values.map(({ value }) => value) }))
    make(id, newTable({ id, name: name.trim() || id, inputs }))
  }
  return (
    <form class="m-new" onSubmit={add} data-own-undo>
      <input value={name} placeholder={say('new.name')} aria-label={say('new.name')} onInput={(event) => setName(event.currentTarget.value)} />
      <input value={id} placeholder={say('new.id')} aria-label={say('new.id')} onInput={(event) => setId(event.currentTarget.value.trim())} />
      {wrong && <p class="m-wrong">{wrong}</p>}
      <fieldset class="m-tables-inputs">
        <legend>{say('new.inputs')}</legend>
        {variables.map((one) => (
          <label key={one.name} class="m-tick" title={one.name}>
            <input type="checkbox" checked={picked.includes(one.name)} onChange={(event) => pick(event.currentTarget.checked ? [...picked, one.name] : picked.filter((other) => other !== one.name))} />{one.title}
          </label>
        ))}
      </fieldset>
      <button type="submit" class="m-button" disabled={id === '' || wrong !== null}>{say('new.add')}</button>
    </form>
  )
}
