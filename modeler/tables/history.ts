/** What was done to the files of tables/ in this tab, to be undone and done again: table, cases, new, renamed and removed files alike. */
import type { Workspace } from '../workspace.ts'

type Texts = ReadonlyMap<string, string | undefined>
interface Deed { before: Texts; after: Texts; at: number }

/** What is typed in one go is one deed, milliseconds between its letters. */
const ONE_GO_MS = 900
const MOST = 200
const BACK = 'tables.history'

export class History {
  private done: Deed[] = []
  private undone: Deed[] = []

  /** @param clock milliseconds, growing. @param told after each deed, undone ones too */
  constructor(private readonly workspace: Workspace, private readonly writer: string, private readonly clock: () => number, private readonly told: () => void) {
    // a merge, a version taken up: what was before is none of these files' past any more
    workspace.onChange(({ path, writer: by }) => {
      if (!path.startsWith('tables/') || by === writer || by === BACK) return
      this.done = []
      this.undone = []
      told()
    })
  }

  /** Several files at once are one deed. @param texts undefined: the file goes. @param apart not with what was done just before */
  write(texts: Readonly<Record<string, string | undefined>>, apart = false): void {
    const after = new Map(Object.entries(texts).filter(([path, text]) => this.workspace.read(path) !== text))
    if (after.size === 0) return
    const before = new Map([...after.keys()].map((path) => [path, this.workspace.read(path)]))
    const last = this.done.at(-1)
    const now = this.clock()
    const goesOn = !apart && this.undone.length === 0 && last && now - last.at < ONE_GO_MS && after.size === 1 && last.after.size === 1 && last.after.has([...after.keys()][0]!)
    if (goesOn) this.done[this.done.length - 1] = { before: last.before, after, at: now }
    else this.done = [...this.done, { before, after, at: apart ? -Infinity : now }].slice(-MOST)
    this.undone = []
    this.put(after, this.writer)
  }

  get canUndo(): boolean {
    return this.done.length > 0
  }

  get canRedo(): boolean {
    return this.undone.length > 0
  }

  /** @returns the file that changed, to be shown */
  undo(): string | undefined {
    const deed = this.done.pop()
    if (!deed) return undefined
    this.undone.push(deed)
    return this.put(deed.before, BACK)
  }

  redo(): string | undefined {
    const deed = this.undone.pop()
    if (!deed) return undefined
    this.done.push(deed)
    return this.put(deed.after, BACK)
  }

  private put(texts: Texts, writer: string): string | undefined {
    for (const [path, text] of texts) {
      if (text === undefined) this.workspace.remove(path, writer)
      else this.workspace.write(path, text, writer)
    }
    this.told()
    return [...texts].find(([, text]) => text !== undefined)?.[0]
  }
}
