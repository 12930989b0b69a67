/**
 * Keeps what is drawn: on this computer at once, on the server when the hand rests, again when the connection or the sign-in is back.
 * Another tab's or another person's work is never written over: it is told, and merged or chosen by the person.
 */
import type { PageModel } from '../page.ts'
import { Signal } from '../signal.ts'
import type { Files, Workspace } from '../workspace.ts'
import { LocalDrafts, type LocalDraft } from './local.ts'
import { decided, mergeFiles, type Merged } from './merge.ts'
import { Server } from './server.ts'

export type KeptState = 'same' | 'saved' | 'saving' | 'offline' | 'signedOut' | 'elsewhere'

export interface Around { others: { name: string; self: boolean }[]; /** A newer version is published than the one the changes stand on. */ moved: boolean }

/** A person's choice among files in conflict: the paths of which the other side stays; null = not now. */
export type Choose = (merged: Merged) => Promise<ReadonlySet<string> | null>

const REST_MS = 900
const AGAIN_MS = 5000
const PRESENT_MS = 20_000
const WRITER = 'keeper'
/** Where a page that goes writes which tab it was; a duplicated tab has it not, for its original did not go. */
const LEFT = 'tongban-modeler-left'

export class Keeper {
  readonly state = new Signal<KeptState>('same')
  readonly around = new Signal<Around>({ others: [], moved: false })
  readonly server: Server
  private readonly local: LocalDrafts
  private readonly tab = crypto.randomUUID()
  private number = 0
  private waiting: ReturnType<typeof setTimeout> | undefined
  private turn: Promise<unknown> = Promise.resolve()
  /** The state of the workspace that was proposed or thrown away: it is no draft until it changes. */
  private letGoAt: number | null = null
  private saving = false
  private quiet = false

  constructor(private readonly page: PageModel, private readonly workspace: Workspace, private readonly choose: Choose) {
    this.server = new Server(page.matter.code, page.me.id, page.token)
    this.local = new LocalDrafts(page.me.id, page.matter.code)
  }

  /** Takes up what was drawn before. @returns what happened, for a sentence: nothing, the draft taken up, or changes found that only this computer had. */
  async start(): Promise<'fresh' | 'taken' | 'recovered'> {
    const { draft } = this.page
    const local = await this.local.read()
    let told: 'fresh' | 'taken' | 'recovered' = 'fresh'
    if (draft) {
      await this.standOn(draft.base)
      this.put(draft.files)
      this.workspace.goesOn = draft.goesOn
      this.number = draft.number
      this.state.set('saved')
      told = 'taken'
    }
    if (local && !local.sent) told = await this.recover(local)
    this.workspace.onChange(({ writer }) => { if (!(this.quiet && writer === WRITER)) this.later(REST_MS) })
    if (told === 'recovered') this.later(0)
    this.announce()
    for (const back of ['online', 'focus'] as const) addEventListener(back, () => { if (['offline', 'signedOut'].includes(this.state.get())) this.later(0) })
    addEventListener('beforeunload', (event) => { if (this.state.get() === 'saving') event.preventDefault() })
    return told
  }

  /** Everything typed is kept now. @returns whether the server has it */
  async keep(): Promise<boolean> {
    clearTimeout(this.waiting)
    await this.inTurn(() => this.save())
    return this.state.get() === 'saved' || this.state.get() === 'same'
  }

  /** Another tab has saved: its state and this one's become one. */
  async mergeDraft(): Promise<boolean> {
    const answer = await this.server.draft()
    if (!('ok' in answer)) return false
    const { draft } = answer.ok
    if (!draft) {
      // thrown away, or proposed, in the other tab: this one's is a draft of its own
      this.number = 0
      this.state.set('saving')
      return await this.keep()
    }
    return this.mergeWith(draft.files, async () => {
      this.number = draft.number
      this.workspace.goesOn = oneOf(this.workspace.goesOn, draft.goesOn)
    })
  }

  /** What stands in a proposal becomes part of the draft, which goes on with it. @param was the files that both grew from */
  takeUp(commit: string, theirs: Files, was: Files): Promise<boolean> {
    return this.mergeWith(theirs, async () => { this.workspace.goesOn = commit }, was)
  }

  /** A newer version is published: the changes are carried over to it. */
  async mergeLatest(): Promise<boolean> {
    const answer = await this.server.files()
    if (!('ok' in answer)) return false
    const { base, files } = answer.ok
    return this.mergeWith(files, async (merged) => {
      this.workspace.replace(merged, WRITER, { base, files })
      this.around.set({ ...this.around.get(), moved: false })
    })
  }

  /** All changes go, here and on the server. @returns whether they did; where not, all is as it was */
  async drop(): Promise<boolean> {
    if (!(await this.letGo())) return false
    this.workspace.goesOn = null
    this.put(this.workspace.baseFiles)
    return true
  }

  /** What was proposed is no draft any more; the next change begins a new one. @returns whether the server let go of it */
  proposed(): Promise<boolean> {
    return this.letGo()
  }

  /** A save that waits or is on its way would bring the draft back: none starts any more, and one that has started ends first. */
  private letGo(): Promise<boolean> {
    clearTimeout(this.waiting)
    const { revision } = this.workspace
    return this.inTurn(async () => {
      if (this.number > 0 && !('ok' in (await this.server.drop(this.number)))) {
        if (['saving', 'offline'].includes(this.state.get())) this.later(REST_MS)
        return false
      }
      clearTimeout(this.waiting)
      this.letGoAt = revision
      await this.local.clear()
      this.number = 0
      this.state.set('same')
      if (this.workspace.revision !== revision) this.later(REST_MS)
      return true
    })
  }

  /** Saving and letting go, one after the other. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work)
    this.turn = done.catch(() => undefined)
    return done
  }

  private async mergeWith(theirs: Files, then: (merged: Record<string, string>) => Promise<void>, was: Files = this.workspace.baseFiles): Promise<boolean> {
    const merged = await mergeFiles(was, this.workspace.files(), theirs)
    const stay = merged.conflicts.length === 0 ? new Set<string>() : await this.choose(merged)
    if (stay === null) return false
    const files = decided(merged, stay)
    await then(files)
    this.workspace.replace(files, WRITER)
    this.state.set('saving')
    this.later(0)
    return true
  }

  private later(ms: number): void {
    clearTimeout(this.waiting)
    if (ms > 0 && this.state.get() !== 'elsewhere') this.state.set('saving')
    this.waiting = setTimeout(() => void this.keep(), ms)
  }

  private async save(): Promise<void> {
    const files = this.workspace.files()
    const { revision } = this.workspace
    const { base: { revision: base }, goesOn } = this.workspace
    if (this.number === 0 && (revision === this.letGoAt || this.workspace.changed().length === 0)) {
      await this.local.clear()
      return this.state.set('same')
    }
    await this.local.write({ base, goesOn, files, number: this.number, sent: false })
    if (this.state.get() === 'elsewhere') return // until the person has merged
    this.state.set('saving')
    this.saving = true
    const answer = await this.server.save({ base, goesOn, files, number: this.number, tab: this.tab }).finally(() => { this.saving = false })
    if ('ok' in answer) {
      this.number = answer.ok.number
      await this.local.write({ base, goesOn, files, number: this.number, sent: true })
      return this.workspace.revision === revision ? this.state.set('saved') : this.later(REST_MS)
    }
    if ('away' in answer) {
      this.state.set('offline')
      this.waiting = setTimeout(() => void this.keep(), AGAIN_MS)
      return
    }
    this.state.set(answer.refused.code === 'draft-moved' ? 'elsewhere' : 'signedOut')
  }

  private async recover({ base, files, number, goesOn = null }: LocalDraft): Promise<'recovered' | 'taken'> {
    if (number === this.number) {
      if (this.number === 0) await this.standOn(base)
      this.put(files)
      this.workspace.goesOn = goesOn
      return 'recovered'
    }
    return (await this.mergeWith(files, async () => { this.workspace.goesOn = oneOf(this.workspace.goesOn, goesOn) })) ? 'recovered' : 'taken'
  }

  /** The version the draft was begun on, where that is not what is published now. */
  private async standOn(base: string | null): Promise<void> {
    if (base === this.workspace.base.revision || base === null) return
    const answer = await this.server.files(base)
    if ('ok' in answer) this.workspace.replace(answer.ok.files, WRITER, answer.ok)
  }

  private put(files: Files): void {
    this.quiet = true
    this.workspace.replace(files, WRITER)
    this.quiet = false
  }

  /** After a reload: what the page said as it went may come later than what the new one asks, which would then be told of itself. */
  private async leaveBefore(): Promise<void> {
    const left = overReload()?.getItem(LEFT)
    overReload()?.removeItem(LEFT)
    if (left) await this.server.leave(left)
  }

  private announce(): void {
    const tell = async (): Promise<void> => {
      const answer = await this.server.present(this.tab)
      if (!('ok' in answer)) return
      const { others, draft, latest } = answer.ok
      this.around.set({ others, moved: latest !== this.workspace.base.revision })
      // a second tab has begun, or gone on with, the same draft
      if (draft && draft.number > this.number && draft.tab !== this.tab && !this.saving) this.state.set('elsewhere')
    }
    void this.leaveBefore().then(tell)
    setInterval(() => void tell(), PRESENT_MS)
    addEventListener('pagehide', () => {
      overReload()?.setItem(LEFT, this.tab)
      void this.server.leave(this.tab)
    })
    addEventListener('pageshow', (event) => { if (event.persisted) void tell() })
  }
}

/** What a window remembers over a reload; null where the browser is told to keep nothing, and the mere question throws. */
function overReload(): Storage | null {
  try {
    return sessionStorage
  } catch {
    return null
  }
}

/** Two drafts merged go on with the proposal that either does; where each goes on with another revision, the person is asked when it is proposed. */
function oneOf(mine: string | null, theirs: string | null): string | null {
  return mine === null || theirs === null || mine === theirs ? mine ?? theirs : null
}
