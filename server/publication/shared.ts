/**
 * Common parts of forms (forms/shared) are every matter's that refers to them: what a change of one means for each, and how the parts of a
 * proposal meet those that are published. Reading only; who must agree with whom is together.ts.
 */
import { inlineShared, partsIn, partsThatDiffer, type SharedParts } from '../forms/service.ts'
import { check } from '../web/edge.ts'
import type { Repository } from './repository/repository.ts'
import { allTrees, formsIn, mergeParts, sameTrees, sharedAt, sharedIn, sharedTree, type MatterFiles, type MatterTrees } from './repository/trees.ts'

export interface Between {
  /** Names of the common parts that mean another thing in the second commit. */
  parts: string[]
  /** What of a matter's content is another in the second commit; null: nothing. */
  of(code: string): Promise<'files' | 'parts' | null>
}

const NOWHERE: MatterTrees = { process: null, forms: null }

/** @param before null: nothing was there */
export async function between(repository: Repository, before: string | null, after: string): Promise<Between> {
  const parts = (await sharedTree(repository, before)) === (await sharedTree(repository, after)) ? [] : partsThatDiffer(partsOf(await sharedAt(repository, before)), partsOf(await sharedAt(repository, after)))
  const [was, is] = [await allTrees(repository, before), await allTrees(repository, after)]
  return {
    parts,
    of: async (code) => {
      const trees = is.get(code) ?? NOWHERE
      if (!sameTrees(was.get(code) ?? NOWHERE, trees)) return 'files'
      return (await refersTo(repository, trees, parts)) ? 'parts' : null
    },
  }
}

/** Whether any form of a matter refers to one of these parts. */
export async function refersTo(repository: Repository, trees: MatterTrees, parts: readonly string[]): Promise<boolean> {
  if (parts.length === 0 || trees.forms === null) return false
  const files = await formsIn(repository, trees).catch(() => ({})) // more or larger than any matter's, as its check says
  return Object.values(files).some((text) => partsIn(jsonOf(text)).some((name) => parts.includes(name)))
}

export interface MergedParts {
  /** The folder forms/shared as it will be. */
  tree: string | null
  texts: Record<string, string>
  /** Parts that the proposal itself changes, and those whose meaning that changes. */
  carried: string[]
  /** Changed on the published line too, each differently. */
  conflicts: string[]
}

/** The common parts as they are once a proposal's commit is merged onto the published line. */
export async function mergedParts(repository: Repository, { base, commit }: { base: string | null; commit: string }, tip: string | null): Promise<MergedParts> {
  const [was, theirs, ours] = [await sharedTree(repository, base), await sharedTree(repository, tip), await sharedTree(repository, commit)]
  const { tree, conflicts, mine } = await mergeParts(repository, was, theirs, ours)
  const texts = await sharedIn(repository, tree)
  const carried = mine.length === 0 ? [] : partsThatDiffer(partsOf(await sharedIn(repository, was)), partsOf(await sharedIn(repository, ours)))
  return { tree, texts, conflicts: conflicts.map((name) => `forms/shared/${name}`), carried }
}

/**
 * A matter's files with those refs written out whose part means another thing now, and no others: what it says stays, in its author's shape.
 * @returns also the parts that were written out
 */
export function heldFast(files: MatterFiles, then: Record<string, string>, now: Record<string, string>): { files: MatterFiles; parts: string[] } {
  const [before, differing] = [partsOf(then), new Set(partsThatDiffer(partsOf(then), partsOf(now)))]
  const written = new Set<string>()
  const held = Object.entries(files).map(([name, text]): [string, string] => {
    const schema = name.startsWith('forms/') ? jsonOf(text) : null
    const moved = partsIn(schema).filter((part) => differing.has(part))
    if (moved.length === 0) return [name, text]
    for (const part of moved) written.add(part)
    return [name, `${JSON.stringify(inlineShared(schema, before, (part) => differing.has(part)), null, 2)}\n`]
  })
  return { files: Object.fromEntries(held), parts: [...written].sort() }
}

/** A part that is no JSON is told by the check of the matters that use it; here it is one of its own kind. */
function partsOf(texts: Record<string, string>): SharedParts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, (jsonOf(text) ?? { $comment: text }) as SharedParts[string]]))
}

/** Null for what is no JSON, or nested deeper than anything reads it. */
function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    check(value, 'schema')
    return value
  } catch {
    return null
  }
}
