/**
 * What a tab of the modeler is, and what it is given. A tab is one file in tabs/ and one line in tabs/index.ts; how to add one stands
 * in README.md.
 */
import type { Where } from '../processes/rules/rule.ts'
import type { Server } from './drafts/server.ts'
import type { Words } from './words/words.ts'
import type { Workspace } from './workspace.ts'
import type { Problem, Problems } from './lint/problems.ts'
import type { PageModel } from './page.ts'
import type { Signal } from './signal.ts'

/** Where something is: a file of the matter, an element of the diagram or a JSON pointer in the file, and what of it (processes/rules/rule.ts). */
export interface Spot extends Where {
  file: string
  element?: string
}

export interface TabHost {
  readonly page: PageModel
  readonly workspace: Workspace
  readonly problems: Problems
  /** The server's doors. */
  readonly keeper: { readonly server: Server }
  readonly words: Words
  /** Brings a spot to the screen, in whichever tab owns its file. */
  show(spot: Spot): void
  /** A sentence for the person at work; `danger` stays until it is closed. */
  tell(text: string, tone?: 'info' | 'danger'): void
  openProblems(): void
  /** The versions on the published line; asked for before they are wanted. */
  versions(): ReturnType<Server['versions']>
  /** All changes since the base go, the draft with them. */
  discard(): Promise<void>
  /** Parts that other tabs offer each other, by name: the diagram gives `drawing`. */
  readonly shared: Signal<Shared>
}

/** What tabs offer each other. Add a property here when a tab offers something new. */
export interface Shared {
  drawing?: import('./drawing/drawing.ts').Drawing
  /** Plays a run of tokens on the diagram. */
  play?: (moves: import('../processes/rules/soundness/net.ts').Move[]) => void
  /** Opens a file from the person's disk as the diagram, or says why not. */
  openFile?: (file: File) => Promise<void>
}

/** A tab on the screen. Made when it is first opened, then kept: it is hidden, never thrown away. */
export interface TabView {
  /** Now visible: measure, focus. */
  shown?(): void
  hidden?(): void
  /** A problem or a search hit in a file of this tab. */
  show?(spot: Spot): void
  /** What has been typed but not yet written goes into the workspace now: the files are about to be sent. */
  flush?(): Promise<void> | void
}

export interface Tab {
  /** Short and stable: it stands in the address (`#forms`). */
  id: string
  /** Key of its name in the catalogue, without the room: `tab.forms`. */
  label: string
  /** Which files' problems are shown on it and open it. */
  owns(file: string): boolean
  /** Its code, loaded when it is first opened. */
  open(): Promise<{ mount(container: HTMLElement, host: TabHost): TabView | Promise<TabView> }>
}

export type { Problem }
