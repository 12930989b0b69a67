/** The tab of the versions: what differs from the version these changes stand on, file by file, and the versions there were. */
import { render } from '@bpmn-io/properties-panel/preact'
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { TabHost, TabView } from '../tab.ts'
import { Look, type State } from '../versions/Look.tsx'
import { Published } from '../versions/Published.tsx'

export function mount(container: HTMLElement, host: TabHost): TabView {
  render(<Changes host={host} />, container)
  return {}
}

function Changes({ host }: { host: TabHost }) {
  const { workspace, words } = host
  const [, again] = useState(0)
  useEffect(() => workspace.onChange(() => again(workspace.revision)), [workspace])
  const [states, look] = useState<State[] | null>(null)
  if (states) return <Look host={host} states={states} close={() => look(null)} />
  const changed = workspace.changed()
  return (
    <section class="m-page">
      <h2>{words('versions.changes')}</h2>
      {changed.length === 0 ? <p>{words('versions.same')}</p> : (
        <table class="m-table">
          <tbody>{changed.map((path) => (
            <tr>
              <th scope="row"><code>{path}</code></th>
              <td>{words(workspace.baseFiles[path] === undefined ? 'versions.added' : workspace.read(path) === undefined ? 'versions.removed' : 'versions.changed')}</td>
              <td><button type="button" class="m-button" onClick={() => undo(host, path)}>{words('versions.undo')}</button></td>
            </tr>
          ))}</tbody>
        </table>
      )}
      {changed.length > 0 && <Discard host={host} />}
      <Published host={host} look={look} />
    </section>
  )
}

/** Asks twice: what is discarded is gone. */
function Discard({ host }: { host: TabHost }) {
  const [asked, ask] = useState(false)
  return <p><button type="button" class="m-button" onClick={() => (asked ? void host.discard().then(() => ask(false)) : ask(true))}>{host.words(asked ? 'versions.dropAsk' : 'versions.draftDrop')}</button></p>
}

function undo({ workspace }: TabHost, path: string): void {
  const before = workspace.baseFiles[path]
  if (before === undefined) workspace.remove(path, 'versions')
  else workspace.write(path, before, 'versions')
}
