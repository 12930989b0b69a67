/**
 * The versions a matter has had on the published line, as the repository tells them. Reading only; who publishes is publishing.ts.
 * A commit never changes, so what one says of its matters is read once: the first walk over four hundred took 2 s of the processor when each
 * was read whole, and takes a third of that now; the next ones a few milliseconds.
 */
import type { Context } from '../context.ts'
import { instantOf } from './files.ts'
import { commit, openRepository, tip, type Repository } from './repository/repository.ts'
import { foldersOf, guideAt, matterIn, sameTrees, type Folders, type MatterTrees } from './repository/trees.ts'

export interface PastVersion {
  /** The commit that brought it. */
  revision: string
  at: Date
  /** Who wrote it, as the commit says. */
  by: string
  /** First line of its message. */
  message: string
  /** Day in its matter.json; null where it names none or cannot be read. */
  effectiveFrom: string | null
}

/** Farther back nobody looks: commits of all matters walked, versions of this one told. */
const MOST_COMMITS = 500
const MOST_VERSIONS = 30

/** @returns the latest first; none where there is no repository, or the matter is not published yet. */
export async function pastVersions(ctx: Context, matter: string): Promise<PastVersion[]> {
  const repository = openRepository(ctx.config)
  let oid = repository ? (await tip(repository)).oid : null
  if (!repository || oid === null) return []
  const past = pastOf(repository)
  const found: PastVersion[] = []
  let trees = await past.matterAt(oid, matter)
  for (let steps = 0; oid !== null && steps < MOST_COMMITS && found.length < MOST_VERSIONS; steps++) {
    const before: string | null = (await past.lookAt(oid)).before
    const earlier: MatterTrees = before === null ? NOWHERE : await past.matterAt(before, matter)
    const guide = sameTrees(trees, earlier) ? undefined : await guideAt(repository, trees)
    if (guide !== undefined) found.push(await versionOf(repository, oid, guide))
    ;[oid, trees] = [before, earlier]
  }
  return found
}

async function versionOf(repository: Repository, oid: string, guide: string): Promise<PastVersion> {
  const { author, message } = await commit(repository, oid)
  return { revision: oid, at: instantOf(author.timestamp), by: author.name, message: message.split('\n')[0]!.slice(0, 200), effectiveFrom: dayIn(guide) }
}

const NOWHERE: MatterTrees = { process: null, forms: null }
/** Of commits and of folders each; a hundred bytes a piece. */
const MOST_KEPT = 20_000

/** What was read of a repository's past, for as long as its packs are kept. */
class Past {
  /** By commit: the one before it on the published line (our merges have it first), and the folders of all matters. */
  private readonly commits = new Map<string, { before: string | null; folders: Folders }>()
  /** By folders and matter: most commits leave them as they were. */
  private readonly matters = new Map<string, MatterTrees>()

  async lookAt(repository: Repository, oid: string): Promise<{ before: string | null; folders: Folders }> {
    return kept(this.commits, oid, async () => {
      const { tree, parents } = await commit(repository, oid)
      return { before: parents[0] ?? null, folders: await foldersOf(repository, tree) }
    })
  }

  async matterAt(repository: Repository, oid: string, matter: string): Promise<MatterTrees> {
    const { folders } = await this.lookAt(repository, oid)
    return kept(this.matters, `${folders.processes} ${folders.forms} ${matter}`, () => matterIn(repository, folders, matter))
  }
}

const pasts = new WeakMap<object, Past>()

function pastOf(repository: Repository): { lookAt(oid: string): ReturnType<Past['lookAt']>; matterAt(oid: string, matter: string): ReturnType<Past['matterAt']> } {
  const past = pasts.get(repository.cache) ?? new Past()
  pasts.set(repository.cache, past)
  return { lookAt: (oid) => past.lookAt(repository, oid), matterAt: (oid, matter) => past.matterAt(repository, oid, matter) }
}

async function kept<T>(there: Map<string, T>, key: string, read: () => Promise<T>): Promise<T> {
  const known = there.get(key)
  if (known !== undefined) return known
  const value = await read()
  if (there.size >= MOST_KEPT) there.clear()
  there.set(key, value)
  return value
}

function dayIn(text: string): string | null {
  try {
    const { effectiveFrom } = JSON.parse(text) as { effectiveFrom?: unknown }
    return typeof effectiveFrom === 'string' ? effectiveFrom : null
  } catch {
    return null // an old version that was no JSON is there all the same
  }
}
