/** What the arguments of `diff` mean: two bundles, from folders or from a matter's own history. */
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { matterFolders, readBundle, UnreadableBundle } from '../../../server/matters/bundle.ts'
import type { Bundle } from '../../../server/matters/types.ts'
import { CannotRun } from '../cannotRun.ts'
import { matterFolder } from '../matterFolder.ts'
import { setOut } from './revision.ts'

/** `from` says where it was read: a folder, or `revision:matter`. */
export interface Side { from: string; bundle: Bundle }

/** Before and after; a new matter has no before. */
export type Sides = [Side | undefined, Side]

/**
 * Two matters as they lie in folders; or one matter at `from` (HEAD unless said) and at `to` (as it lies in its folder unless said).
 * @throws CannotRun
 */
export async function sidesOf(matters: string[], revisions: { from?: string | undefined; to?: string | undefined }): Promise<Sides> {
  const [first, second, ...more] = matters.map(matterFolder)
  if (first === undefined || more.length > 0) throw new CannotRun('Give one matter, or two. --help says more.')
  if (second !== undefined) {
    if (revisions.from !== undefined || revisions.to !== undefined) throw new CannotRun('--from and --to belong to one matter. Give one matter, or leave them out.')
    return [read(first, first), read(second, second)]
  }
  const after = revisions.to === undefined ? read(first, first) : await atRevision(first, revisions.to)
  if (!after) throw new CannotRun(`There was no ${basename(first)} at ${revisions.to!} yet. Give a later revision with --to.`)
  return [await atRevision(first, revisions.from ?? 'HEAD'), after]
}

/** A matter of a folder at two times; undefined: it was not there. A sentence: it cannot be read. */
export interface Pair { code: string; before: Side | string | undefined; after: Side | string | undefined }

/** Every matter of a folder that holds matters (itself, or in its processes/), as they are and as `from` had them. @throws CannotRun */
export async function pairsOf(folder: string, from: string): Promise<Pair[]> {
  const root = realpathSync(folder)
  const processes = existsSync(join(root, 'processes')) ? join(root, 'processes') : root
  const forms = join(dirname(processes), 'forms')
  const into = mkdtempSync(join(tmpdir(), 'tongban-diff-'))
  try {
    const then = join(into, relative(realpathSync(await setOut(from, [processes, forms], into)), processes))
    const [now, before] = [matterFolders(processes), existsSync(then) ? matterFolders(then) : []]
    return [...new Set([...now, ...before])].sort().map((code) => ({
      code, before: before.includes(code) ? readable(join(then, code), `${from}:${code}`) : undefined, after: now.includes(code) ? readable(join(processes, code), code) : undefined,
    }))
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
}

function readable(folder: string, from: string): Side | string {
  try {
    return read(folder, from)
  } catch (error) {
    if (error instanceof CannotRun) return error.message
    throw error
  }
}

/** Whether an argument means many matters. */
export function holdsMatters(folder: string): boolean {
  if (!existsSync(folder) || existsSync(join(folder, 'matter.json'))) return false
  return existsSync(join(folder, 'processes')) || matterFolders(folder).length > 0
}

async function atRevision(folder: string, revision: string): Promise<Side | undefined> {
  const into = mkdtempSync(join(tmpdir(), 'tongban-diff-'))
  try {
    const forms = formsBeside(folder)
    const root = await setOut(revision, [folder, join(forms, basename(folder)), join(forms, 'shared')], into)
    const then = join(into, relative(realpathSync(root), folder))
    return existsSync(join(then, 'matter.json')) ? read(then, `${revision}:${basename(folder)}`) : undefined
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
}

function read(folder: string, from: string): Side {
  try {
    return { from, bundle: readBundle(folder, formsBeside(folder)) }
  } catch (error) {
    throw error instanceof UnreadableBundle || error instanceof SyntaxError ? new CannotRun(`${from}: ${error.message}`) : error
  }
}

function formsBeside(folder: string): string {
  return join(dirname(dirname(folder)), 'forms')
}
