/** The modeler's frame: header, tabs, the open tab, problems, foot. It shows the studio and holds no state of its own but panels. */
import { useEffect } from '@bpmn-io/properties-panel/preact/hooks'
import { bindKeys } from './keys.ts'
import { Header } from './Header.tsx'
import { ConflictDialog } from './Kept.tsx'
import { ProblemsPanel } from './ProblemsPanel.tsx'
import { Foot } from './Foot.tsx'
import { TabBar } from './TabBar.tsx'
import type { Studio } from './studio.ts'
import { useSignal } from './useSignal.ts'

export function Frame({ studio }: { studio: Studio }) {
  const problemsOpen = useSignal(studio.problemsOpen)
  const notice = useSignal(studio.notice)
  useEffect(() => bindKeys(studio), [studio])
  return (
    <>
      <Header studio={studio} />
      <TabBar studio={studio} />
      <main class="m-stage" ref={(element) => { studio.stage = element }} tabIndex={-1} />
      {notice && (
        <div class={`m-notice m-notice-${notice.tone}`} role={notice.tone === 'danger' ? 'alert' : 'status'}>
          <p>{notice.text}{notice.link && <> <a href={notice.link.href}>{notice.link.text}</a></>}</p>
          <button type="button" class="m-icon" aria-label={studio.words('close')} title={studio.words('close')} onClick={() => studio.notice.set(null)}>×</button>
        </div>
      )}
      {problemsOpen && <ProblemsPanel studio={studio} />}
      <Foot studio={studio} />
      <ConflictDialog studio={studio} />
    </>
  )
}
