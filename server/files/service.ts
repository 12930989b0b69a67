/**
 * The one door to stored files: content-addressed under DATA_DIR/files, on disk (fsync) before any row speaks of them.
 * Who may read a file is the business of the room whose route serves it (serve.ts); here nothing knows of cases.
 */
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, open as openFile, readFile, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { change, inTransaction, row, type Db } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { judge, type FileType } from './kinds.ts'
import { safeName } from './names.ts'
import { folderOf, pathOf } from './place.ts'

export type { FileType } from './kinds.ts'
export { collect } from './collect.ts'
export { serve } from './serve.ts'

export interface StoredFile {
  /** sha256 of the content, hexadecimal. */
  hash: string
  /** Bytes. */
  size: number
  type: FileType
}

/** PDF, JPG and PNG up to 10 MB (feature S3). */
export const MOST_BYTES = 10 * 1024 * 1024

/** An unfinished upload older than this was left by a killed process. */
const STALE_MS = 24 * 3_600_000

export interface Upload {
  /** As the sender calls it; shown, never used as a path. */
  name: string
  data: Buffer | Readable
  mostBytes?: number
}

/**
 * Stores a file and returns what it is. The same content is stored once. An aborted or refused upload leaves nothing behind.
 * @throws Refusal file-too-large (413), file-empty, file-type, file-cut, file-pixels, file-locked, file-active (422).
 */
export async function store(ctx: Context, upload: Upload): Promise<StoredFile & { name: string }> {
  const temporary = join(folderOf(ctx), 'tmp', ctx.random(12).toString('hex'))
  await mkdir(dirname(temporary), { recursive: true })
  try {
    const { hash, size } = await receive(temporary, upload)
    const verdict = await judge(await readFile(temporary))
    if (!verdict.ok) throw refuse(`file-${verdict.fault}`, { name: upload.name.slice(0, 80), found: verdict.found.zh, foundEn: verdict.found.en })
    crashpoint('upload:received')
    const { type } = verdict
    await inTransaction(ctx.db, async (tx) => {
      // the row first, though it commits last: its lock keeps the collector from removing the file of the same content (collect.ts)
      await change(tx, 'insert into stored_file (hash, size_bytes, type, stored_at) values (?, ?, ?, ?) on conflict (hash) do update set stored_at = excluded.stored_at', [hash, size, type, ctx.now()])
      await keep(ctx, temporary, hash)
      crashpoint('upload:kept')
    })
    return { hash, size, type, name: safeName(upload.name, type) }
  } finally {
    await rm(temporary, { force: true })
  }
}

/** What is known of a stored file. @throws Refusal not-found. */
export async function describe(db: Db, hash: string): Promise<StoredFile> {
  const found = await row<StoredFile>(db, 'select hash, size_bytes::int as size, type from stored_file where hash = ?', [hash])
  if (!found) throw refuse('not-found')
  return found
}

/** The content, whole or from `start` to `end` (bytes, both inclusive). The caller has authorised the reader. */
export function open(ctx: Context, hash: string, range?: { start: number; end: number }): ReadStream {
  return createReadStream(pathOf(ctx, hash), range)
}

/** Removes what a killed process left of unfinished uploads; called by the server's housekeeping. */
export async function tidyUploads(ctx: Context): Promise<number> {
  const dir = join(folderOf(ctx), 'tmp')
  let removed = 0
  for (const name of await readdir(dir).catch(() => [])) {
    const { mtimeMs } = await stat(join(dir, name))
    if (ctx.now().getTime() - mtimeMs < STALE_MS) continue
    await rm(join(dir, name), { force: true })
    removed++
  }
  return removed
}

/** Writes to a name of ours, counting and hashing on the way; resolves when the bytes are on disk. */
async function receive(path: string, upload: Upload): Promise<{ hash: string; size: number }> {
  const most = upload.mostBytes ?? MOST_BYTES
  const hash = createHash('sha256')
  let size = 0
  const file = await openFile(path, 'wx')
  try {
    for await (const chunk of Buffer.isBuffer(upload.data) ? [upload.data] : (upload.data as AsyncIterable<Buffer>)) {
      size += chunk.length
      if (size > most) throw refuse('file-too-large', { name: upload.name.slice(0, 80), most: Math.floor(most / 1024 / 1024) })
      hash.update(chunk)
      await writeAll(file, chunk)
    }
    if (size === 0) throw refuse('file-empty', { name: upload.name.slice(0, 80) })
    await file.sync()
  } finally {
    await file.close()
  }
  return { hash: hash.digest('hex'), size }
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let written = 0; written < chunk.length;) written += (await file.write(chunk, written)).bytesWritten
}

/** Moves the finished file to its place; the folder is synced too, or a power cut could forget the name. */
async function keep(ctx: Context, temporary: string, hash: string): Promise<void> {
  const place = pathOf(ctx, hash)
  await mkdir(dirname(place), { recursive: true })
  await rename(temporary, place)
  for (const dir of [dirname(place), folderOf(ctx)]) await syncFolder(dir)
}

async function syncFolder(dir: string): Promise<void> {
  const handle = await openFile(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
