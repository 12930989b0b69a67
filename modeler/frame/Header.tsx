/** The head: the way back, which matter on which version, whether it is kept, what may be done with the whole. */
import { useState } from '@bpmn-io/properties-panel/preact/hooks'
import { save } from './download.ts'
import { Kept } from './Kept.tsx'
import { ProposeDialog } from './Propose.tsx'
import type { Studio } from './studio.ts'
import { useSignal } from './useSignal.ts'

export function Header({ studio }: { studio: Studio }) {
  const { words, page } = studio
  const drawing = useSignal(studio.shared).drawing
  const [proposing, setProposing] = useState(false)
  useSignal(studio.keeper.state)
  const { base } = studio.workspace
  const other = page.locale === 'en' ? 'zh' : 'en'
  return (
    <header class="m-head">
      <a class="m-back" href="/office/modeler" title={words('back')}>‹ <span>{words('list.title')}</span></a>
      <div class="m-matter">
        <h1>{page.matter.name}</h1>
        <p><code>{page.matter.code}</code> · <span class="m-base">{base.effectiveFrom === null ? words('base.draft') : words('base.since', { date: base.effectiveFrom })}</span></p>
      </div>
      <Kept studio={studio} />
      <div class="m-acts">
        {drawing && <FileActs studio={studio} />}
        <button type="button" class="m-button m-primary" onClick={() => void studio.flush().then(() => setProposing(true))}>{words('propose')}</button>
        <a class="m-button m-quiet" href={`?lang=${other}`} lang={other === 'zh' ? 'zh-CN' : 'en'}>{words('otherLanguage')}</a>
      </div>
      {proposing && <ProposeDialog studio={studio} close={() => setProposing(false)} />}
    </header>
  )
}

function FileActs({ studio }: { studio: Studio }) {
  const { words } = studio
  const drawing = studio.shared.get().drawing!
  return (
    <>
      <label class="m-button">
        {words('file.open')}
        <input type="file" class="visually-hidden" accept=".bpmn,.xml" onChange={(event) => void openFile(studio, event.currentTarget)} />
      </label>
      <button type="button" class="m-button" onClick={async () => save(`${studio.page.matter.code}.bpmn`, 'application/xml', await drawing.xml())}>{words('file.export')}</button>
      <button type="button" class="m-button" onClick={async () => save(`${studio.page.matter.code}.svg`, 'image/svg+xml', await drawing.svg())}>{words('file.picture')}</button>
    </>
  )
}

async function openFile(studio: Studio, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0]
  input.value = ''
  if (file) await studio.shared.get().openFile?.(file)
}
