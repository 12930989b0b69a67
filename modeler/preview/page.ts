/**
 * A page of the draft as the server makes it, in a frame in which no program runs; fields of a form are read from outside and the page is
 * made anew with their answers. Which pages there are is server/modeler/preview.ts.
 */
import type { TabHost } from '../tab.ts'
import type { Files } from '../workspace.ts'
import { answersOf, type Answers } from './answers.ts'

export interface Asked {
  what: 'guide' | 'manual' | 'slip' | 'form' | 'letter'
  name?: string
  as?: 'applicant' | 'officer'
  told?: 'full' | 'bare'
  /** Of a form: the step at which it is looked at. */
  step?: string
  /** The form alone. */
  bare?: boolean
}

export interface Around {
  /** No connection. */
  away(away: boolean): void
  /** Something was typed or chosen; the page is made anew at the same time. */
  changed?(answers: Answers): void
  /** A page was put into the frame. */
  shown?(document: Document): void
  /** Of another matter than the one that is drawn. */
  matter?: { code: string; files: Files }
}

export class PreviewPage {
  over = false
  private asking = 0
  /** What fields that cannot be typed into hold. */
  private data: Record<string, unknown> | undefined
  private ready = false
  private typedLast: Answers | null = null
  private place: { scroll: number; name: string | null } = { scroll: 0, name: null }

  constructor(private readonly host: TabHost, private readonly asked: Asked, private readonly frame: HTMLIFrameElement, private readonly around: Around) {
    frame.addEventListener('load', () => { if (!this.over) this.listen() })
  }

  /** What stands in the form at present, also while it is made anew; null: nobody has seen it yet. */
  answers(): Answers | null {
    const document = this.frame.contentDocument
    return this.ready && document && this.asked.what === 'form' ? answersOf(document) : this.typedLast
  }

  /** With this data in the form, whatever was typed before. */
  async fill(data: Record<string, unknown>): Promise<void> {
    this.data = data
    this.ready = false
    this.typedLast = null
    await this.ask({ answers: {} })
  }

  /** @param given answers, where a form has been typed into @param judge as sending would */
  async show(given?: Answers, judge = false): Promise<void> {
    await this.ask({ answers: given ?? this.answers() ?? {}, judge })
  }

  private async ask(more: object): Promise<void> {
    const number = ++this.asking
    const { page, workspace } = this.host
    const { code, files } = this.around.matter ?? { code: workspace.matter, files: workspace.files() }
    const body = JSON.stringify({ ...this.asked, files, data: this.data, ...more })
    const reply = await fetch(`/office/modeler/${code}/preview`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/html', 'x-csrf-token': page.token }, body }).catch(() => null)
    if (this.over || number !== this.asking) return
    if (!reply?.ok) return this.around.away(true)
    this.around.away(false)
    this.place = this.placeNow()
    if (this.ready) this.typedLast = this.answers()
    this.ready = false
    this.frame.srcdoc = await reply.text()
  }

  private placeNow(): { scroll: number; name: string | null } {
    const document = this.frame.contentDocument
    return { scroll: document?.scrollingElement?.scrollTop ?? 0, name: document?.activeElement?.getAttribute('name') ?? null }
  }

  private listen(): void {
    const document = this.frame.contentDocument
    if (!document) return
    if (document.scrollingElement) document.scrollingElement.scrollTop = this.place.scroll
    if (this.place.name && this.frame.ownerDocument.activeElement === this.frame) document.querySelector<HTMLElement>(`[name="${CSS.escape(this.place.name)}"]`)?.focus()
    this.ready = document.querySelector('form') !== null
    this.around.shown?.(document)
    document.addEventListener('change', () => this.typed(answersOf(document), false))
    document.addEventListener('click', (event) => {
      const target = event.target as Element | null
      const button = target?.closest?.('button')
      const link = target?.closest?.('a[href]')
      if (link && !link.getAttribute('href')!.startsWith('#')) event.preventDefault() // a preview leads nowhere
      if (!button) return
      event.preventDefault()
      this.typed(answersOf(document, button), button.name === '_judge')
    })
  }

  private typed(answers: Answers, judge: boolean): void {
    this.typedLast = answers
    this.around.changed?.(answers)
    void this.show(answers, judge)
  }
}
