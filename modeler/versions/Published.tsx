/** The versions on the published line: each can be looked at, compared with the draft or another, or made the beginning of the draft. */
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Version } from '../drafts/server.ts'
import type { TabHost } from '../tab.ts'
import type { State } from './Look.tsx'

const WRITER = 'versions'

export function Published({ host, look }: { host: TabHost; look(states: State[]): void }) {
  const { words, keeper } = host
  const [versions, tell] = useState<Version[] | null>(null)
  const [first, choose] = useState<string | null>(null)
  useEffect(() => void host.versions().then((answer) => tell('ok' in answer ? answer.ok.versions : [])), [host])
  const stateOf = async (version: Version): Promise<State | null> => {
    const answer = await keeper.server.files(version.revision)
    if ('ok' in answer) return { name: nameOf(host, version), files: answer.ok.files }
    host.tell('away' in answer ? words('kept.offline') : answer.refused.detail, 'danger')
    return null
  }
  const see = async (wanted: Version[], draft: boolean): Promise<void> => {
    const states = await Promise.all(wanted.map(stateOf))
    if (states.every((state) => state !== null)) look([...states, ...(draft ? [{ name: words('versions.draft'), files: host.workspace.files() }] : [])])
  }
  const begin = async (version: Version): Promise<void> => {
    const state = await stateOf(version)
    if (!state) return
    host.workspace.replace(state.files, WRITER)
    host.tell(words('versions.begun', { name: state.name }))
  }
  // the earlier of two stands at the left, whichever was chosen first
  const against = (version: Version): Promise<void> => see(versions!.filter(({ revision }) => revision === first || revision === version.revision).reverse(), false)
  return (
    <>
      <h2>{words('versions.published')}</h2>
      {versions === null ? <p role="status">{words('lint.waiting')}</p> : versions.length === 0 ? <p>{words('versions.none')}</p> : (
        <table class="m-table">
          <tbody>{versions.map((version) => (
            <tr>
              <th scope="row">{nameOf(host, version)}<br /><small>{version.by} · {version.message}</small></th>
              <td class="m-versions-acts">
                <button type="button" class="m-button" onClick={() => void see([version], false)}>{words('versions.see')}</button>
                <button type="button" class="m-button" onClick={() => void see([version], true)}>{words('versions.withDraft')}</button>
                {first === null || first === version.revision
                  ? <button type="button" class="m-button" aria-pressed={first === version.revision} onClick={() => choose(first === null ? version.revision : null)}>{words('versions.choose')}</button>
                  : <button type="button" class="m-button" onClick={() => void against(version)}>{words('versions.withChosen')}</button>}
                <Begin host={host} begin={() => begin(version)} />
              </td>
            </tr>
          ))}</tbody>
        </table>
      )}
    </>
  )
}

/** Asks twice where something was changed: it takes its place. */
function Begin({ host, begin }: { host: TabHost; begin(): Promise<void> }) {
  const [asked, ask] = useState(false)
  const act = (): void => {
    if (!asked && host.workspace.changed().length > 0) return ask(true)
    ask(false)
    void begin()
  }
  return <button type="button" class="m-button" onClick={act}>{host.words(asked ? 'versions.beginAsk' : 'versions.begin')}</button>
}

function nameOf({ words, page }: TabHost, { effectiveFrom, at, revision }: Version): string {
  const written = new Date(at).toLocaleDateString(page.locale)
  return words(effectiveFrom === null ? 'versions.nameUndated' : 'versions.name', { date: effectiveFrom, written, revision: revision.slice(0, 8) })
}
