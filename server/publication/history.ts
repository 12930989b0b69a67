/** The versions a matter has had on the published line, as the repository tells them. Reading only; who publishes is publishing.ts. */
import type { Context } from '../context.ts'
import { instantOf } from './files.ts'
import { commit, openRepository, tip } from './repository/repository.ts'
import { filesAt, sameTrees, treesOf } from './repository/trees.ts'

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
  const found: PastVersion[] = []
  for (let steps = 0; oid !== null && steps < MOST_COMMITS && found.length < MOST_VERSIONS; steps++) {
    const at = await commit(repository, oid)
    // our merges have the published line first
    const before: string | null = at.parents[0] ?? null
    const [trees, earlier] = [await treesOf(repository, oid, matter), await treesOf(repository, before, matter)]
    if (!sameTrees(trees, earlier)) {
      const files = await filesAt(repository, trees)
      if (files) found.push({ revision: oid, at: instantOf(at.author.timestamp), by: at.author.name, message: at.message.split('\n')[0]!.slice(0, 200), effectiveFrom: dayIn(files['matter.json']) })
    }
    oid = before
  }
  return found
}

function dayIn(text: string | undefined): string | null {
  try {
    const { effectiveFrom } = JSON.parse(text ?? '{}') as { effectiveFrom?: unknown }
    return typeof effectiveFrom === 'string' ? effectiveFrom : null
  } catch {
    return null // an old version that was no JSON is there all the same
  }
}
