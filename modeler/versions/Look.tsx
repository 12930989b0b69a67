/** One state of the matter to be read, or two side by side with what differs told in sentences; a click on one goes to its element, or to the tab that has its file. */
import { useEffect, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { Compared } from '../drafts/server.ts'
import type { TabHost } from '../tab.ts'
import { DIAGRAM, type Files } from '../workspace.ts'
import { Pictures } from './pictures.ts'

export interface State { name: string; files: Files }

/** @param states one, or the earlier and the later */
export function Look({ host, states, close }: { host: TabHost; states: State[]; close(): void }) {
  const { words } = host
  const places = useRef<(HTMLElement | null)[]>([])
  const pictures = useRef<Pictures | null>(null)
  const [changes, tell] = useState<Compared[] | null>(null)
  const [wrong, tellWrong] = useState<string | null>(null)
  useEffect(() => {
    const made = new Pictures(states.map((_, at) => places.current[at]!))
    pictures.current = made
    let gone = false
    void shown(host, states, made).then((found) => { if (!gone) tell(found) }, (error: Error) => { if (!gone) tellWrong(error.message) })
    return () => { gone = true; made.close() }
  }, [states])
  return (
    <section class="m-versions-look" aria-label={words('versions.look')}>
      <div class="m-bar">
        <button type="button" class="m-button" onClick={close}>{words('versions.back')}</button>
        {states.length > 1 && <span class="m-versions-key">{(['added', 'removed', 'changed'] as const).map((kind) => <span class={`m-change-key m-change-key-${kind}`}>{words(`versions.sign.${kind}`)}</span>)}</span>}
      </div>
      {wrong !== null && <p class="m-wrong" role="alert">{wrong}</p>}
      <div class={`m-versions-pictures m-versions-of-${states.length}`}>
        {states.map(({ name }, at) => <figure><figcaption>{name}</figcaption><div class="m-versions-picture" ref={(element) => { places.current[at] = element }} /></figure>)}
        {states.length > 1 && <Sentences host={host} changes={changes} go={(place) => pictures.current?.show(place)} />}
      </div>
    </section>
  )
}

function Sentences({ host, changes, go }: { host: TabHost; changes: Compared[] | null; go(place: string): void }) {
  const { words } = host
  if (!changes) return <p class="m-versions-sentences" role="status">{words('versions.comparing')}</p>
  if (changes.length === 0) return <p class="m-versions-sentences">{words('versions.same')}</p>
  return (
    <ol class="m-versions-sentences" aria-label={words('versions.sentences')}>{changes.map(({ area, file, place, sentence }) => (
      <li>
        <span class="m-versions-area">{area}</span>
        {file === DIAGRAM && place !== '' ? <button type="button" class="m-link" onClick={() => go(place)}>{sentence}</button>
          : file === DIAGRAM || file === '' ? sentence
            : <button type="button" class="m-link" title={words('versions.toTab')} onClick={() => host.show({ file, element: place })}>{sentence}</button>}
      </li>
    ))}</ol>
  )
}

/** Draws the states and marks what differs. @throws Error with a sentence for the reader */
async function shown({ keeper, words }: TabHost, states: State[], pictures: Pictures): Promise<Compared[]> {
  const texts = states.map(({ name, files }) => files[DIAGRAM] ?? fail(words('versions.noDiagram', { name })))
  await pictures.open(texts)
  if (states.length < 2) return []
  const answer = await keeper.server.compare(states[0]!.files, states[1]!.files)
  if (!('ok' in answer)) return fail('away' in answer ? words('kept.offline') : answer.refused.detail)
  pictures.mark(answer.ok.changes.filter(({ file }) => file === DIAGRAM), (kind) => words(`versions.sign.${kind}`), (count) => words('versions.moreFacts', { count }))
  return answer.ok.changes
}

function fail(message: string): never {
  throw new Error(message)
}
