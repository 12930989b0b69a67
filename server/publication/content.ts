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
import { lastChange, lastSharedChange } from './files.ts'
import { tip, type Repository } from './repository/repository.ts'
import { filesAt, sameTrees, treesOf, type MatterFiles, type MatterTrees } from './repository/trees.ts'
import { mergedParts } from './shared.ts'
import type { Proposal } from './store.ts'

export interface Content {
  /** The published line's commit it would be merged onto. */
  tip: string | null
  trees: MatterTrees
  files: MatterFiles
  /** The content to be signed; null where it is too broken to be read. */
  bundle: Bundle | null
  problems: Problem[]
  /** The published line changed the matter, or a common part that the proposal changes, since the proposal's base: it must be brought up to date first. */
  moved: { who: string; when: string } | null
  /** The folder forms/shared as it would be after the merge. */
  shared: string | null
}

export function letterRoom(): LetterRoom {
  return { fault: letters.checkTemplate, templates: letters.commonTemplates() }
}

/** @param at the published line's commit; without it what it stands at now */
export async function contentOf(db: Db, repository: Repository, proposal: Proposal, at?: string | null): Promise<Content> {
  const oid = at === undefined ? (await tip(repository)).oid : at
  const trees = await treesOf(repository, proposal.commit, proposal.code)
  const parts = await mergedParts(repository, proposal, oid)
  const found = { tip: oid, trees, moved: await movedSince(repository, proposal, oid, parts.conflicts.length > 0), shared: parts.tree }
  const files = await filesAt(repository, trees).catch((error: unknown) => tooMuch(error))
  if (files instanceof Refusal) return { ...found, files: {}, bundle: null, problems: [{ rule: 'bundle-is-readable', severity: 'error', file: '', message: String(files.details.detail) }] }
  return { ...found, files: files ?? {}, ...(await judged(db, proposal.code, files ?? {}, parts.texts)) }
}

async function movedSince(repository: Repository, { code, base, commit }: Proposal, oid: string | null, partsMoved: boolean): Promise<Content['moved']> {
  if (oid === null) return null
  const [mine, before, now] = [await treesOf(repository, commit, code), await treesOf(repository, base, code), await treesOf(repository, oid, code)]
  if (!sameTrees(now, before) && !sameTrees(now, mine)) return lastChange(repository, code, oid, base)
  return partsMoved ? lastSharedChange(repository, oid, base) : null
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
    const problems = (await matters.problemsIn(db, read, letterRoom().fault)).filter(({ rule }) => !matters.BROUGHT_BY_PUBLICATION.includes(rule))
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
