/** Where a stored file lies: DATA_DIR/files, by the first two digits of its hash. */
import { join } from 'node:path'
import type { Context } from '../context.ts'

export function folderOf(ctx: Context): string {
  return join(ctx.config.dataDir, 'files')
}

/** @throws Error for anything that is no sha256: a path is never made of foreign text. */
export function pathOf(ctx: Context, hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('A stored file is named by its sha256.')
  return join(folderOf(ctx), hash.slice(0, 2), hash)
}
