/**
 * Lets go of stored files that nothing names any more: of drafts that were forgotten, of uploads whose second half never came. Every
 * table that names a file does so by a foreign key to stored_file; these are asked, whatever rooms there are, and they have the last word.
 */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { change, inTransaction, row, rows, type Db } from '../db/pool.ts'
import { folderOf, pathOf } from './place.ts'

/** A file without a row that names it is on its way for seconds; a day is far beyond what any upload or sealing takes. */
const UNNAMED_MS = 24 * 3_600_000
/** So many a run: housekeeping comes again in an hour. */
const MOST = 500
const FOREIGN_KEY_VIOLATION = '23503'
/** Files on disk that no row speaks of are looked for in one of the 256 folders a run. */
const FOLDERS = 256

/** @returns how many files are gone. */
export async function collect(ctx: Context): Promise<number> {
  const before = new Date(ctx.now().getTime() - UNNAMED_MS)
  let gone = 0
  for (const hash of await unnamed(ctx.db, before)) {
    if (await letGo(ctx.db, hash, before)) gone += await removeStray(ctx, hash)
  }
  return gone + (await collectStrays(ctx, Math.floor(ctx.now().getTime() / 3_600_000) % FOLDERS))
}

async function unnamed(db: Db, before: Date): Promise<string[]> {
  const namers = await rows<{ table: string; column: string }>(
    db,
    `select c.conrelid::regclass::text as table, quote_ident(a.attname) as column
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = 'stored_file'::regclass`,
  )
  const nobody = namers.map(({ table, column }) => `and not exists (select 1 from ${table} n where n.${column} = f.hash)`).join(' ')
  const found = await rows<{ hash: string }>(db, `select f.hash from stored_file f where f.stored_at < ? ${nobody} order by f.stored_at limit ?`, [before, MOST])
  return found.map(({ hash }) => hash)
}

/** The row goes first: what has a row can be read. Stored again meanwhile (a later `stored_at`) or named meanwhile it stays. */
async function letGo(db: Db, hash: string, before: Date): Promise<boolean> {
  try {
    return (await change(db, 'delete from stored_file where hash = ? and stored_at < ?', [hash, before])) > 0
  } catch (error) {
    if ((error as { code?: string }).code === FOREIGN_KEY_VIOLATION) return false
    throw error
  }
}

/** What a death between row and disk left: files of one folder, older than any upload on its way, that have no row. */
export async function collectStrays(ctx: Context, folder: number): Promise<number> {
  const dir = join(folderOf(ctx), folder.toString(16).padStart(2, '0'))
  let gone = 0
  for (const hash of await readdir(dir).catch(() => [])) {
    if (!/^[0-9a-f]{64}$/.test(hash) || (await row(ctx.db, 'select 1 from stored_file where hash = ?', [hash]))) continue
    const found = await stat(join(dir, hash)).catch(() => undefined) // another server may be at it too
    if (found && ctx.now().getTime() - found.mtimeMs >= UNNAMED_MS) gone += await removeStray(ctx, hash)
  }
  return gone
}

class Undo extends Error {}

/**
 * Removes a file from the disk while holding the place of its row: a row is written and taken back, so somebody who stores the same
 * content at this moment waits (service.ts writes the row before the file) and writes it again.
 */
async function removeStray(ctx: Context, hash: string): Promise<number> {
  let removed = 0
  await inTransaction(ctx.db, async (tx) => {
    const held = await change(tx, `insert into stored_file (hash, size_bytes, type, stored_at) values (?, 1, '', ?) on conflict do nothing`, [hash, ctx.now()])
    if (held === 0) return
    await rm(pathOf(ctx, hash), { force: true })
    removed = 1
    throw new Undo()
  }).catch((error: unknown) => { if (!(error instanceof Undo)) throw error })
  return removed
}
