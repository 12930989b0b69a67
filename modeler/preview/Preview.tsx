/**
 * A page of the draft as the server makes it, in a frame in which no program runs; fields of a form are read from outside and the page is
 * made anew with their answers. Which pages there are is server/modeler/preview.ts.
 */
import { useEffect, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks'
import type { TabHost } from '../tab.ts'
import type { Words } from '../words/words.ts'
import { answersOf, type Answers } from './answers.ts'

export interface Asked {
  what: 'guide' | 'manual' | 'slip' | 'form' | 'letter'
  name?: string
  as?: 'applicant' | 'officer'
  told?: 'full' | 'bare'
}

/** The page is asked for this long after the last change, milliseconds. */
const REST_MS = 350

export function Preview({ host, say: words, asked, width }: { host: TabHost; say: Words; asked: Asked; width: 'phone' | 'page' }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [said, say] = useState('')
  const key = JSON.stringify(asked)
  useEffect(() => {
    const page = new PreviewPage(host, asked, frame.current!, (away) => say(away ? words('preview.away') : ''))
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

class PreviewPage {
  over = false
  private asking = 0

  constructor(private readonly host: TabHost, private readonly asked: Asked, private readonly frame: HTMLIFrameElement, private readonly away: (away: boolean) => void) {
    frame.addEventListener('load', () => { if (!this.over) this.listen() })
  }

  /** @param given answers, where a form has been typed into @param judge as sending would */
  async show(given?: Answers, judge = false): Promise<void> {
    const number = ++this.asking
    const { page, workspace } = this.host
    const answers = given ?? (this.asked.what === 'form' && this.frame.contentDocument ? answersOf(this.frame.contentDocument) : {})
    const body = JSON.stringify({ ...this.asked, files: workspace.files(), answers, judge })
    const reply = await fetch(`/office/modeler/${workspace.matter}/preview`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/html', 'x-csrf-token': page.token }, body }).catch(() => null)
    if (this.over || number !== this.asking) return
    if (!reply?.ok) return this.away(true)
    this.away(false)
    this.place = this.placeNow()
    this.frame.srcdoc = await reply.text()
  }

  private place: { scroll: number; name: string | null } = { scroll: 0, name: null }

  private placeNow(): { scroll: number; name: string | null } {
    const document = this.frame.contentDocument
    return { scroll: document?.scrollingElement?.scrollTop ?? 0, name: document?.activeElement?.getAttribute('name') ?? null }
  }

  private listen(): void {
    const document = this.frame.contentDocument
    if (!document) return
    if (document.scrollingElement) document.scrollingElement.scrollTop = this.place.scroll
    if (this.place.name && this.frame.ownerDocument.activeElement === this.frame) document.querySelector<HTMLElement>(`[name="${CSS.escape(this.place.name)}"]`)?.focus()
    document.addEventListener('change', () => void this.show(answersOf(document)))
    document.addEventListener('click', (event) => {
      const target = event.target as Element | null
      const button = target?.closest?.('button')
      const link = target?.closest?.('a[href]')
      if (link && !link.getAttribute('href')!.startsWith('#')) event.preventDefault() // a preview leads nowhere
      if (!button) return
      event.preventDefault()
      void this.show(answersOf(document, button), button.name === '_judge')
    })
  }
}
