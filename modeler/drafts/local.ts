/** The draft on this computer (IndexedDB): written before the server is asked, so that nothing is lost offline, signed out or in a crash. */
import { openDB, type IDBPDatabase } from 'idb'
import type { Files } from '../workspace.ts'

export interface LocalDraft {
  base: string | null
  /** Absent in one that was kept before proposals could be gone on with. */
  goesOn?: string | null
  files: Files
  /** Of the server's draft it stands on. */
  number: number
  /** Whether the server has it. */
  sent: boolean
}

/** One person's draft of one matter; another person on the same computer has another. */
export class LocalDrafts {
  private readonly key: string
  private opened: Promise<IDBPDatabase> | null = null

  constructor(officer: string, matter: string) {
    this.key = `${officer}/${matter}`
  }

  /** Undefined where there is none, or where the browser keeps nothing (private windows). */
  async read(): Promise<LocalDraft | undefined> {
    return this.use((db) => db.get('drafts', this.key) as Promise<LocalDraft | undefined>)
  }

  /** @returns whether it was kept */
  async write(draft: LocalDraft): Promise<boolean> {
    return (await this.use(async (db) => { await db.put('drafts', draft, this.key); return true })) ?? false
  }

  async clear(): Promise<void> {
    await this.use((db) => db.delete('drafts', this.key))
  }

  private async use<T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T | undefined> {
    try {
      this.opened ??= openDB('tongban-modeler', 1, { upgrade: (db) => void db.createObjectStore('drafts') })
      return await work(await this.opened)
    } catch {
      this.opened = null
      return undefined
    }
  }
}
