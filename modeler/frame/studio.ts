/**
 * The modeler as a whole, without its markup: which tab is open, what the frame shows of the work, and how a spot is brought to the
 * screen. The frame draws it, tabs are handed it as their host.
 */
import { Keeper } from '../drafts/keeper.ts'
import type { Server } from '../drafts/server.ts'
import { Problems, type Problem } from '../lint/problems.ts'
import { LintWatch } from '../lint/watch.ts'
import type { PageModel } from '../page.ts'
import { Signal } from '../signal.ts'
import type { Shared, Spot, Tab, TabHost, TabView } from '../tab.ts'
import type { Review } from '../../server/modeler/reviewed.ts'
import { problemsOfReview } from '../review/remarks.ts'
import { tabs } from '../tabs/index.ts'
import { wordsOf, type Words } from '../words/words.ts'
import { DIAGRAM, Workspace } from '../workspace.ts'
import { showFailure } from './Failed.tsx'
import { conflictAsker } from './Kept.tsx'

export interface Notice { text: string; tone: 'info' | 'danger'; link?: { href: string; text: string } }

interface Opened { view: TabView; place: HTMLElement }

/** Who keeps a draft before any window has had it: it was just begun (server/modeler/beginning.ts). */
const BEGUN = 'beginning'

/** How long a sentence that needs no answer stays, milliseconds. */
const NOTICE_MS = 6000

export class Studio implements TabHost {
  readonly workspace: Workspace
  readonly problems = new Problems()
  readonly asker = conflictAsker()
  readonly keeper: Keeper
  readonly words: Words
  readonly shared = new Signal<Shared>({})
  readonly tab = new Signal<Tab>(tabs.find(({ id }) => `#${id}` === location.hash) ?? tabs[0]!)
  readonly notice = new Signal<Notice | null>(null)
  readonly review: Signal<Review | null>
  readonly problemsOpen = new Signal(false)
  /** Where the tabs are put up; set by the frame before `start`. */
  stage: HTMLElement | null = null
  private readonly opened = new Map<Tab, Promise<Opened>>()
  private visible: Tab | null = null
  /** The tab that was asked for last, which is the one to be shown when it is ready. */
  private wanted: Tab | null = null
  private begun!: () => void
  /** Nothing is put up before what was drawn earlier is taken up. */
  private readonly ready = new Promise<void>((resolve) => { this.begun = resolve })
  private past: ReturnType<Server['versions']> | null = null

  constructor(readonly page: PageModel) {
    this.words = wordsOf(page.locale)
    this.workspace = new Workspace(page.matter.code, page.matter.base, page.matter.files)
    this.review = new Signal(page.review)
    this.keeper = new Keeper(page, this.workspace, this.asker.choose)
  }

  async start(): Promise<void> {
    addEventListener('hashchange', () => {
      const named = tabs.find(({ id }) => `#${id}` === location.hash)
      if (named) void this.open(named)
    })
    // what was drawn before is taken up before anything is shown of it
    const found = await this.keeper.start()
    // a new matter that was returned is nowhere but in its proposal; and the proposal's page leads here to revise it, unless something is drawn already
    const toRevise = new URLSearchParams(location.search).has('returned') && this.workspace.changed().length === 0
    if (this.workspace.paths().length === 0 || toRevise) await this.takeReturned()
    this.begun()
    await this.open(this.wanted ?? this.tab.get())
    const watch = new LintWatch(this.page, this.workspace, this.problems, this.keeper.server, () => this.remarks())
    this.review.on(() => watch.tellAgain())
    this.keeper.around.on(({ moved }) => { if (moved) this.past = null })
    void this.versions() // the server's first walk through the repository takes long enough to be waited for
    const review = this.review.get()
    if (review && !review.answered) this.tell(this.saidOf(review), 'danger', { href: review.href, text: this.words('propose.see') })
    if (found === 'recovered') this.tell(this.words('kept.recovered'))
    if (found === 'taken' && this.page.draft!.tab !== BEGUN) this.tell(this.words('kept.taken', { when: new Date(this.page.draft!.savedAt).toLocaleString(this.page.locale) }))
  }

  /**
   * Shows a tab, with its code loaded where it was not; while it loads another may be asked for, which is shown instead. One that cannot be
   * loaded or put up says so in its place, and can be tried again.
   */
  async open(tab: Tab): Promise<TabView> {
    this.wanted = tab
    await this.ready
    const { view, place } = await this.made(tab)
    if (this.wanted !== tab) {
      place.hidden = this.visible !== tab
      return view
    }
    if (this.visible !== tab) {
      if (this.visible) await this.hide(this.visible)
      this.visible = tab
      place.hidden = false
      view.shown?.()
    }
    this.tab.set(tab)
    if (location.hash !== `#${tab.id}`) history.replaceState(null, '', `#${tab.id}`)
    return view
  }

  show(spot: Spot): void {
    const owner = tabs.find((tab) => tab.owns(spot.file)) ?? tabs[0]!
    void this.open(owner).then((view) => view.show?.(spot))
  }

  /** The versions there were, asked for once until a newer one is published. */
  async versions(): ReturnType<Server['versions']> {
    this.past ??= this.keeper.server.versions()
    const answer = await this.past
    if (!('ok' in answer)) this.past = null
    return answer
  }

  tell(text: string, tone: Notice['tone'] = 'info', link?: Notice['link']): void {
    const notice: Notice = { text, tone, ...(link ? { link } : {}) }
    this.notice.set(notice)
    if (tone === 'info' && !link) setTimeout(() => { if (this.notice.get() === notice) this.notice.set(null) }, NOTICE_MS)
  }

  openProblems(): void {
    this.problemsOpen.set(true)
  }

  async discard(): Promise<void> {
    if (!(await this.keeper.drop())) return this.tell(this.words('versions.notDropped'), 'danger')
    // a matter that is nowhere but in its draft is gone with it
    if (this.workspace.paths().length === 0) return location.assign('/office/modeler')
    this.tell(this.words('versions.dropped'))
  }

  /** The files that were returned become the draft; what was changed meanwhile is merged into them. @returns whether it was done */
  async takeReturned(): Promise<boolean> {
    const review = this.review.get()
    if (!review) return false
    const grewFrom = this.workspace.goesOn ?? review.base
    const nothing = { ok: { files: {} } }
    const [was, theirs] = await Promise.all([grewFrom === null ? nothing : this.keeper.server.files(grewFrom), this.keeper.server.files(review.commit)])
    for (const answer of [was, theirs]) {
      if ('ok' in answer) continue
      this.tell('away' in answer ? this.words('kept.offline') : answer.refused.detail, 'danger')
      return false
    }
    if (!('ok' in was && 'ok' in theirs) || !(await this.keeper.takeUp(review.commit, theirs.ok.files, was.ok.files))) return false
    this.review.set({ ...review })
    this.tell(this.words('review.taken', { id: review.proposal }))
    return true
  }

  /** Whether what stands in the returned proposal is not in this draft: to revise it from here would take it out. */
  isApart({ commit }: Review): boolean {
    return this.workspace.goesOn !== commit
  }

  saidOf({ by, at, proposal, revision, answered }: Review): string {
    return this.words(answered ? 'review.answered' : 'review.returned', { by, when: new Date(at).toLocaleString(this.page.locale), id: proposal, revision })
  }

  private remarks(): Problem[] {
    const review = this.review.get()
    return review ? problemsOfReview(review, this.workspace.read(DIAGRAM) ?? '', (line) => this.words('review.says', { line })) : []
  }

  /** Ctrl+S: everything into the workspace, and the workspace to where it is kept. */
  async keep(): Promise<void> {
    await this.flush()
    await this.keeper.keep()
  }

  /** What has been typed anywhere stands in the workspace afterwards. */
  async flush(): Promise<void> {
    for (const made of this.opened.values()) await (await made).view.flush?.()
  }

  private made(tab: Tab): Promise<Opened> {
    const there = this.opened.get(tab) ?? this.make(tab)
    this.opened.set(tab, there)
    return there
  }

  private async make(tab: Tab): Promise<Opened> {
    const place = this.panelOf(tab, `m-tab m-tab-${tab.id}`)
    try {
      const { mount } = await tab.open()
      this.stage!.append(place)
      return { view: await mount(place, this), place }
    } catch (error) {
      place.remove() // whatever half of it is there
      return { view: {}, place: this.failed(tab, error as Error) }
    }
  }

  private failed(tab: Tab, error: Error): HTMLElement {
    const place = this.panelOf(tab, 'm-tab m-tab-failed')
    this.stage!.append(place)
    const again = (): void => {
      place.remove()
      this.opened.delete(tab)
      if (this.visible === tab) this.visible = null
      void this.open(tab)
    }
    showFailure(place, { words: this.words, tab: this.words(tab.label), detail: error.message, again })
    return place
  }

  private panelOf(tab: Tab, name: string): HTMLElement {
    const place = document.createElement('div')
    place.className = name
    place.id = `tab-${tab.id}`
    place.setAttribute('role', 'tabpanel')
    place.setAttribute('aria-label', this.words(tab.label))
    return place
  }

  private async hide(tab: Tab): Promise<void> {
    const { view, place } = await this.made(tab)
    place.hidden = true
    view.hidden?.()
  }
}
