/** A page of the draft beside the work: made anew when the hand rests. What is in the frame is page.ts. */
import { useEffect, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { PreviewPage, type Asked } from './page.ts'

/** The page is asked for this long after the last change, milliseconds. */
const REST_MS = 350

export function Preview({ host, say: words, asked, width }: { host: TabHost; say: Words; asked: Asked; width: 'phone' | 'page' }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [said, say] = useState('')
  const key = JSON.stringify(asked)
  useEffect(() => {
    const page = new PreviewPage(host, asked, frame.current!, { away: (away) => say(away ? words('preview.away') : '') })
    let resting: ReturnType<typeof setTimeout> | undefined
    const end = host.workspace.onChange(() => {
      clearTimeout(resting)
      resting = setTimeout(() => void page.show(), REST_MS)
    })
    void page.show()
    return () => {
      clearTimeout(resting)
      end()
      page.over = true
    }
  }, [host, key])
  return (
    <div class={`m-preview m-preview-${width}`}>
      {said && <p class="m-none" role="status">{said}</p>}
      <iframe ref={frame} sandbox="allow-same-origin" title={words('preview.frame')} />
    </div>
  )
}
