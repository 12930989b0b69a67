/**
 * What a proposal would publish, read from the repository: the bundle with its annex as it would be after the merge, what is wrong with
 * it, and what it changes of the version that was published last. Reading only.
 */
import type { Context } from '../context.ts'
import type { Db } from '../db/pool.ts'
import * as letters from '../letters/service.ts'
import { compareBundles } from '../matters/changes/compare.ts'
import type { Change } from '../matters/changes/change.ts'
import { say } from '../matters/sentence.ts'
import * as matters from '../matters/service.ts'
import type { Bundle, LetterRoom, MatterVersion, Problem, PublicationRow } from '../matters/service.ts'
import { Refusal } from '../errors.ts'
import { lastChange } from './files.ts'
import { tip, type Repository } from './repository/repository.ts'
import { filesAt, sameTrees, sharedAt, treesOf, type MatterFiles, type MatterTrees } from './repository/trees.ts'
import type { Proposal } from './store.ts'

export interface Content {
  /** The published line's commit it would be merged onto. */
  tip: string | null
  trees: MatterTrees
  files: MatterFiles
  /** The content to be signed; null where it is too broken to be read. */
  bundle: Bundle | null
  problems: Problem[]
  /** The published line changed the matter since the proposal's base: it must be brought up to date first. */
  moved: { who: string; when: string } | null
}

export function letterRoom(): LetterRoom {
  return { fault: letters.checkTemplate, templates: letters.commonTemplates() }
}

export async function contentOf(db: Db, repository: Repository, proposal: Proposal): Promise<Content> {
  const { oid } = await tip(repository)
  const [trees, base, now] = await Promise.all([proposal.commit, proposal.base, oid].map((at) => treesOf(repository, at, proposal.code))) as [MatterTrees, MatterTrees, MatterTrees]
  const moved = sameTrees(now, base) || sameTrees(now, trees) || oid === null ? null : await lastChange(repository, proposal.code, oid, proposal.base)
  const files = await filesAt(repository, trees).catch((error: unknown) => tooMuch(error))
  if (files instanceof Refusal) return { tip: oid, trees, files: {}, bundle: null, problems: [{ rule: 'bundle-is-readable', severity: 'error', file: '', message: String(files.details.detail) }], moved }
  const { bundle, problems } = await judged(db, proposal.code, files ?? {}, await sharedAt(repository, oid))
  return { tip: oid, trees, files: files ?? {}, bundle, problems, moved }
}

function tooMuch(error: unknown): Refusal {
  if (error instanceof Refusal && error.code === 'proposal-files') return error
  throw error
}

/** A bundle of files with its annex, and all that is wrong with it. */
export async function judged(db: Db, code: string, files: MatterFiles, shared: Record<string, string>): Promise<{ bundle: Bundle | null; problems: Problem[] }> {
  try {
    const read = matters.bundleOf(matters.filesInMemory(files, shared))
    if (read.matter.code !== code) throw new matters.UnreadableBundle('matter.json', say`matter.json has the code "${String(read.matter.code).slice(0, 64)}", but lies in the folder ${code}. Give it the folder's name.`)
    const problems = await matters.problemsIn(db, read, letterRoom().fault)
    if (problems.some(({ severity }) => severity === 'error')) return { bundle: null, problems }
    return { bundle: await matters.wholeOf(db, read, letterRoom()), problems }
  } catch (error) {
    const problems = matters.problemsOf(error)
    if (problems) return { bundle: null, problems }
    throw error
  }
}

export interface Comparison {
  /** What it is compared with: published last, in force or not yet; undefined for a new matter. */
  with: PublicationRow | undefined
  before: MatterVersion | undefined
  changes: Change[]
}

/** What a content changes of the version published last; nothing where it is too broken to be read. */
export async function comparisonOf(ctx: Context, code: string, bundle: Bundle | null): Promise<Comparison> {
  const last = await matters.latest(ctx.db, code)
  const before = last === undefined ? undefined : await matters.version(ctx.db, last.versionId)
  return { with: last, before, changes: bundle && before ? await compareBundles(before.bundle, bundle) : [] }
}
