/** Asks the worker that plays, with the workspace as it is and what surrounds the matter, which is fetched once. */
import type { Colleague } from '../../processes/play/world.ts'
import type { TabHost } from '../tab.ts'
import { named } from '../unnamedInText.ts'
import { DIAGRAM, GUIDE, type Files } from '../workspace.ts'
import type { Act } from '../../processes/play/scenario.ts'
import type { Checked, Typed } from './check.ts'
import type { Draft, Follows, Offer } from './recording.ts'
import type { Run } from './run.ts'
import type { Setting } from './setting.ts'
import type { Answered, Question } from './worker.ts'

/** No connection, or signed out: nothing can be played until it is back. */
export class Away extends Error {}

export interface Offered { offer: Offer; organisation: readonly Colleague[] }
export interface Played { run: Run; organisation: readonly Colleague[] }

export class Player {
  private readonly worker: Worker
  private readonly waiting = new Map<number, { answer: (answered: Answered) => void; fail: (error: Error) => void }>()
  private readonly parts: Record<string, Files> = {}
  private around: Promise<Pick<Setting, 'calendar' | 'organisation'>> | null = null
  private asked = 0

  constructor(private readonly host: TabHost) {
    this.worker = new Worker(host.page.player)
    this.worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      this.waiting.get(data.number)?.answer(data)
      this.waiting.delete(data.number)
    }
    this.worker.onerror = (event) => {
      for (const { fail } of this.waiting.values()) fail(new Error(event.message || this.host.words('tryout.broken')))
      this.waiting.clear()
    }
  }

  /** All scenarios as they are now. @throws Away, Error */
  async run(): Promise<Played> {
    const setting = await this.setting()
    const { run, broken } = await this.ask({ number: ++this.asked, what: 'run', setting })
    if (!run) throw new Error(broken)
    return { run, organisation: setting.organisation }
  }

  /** A story as far as it goes, and what can be done next. @throws Away; Error with what cannot be read yet */
  async offer(draft: Draft): Promise<Offered> {
    const setting = await this.setting()
    const { offer, broken } = await this.ask({ number: ++this.asked, what: 'offer', draft, setting })
    if (!offer) throw new Error(broken)
    return { offer, organisation: setting.organisation }
  }

  /** What would follow if this act were the next. @throws as `offer` */
  async follows(draft: Draft, act: Act): Promise<Follows> {
    const { follows, broken } = await this.ask({ number: ++this.asked, what: 'follows', draft, act, setting: await this.setting() })
    if (!follows) throw new Error(broken)
    return follows
  }

  /** What was typed into a form, judged by it. @throws as `offer` */
  async check(typed: Typed): Promise<Checked> {
    const { check, broken } = await this.ask({ number: ++this.asked, what: 'check', typed, setting: await this.setting() })
    if (!check) throw new Error(broken)
    return check
  }

  /** The matter a form is of: a child matter's files were fetched with the setting. */
  matter(part: string | null): { code: string; files: Files } {
    const { workspace } = this.host
    return part === null ? { code: workspace.matter, files: workspace.files() } : { code: part, files: this.parts[part] ?? {} }
  }

  private ask(question: Question): Promise<Answered> {
    return new Promise((answer, fail) => {
      this.waiting.set(question.number, { answer, fail })
      this.worker.postMessage(question)
    })
  }

  private async setting(): Promise<Setting> {
    const { page, workspace } = this.host
    const written = workspace.files()
    const files = written[DIAGRAM] === undefined ? written : { ...written, [DIAGRAM]: named(written[DIAGRAM], this.host.words, page.locale) }
    this.around ??= get<Pick<Setting, 'calendar' | 'organisation'>>(`/office/modeler/${workspace.matter}/surroundings`).catch((error) => {
      this.around = null
      throw error
    })
    await this.fetchParts(files)
    return { matter: workspace.matter, files, shared: page.place.shared, parts: this.parts, locale: page.locale, ...(await this.around) }
  }

  /** One that is not there is told by the worker, which names it. */
  private async fetchParts(files: Files): Promise<void> {
    for (const code of childrenOf(files)) {
      if (this.parts[code]) continue
      const found = await get<{ files: Files }>(`/office/modeler/${code}/files`)
      if (!found.files) continue
      this.parts[code] = found.files
      await this.fetchParts(found.files)
    }
  }
}

function childrenOf(files: Files): string[] {
  try {
    const { children } = JSON.parse(files[GUIDE] ?? '{}') as { children?: { matter?: unknown }[] }
    return (Array.isArray(children) ? children : []).flatMap((child) => (typeof child?.matter === 'string' && /^[a-z][a-z0-9-]{0,63}$/.test(child.matter) ? [child.matter] : []))
  } catch {
    return [] // a guide that is being written; the worker says what is wrong with it
  }
}

async function get<T>(address: string): Promise<T> {
  const reply = await fetch(address, { headers: { accept: 'application/json' } }).catch(() => null)
  const answer = reply && ((await reply.json().catch(() => null)) as T | null)
  if (!reply || !answer || reply.status >= 500 || reply.status === 401 || reply.status === 403) throw new Away()
  return answer
}
