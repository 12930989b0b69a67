/**
 * The files of one matter as they are being changed: who writes says so, everybody else is told. No screen, no network, no clock:
 * keeping them is drafts/, showing them the tabs.
 */
export type Files = Readonly<Record<string, string>>

/** The two files that every matter has. */
export const DIAGRAM = 'process.bpmn'
export const GUIDE = 'matter.json'

/** The version the changes stand on. `revision`: a commit, or null where there is no repository and nothing can be proposed. */
export interface Base { revision: string | null; effectiveFrom: string | null }

export interface FileChange {
  path: string
  /** Tab or service that wrote; it is told too and knows its own name. */
  writer: string
}

export class Workspace {
  private current: Record<string, string>
  private readonly listeners = new Set<(change: FileChange) => void>()
  /** Grows with each change: what was looked at under one number is stale under another. */
  revision = 0
  /** The commit of a returned proposal's revision whose files these have in them; null: they go on with none. */
  goesOn: string | null = null

  /** @param original the files of `base`, which changes are reckoned against */
  constructor(readonly matter: string, private stands: Base, private original: Files, files: Files = original) {
    this.current = { ...files }
  }

  get base(): Base {
    return this.stands
  }

  get baseFiles(): Files {
    return this.original
  }

  /** A copy: what is kept or sent must not change meanwhile. */
  files(): Files {
    return { ...this.current }
  }

  read(path: string): string | undefined {
    return Object.hasOwn(this.current, path) ? this.current[path] : undefined
  }

  /** Paths in order, of one folder (`forms/`) or all. */
  paths(folder = ''): string[] {
    return Object.keys(this.current).filter((path) => path.startsWith(folder)).sort()
  }

  write(path: string, text: string, writer: string): void {
    if (this.read(path) === text) return
    this.current[path] = text
    this.tell({ path, writer })
  }

  remove(path: string, writer: string): void {
    if (this.read(path) === undefined) return
    delete this.current[path]
    this.tell({ path, writer })
  }

  /** Another state of all files, on the same base or another: a draft taken up, a merge. */
  replace(files: Files, writer: string, base?: { base: Base; files: Files }): void {
    if (base) [this.stands, this.original] = [base.base, base.files]
    for (const path of this.paths()) if (!Object.hasOwn(files, path)) this.remove(path, writer)
    for (const [path, text] of Object.entries(files)) this.write(path, text, writer)
  }

  /** Paths that differ from the base: changed, new or removed. */
  changed(): string[] {
    const all = new Set([...Object.keys(this.original), ...Object.keys(this.current)])
    return [...all].filter((path) => this.original[path] !== this.current[path]).sort()
  }

  /** @returns an end to listening */
  onChange(listener: (change: FileChange) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  private tell(change: FileChange): void {
    this.revision++
    for (const listener of [...this.listeners]) listener(change)
  }
}
