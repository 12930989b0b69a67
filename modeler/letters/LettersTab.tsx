/** The tab of the letters: every kind, its own template or the common one, the fields it may use, and a letter of the sample case. */
import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { LetterField } from '../../server/letters/preview.ts'
import { useSignal } from '../frame/useSignal.ts'
import { Preview } from '../preview/Preview.tsx'
import type { Spot, TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { insertionOf } from './insert.ts'
import { TemplateEditor } from './TemplateEditor.tsx'

const WRITER = 'letters'

export interface LetterKindRow { kind: string; title: string; remedies: string; common: string; fields: LetterField[] }

export function LettersTab({ host, say, spot }: { host: TabHost; say: Words; spot: Spot | null }) {
  const { workspace } = host
  const [, again] = useState(0)
  useEffect(() => workspace.onChange(() => again(workspace.revision)), [workspace])
  useSignal(host.problems)
  const [kinds, setKinds] = useState<LetterKindRow[] | null>(null)
  const [away, setAway] = useState(false)
  const load = (): void => {
    setAway(false)
    void fetchKinds(workspace.matter).then((found) => (found ? setKinds(found) : setAway(true)))
  }
  useEffect(load, [workspace.matter])
  const [chosen, choose] = useState<string | null>(null)
  useEffect(() => {
    const kind = spot && kindIn(spot)
    if (kind) choose(kind)
  }, [spot])
  if (away) return <p class="m-none">{say('letters.away')} <button type="button" class="m-button" onClick={load}>{say('letters.again')}</button></p>
  if (!kinds) return <p class="m-none" role="status">{say('letters.loading')}</p>
  const own = (kind: string): boolean => workspace.read(pathOf(kind)) !== undefined
  const kind = kinds.find((one) => one.kind === chosen) ?? kinds.find((one) => own(one.kind)) ?? kinds.find((one) => one.kind === 'acceptance') ?? kinds[0]!
  return (
    <div class="m-forms">
      <nav class="m-files" aria-label={say('letters.list')}>
        {kinds.map((one) => (
          <button type="button" aria-current={one === kind ? 'true' : undefined} aria-selected={one === kind} onClick={() => choose(one.kind)}>
            {one.title}<small>{say(own(one.kind) ? 'letters.own' : 'letters.common')}</small>
          </button>
        ))}
      </nav>
      <LetterWork key={kind.kind} host={host} say={say} row={kind} own={own(kind.kind)} spot={spot && kindIn(spot) === kind.kind ? spot : null} />
    </div>
  )
}

function LetterWork({ host, say, row, own, spot }: { host: TabHost; say: Words; row: LetterKindRow; own: boolean; spot: Spot | null }) {
  const { workspace } = host
  const path = pathOf(row.kind)
  const [told, tell] = useState<'full' | 'bare'>('full')
  const [insert, put] = useState<{ text: string } | null>(null)
  const [aimed, aim] = useState<{ line?: number } | null>(spot)
  useEffect(() => { if (spot) aim(spot) }, [spot])
  const problems = host.problems.of((file) => file === path || file === `letters/${row.kind}`)
  return (
    <>
      <section class="m-work m-letter-work" aria-label={say('letters.work')}>
        <div class="m-bar">
          {own
            ? <button type="button" class="m-button" onClick={() => workspace.remove(path, WRITER)}>{say('letters.toCommon')}</button>
            : <button type="button" class="m-button" onClick={() => workspace.write(path, row.common, WRITER)}>{say('letters.toOwn')}</button>}
          <span class="m-hint">{say(own ? 'letters.ownHint' : 'letters.commonHint')}{row.remedies === 'must' ? ` ${say('letters.remedies')}` : ''}</span>
        </div>
        <TemplateEditor label={path} text={workspace.read(path) ?? row.common} current={() => workspace.read(path) ?? row.common} readOnly={!own} problems={problems} spot={aimed} insert={insert} onChange={(text) => { if (own) workspace.write(path, text, WRITER) }} />
        <div class="m-letter-fields" aria-label={say('letters.fields')} role="group">
          {problems.map(({ message, line }) => <p class="m-wrong">{line === undefined ? message : <button type="button" class="m-link m-wrong" onClick={() => aim({ line })}>{message}</button>}</p>)}
          <h3>{say('letters.fields')}</h3>
          <p class="m-hint">{say('letters.fieldsHint')}</p>
          {row.fields.map((field) => (
            <button type="button" class="m-chip" disabled={!own} title={field.sample} onClick={() => put({ text: insertionOf(field) })}>
              <code>{field.path}</code>{field.items ? ` ${say('letters.rows')}` : ''}{field.optional ? ` ${say('letters.sometimes')}` : ''}
            </button>
          ))}
        </div>
      </section>
      <section class="m-look" aria-label={say('preview.title')}>
        <div class="m-bar" role="group" aria-label={say('letters.told')}>
          <button type="button" class="m-choice" aria-pressed={told === 'full'} onClick={() => tell('full')}>{say('letters.full')}</button>
          <button type="button" class="m-choice" aria-pressed={told === 'bare'} onClick={() => tell('bare')}>{say('letters.bare')}</button>
        </div>
        <Preview host={host} say={say} asked={{ what: 'letter', name: row.kind, told }} width="page" />
      </section>
    </>
  )
}

function kindIn({ file }: Spot): string | undefined {
  return /^letters\/(.+?)(\.hbs)?$/.exec(file)?.[1]
}

function pathOf(kind: string): string {
  return `letters/${kind}.hbs`
}

async function fetchKinds(matter: string): Promise<LetterKindRow[] | null> {
  const reply = await fetch(`/office/modeler/${matter}/letters`, { headers: { accept: 'application/json' } }).catch(() => null)
  return reply?.ok ? ((await reply.json()) as { kinds: LetterKindRow[] }).kinds : null
}
