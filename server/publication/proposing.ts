/**
 * Proposing a change of a matter: a commit on a branch of its own with author and message, and its row. Nothing that takes cases changes
 * by that. Also: revising it, bringing it up to date, withdrawing it.
 */
import { record } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import { actorOf, hasRole, type Officer } from '../people/service.ts'
import { idOf, judgeFiles, lastChange, lastSharedChange, type MatterFiles } from './files.ts'
import { moveBranch } from './repository/refs.ts'
import { commit, repositoryOf, standsOn, tip, type Repository } from './repository/repository.ts'
import { filesAt, sameTrees, treesOf, withMatter, withMatters, writeCommit, writeFiles, type MatterTrees, type Signed } from './repository/trees.ts'
import { remarksOf, stateOf } from './says.ts'
import { between, mergedParts } from './shared.ts'
import * as store from './store.ts'
import type { Proposal } from './store.ts'

export interface Wish {
  matter: string
  /** The revision the files were read at (`readFiles`); null in an empty repository. */
  base: string | null
  /** All files of the matter: what is left out is deleted. */
  files: MatterFiles
  message: string
  author: Officer
  source?: 'pages' | 'program'
  /** Revises this open proposal; `base` is then its own commit. */
  proposal?: string
  /** Of a revision: the published revision that its files have in them already, where they were brought up to date while they were drawn. */
  standsOn?: string | null
}

/** Commits of ours carry this committer, so that one a killed request left behind is not taken for somebody's push. */
export const COMMITTER = { name: 'Tongban', email: 'tongban@tongban.invalid' }

/**
 * Proposes, in the caller's transaction.
 * @throws Refusal forbidden (no analyst), no-repository, proposal-files, base-moved (409: somebody changed the matter since `base`;
 * `details.tip` is the revision to merge with), proposal-nothing, proposal-state, proposal-changed.
 */
export async function propose(tx: Tx, ctx: Context, wish: Wish): Promise<Proposal> {
  if (!hasRole(wish.author, 'analyst')) throw refuse('forbidden')
  const message = remarksOf(wish.message, 4000)
  const name = judgeFiles(wish.matter, wish.files)
  const repository = repositoryOf(ctx.config)
  if (wish.proposal !== undefined) return revise(tx, ctx, repository, { ...wish, message, name, proposal: wish.proposal })
  const { oid } = await tip(repository)
  const base = wish.base === null ? null : (await commit(repository, idOf(wish.base))).oid
  const now = await treesOf(repository, oid, wish.matter)
  if (base !== oid && !sameTrees(await treesOf(repository, base, wish.matter), now)) {
    throw refuse('base-moved', { ...(await lastChange(repository, wish.matter, oid!, base)), base, tip: oid }, [{ pointer: '/base', message: oid ?? '' }])
  }
  const trees = await writeFiles(repository, now, wish.files)
  if (sameTrees(trees, now)) throw refuse('proposal-nothing')
  const made = await writeCommit(repository, { tree: await withMatter(repository, oid, wish.matter, trees), parents: oid === null ? [] : [oid], message, ...signed(ctx, wish.author) })
  const branch = `proposals/${wish.matter}-${made.slice(0, 10)}`
  const proposal = await store.insert(tx, { code: wish.matter, name, source: wish.source ?? 'program', branch, commit: made, base: oid, message, authorId: wish.author.id, authorName: wish.author.name }, ctx.now())
  if (!proposal) throw refuse('proposal-open', { id: (await store.openOnBranch(tx, branch, wish.matter))!.id })
  await told(tx, ctx, proposal, wish.author, 'proposed', message)
  await store.see(tx, branch, made, ctx.now())
  await moveBranch(repository, branch, null, made)
  return proposal
}

async function revise(tx: Tx, ctx: Context, repository: Repository, wish: Wish & { name: string; proposal: string }): Promise<Proposal> {
  const proposal = await held(tx, wish.proposal, ['proposed', 'returned', 'signed'])
  if (proposal.code !== wish.matter) throw refuse('not-found')
  if (wish.base !== proposal.commit) throw refuse('proposal-changed', { found: proposal.revision, wanted: wish.base?.slice(0, 12) ?? '' })
  const before = await treesOf(repository, proposal.commit, proposal.code)
  const onto = await broughtUpTo(repository, proposal, wish.standsOn)
  const trees = await writeFiles(repository, before, wish.files)
  if (onto === null && sameTrees(trees, before)) throw refuse('proposal-nothing')
  const tree = await revisedTree(tx, repository, proposal, trees, onto)
  const made = await writeCommit(repository, { tree, parents: [await branchAt(tx, repository, proposal), ...(onto === null ? [] : [onto])], message: wish.message, ...signed(ctx, wish.author) })
  return commitRevision(tx, ctx, repository, proposal, { commit: made, base: onto ?? proposal.base, message: wish.message, name: wish.name }, wish.author)
}

/**
 * The published revision that a revision's files stand on where it is newer than the proposal's own base; null where it is not.
 * @throws Refusal base-moved: they stand on one that is neither the proposal's nor the latest.
 */
async function broughtUpTo(repository: Repository, proposal: Proposal, standsOn: string | null | undefined): Promise<string | null> {
  const { oid } = await tip(repository)
  if (!standsOn || oid === null) return null
  const base = (await commit(repository, idOf(standsOn))).oid
  const [stood, own, now] = [await treesOf(repository, base, proposal.code), await treesOf(repository, proposal.base, proposal.code), await treesOf(repository, oid, proposal.code)]
  if (sameTrees(stood, own)) return null
  if (!sameTrees(stood, now)) throw refuse('base-moved', { ...(await lastChange(repository, proposal.code, oid, base)), base, tip: oid }, [{ pointer: '/base', message: oid }])
  return oid
}

/**
 * Where a proposal's branch stands: at its own commit, or farther on where another matter's proposal of the same branch was revised since. What was
 * pushed and not looked at yet is not passed over.
 */
async function branchAt(tx: Tx, repository: Repository, { branch, commit: own, code }: Proposal): Promise<string> {
  const at = (await store.seen(tx)).get(branch)
  if (branch === repository.branch || at === undefined || at === own || !(await standsOn(repository, own, at).catch(() => false))) return own
  return (await (await between(repository, own, at)).of(code)) === null ? at : own
}

/**
 * The tree of a revision: the matter's files, and what the other proposals of its branch have there, so that revising one loses none of them.
 * @param onto the published revision it is brought up to. @throws Refusal merge-conflict of common parts
 */
async function revisedTree(tx: Tx, repository: Repository, proposal: Proposal, trees: MatterTrees, onto: string | null): Promise<string> {
  const at = await branchAt(tx, repository, proposal)
  if (onto === null) return withMatter(repository, at, proposal.code, trees)
  const { tree, conflicts } = await mergedParts(repository, proposal, onto)
  if (conflicts.length > 0) throw refuse('merge-conflict', { ...(await lastSharedChange(repository, onto, proposal.base)), files: conflicts.join('、'), tip: onto }, conflicts.map((file) => ({ pointer: file, message: 'changed on both sides' })))
  const others = proposal.branch === repository.branch ? [] : (await store.allOnBranch(tx, proposal.branch)).filter(({ id }) => id !== proposal.id)
  const theirs = await Promise.all(others.map(async ({ code }): Promise<[string, MatterTrees]> => [code, await treesOf(repository, at, code)]))
  return withMatters(repository, onto, [...theirs, [proposal.code, trees]], tree)
}

async function commitRevision(tx: Tx, ctx: Context, repository: Repository, proposal: Proposal, made: { commit: string; base: string | null; message: string; name: string }, author: Officer): Promise<Proposal> {
  // what was pushed straight to the published branch goes on upon a branch of its own
  const own = proposal.branch !== repository.branch
  const stood = await branchAt(tx, repository, proposal)
  const branch = own ? proposal.branch : `proposals/${proposal.code}-${made.commit.slice(0, 10)}`
  await store.revise(tx, proposal.id, { ...made, branch, base: own ? made.base : proposal.commit }, ctx.now())
  const revised = (await store.byId(tx, proposal.id))!
  await told(tx, ctx, revised, author, 'revised', made.message)
  await store.see(tx, branch, made.commit, ctx.now())
  if (!(await moveBranch(repository, branch, own ? stood : null, made.commit))) throw refuse('proposal-changed', { found: proposal.revision + 1, wanted: proposal.revision })
  return revised
}

/**
 * Brings a proposal to the latest published version: files that one side alone changed are taken from it.
 * @throws Refusal merge-conflict with the files that both changed, proposal-nothing when it is up to date.
 */
export async function refresh(tx: Tx, ctx: Context, officer: Officer, id: string): Promise<Proposal> {
  if (!hasRole(officer, 'analyst')) throw refuse('forbidden')
  const repository = repositoryOf(ctx.config)
  const proposal = await held(tx, id, ['proposed', 'returned', 'signed'])
  const { oid } = await tip(repository)
  const [ancestor, theirs, ours] = await Promise.all([proposal.base, oid, proposal.commit].map((at) => treesOf(repository, at, proposal.code)))
  const parts = await mergedParts(repository, proposal, oid)
  if (oid === null || (sameTrees(ancestor!, theirs!) && parts.conflicts.length === 0)) throw refuse('proposal-nothing')
  const [was, now, mine] = [await filesAt(repository, ancestor!) ?? {}, await filesAt(repository, theirs!) ?? {}, await filesAt(repository, ours!) ?? {}]
  const { merged, conflicts } = mergeFiles(was, now, mine)
  if (conflicts.length > 0) throw refuse('merge-conflict', { ...(await lastChange(repository, proposal.code, oid, proposal.base)), files: conflicts.join('、'), tip: oid }, conflicts.map((file) => ({ pointer: file, message: 'changed on both sides' })))
  const trees = await writeFiles(repository, theirs!, merged)
  const message = `${proposal.message}\n\nBrought up to date with ${oid}.`
  const tree = await revisedTree(tx, repository, proposal, trees, oid)
  const made = await writeCommit(repository, { tree, parents: [await branchAt(tx, repository, proposal), oid], message, ...signed(ctx, officer) })
  return commitRevision(tx, ctx, repository, proposal, { commit: made, base: oid, message: proposal.message, name: proposal.name }, officer)
}

/** File by file; a file that both sides changed differently is a conflict. */
function mergeFiles(was: MatterFiles, theirs: MatterFiles, mine: MatterFiles): { merged: MatterFiles; conflicts: string[] } {
  const merged: MatterFiles = {}
  const conflicts: string[] = []
  for (const file of new Set([...Object.keys(was), ...Object.keys(theirs), ...Object.keys(mine)])) {
    const [before, there, here] = [was[file], theirs[file], mine[file]]
    if (there !== here && there !== before && here !== before) conflicts.push(file)
    const taken = here === before ? there : here
    if (taken !== undefined) merged[file] = taken
  }
  return { merged, conflicts: conflicts.sort() }
}

/** Its author, or any other analyst, takes it back. The commits stay in the repository. */
export async function withdraw(tx: Tx, ctx: Context, officer: Officer, id: string, reason: string): Promise<void> {
  if (!hasRole(officer, 'analyst')) throw refuse('forbidden')
  const remarks = remarksOf(reason, 1000)
  const proposal = await held(tx, id, ['proposed', 'returned', 'signed'])
  await store.markEnded(tx, proposal.id, 'withdrawn', ctx.now())
  await told(tx, ctx, proposal, officer, 'withdrawn', remarks)
}

/** The proposal, its row held. @throws Refusal not-found, proposal-state */
export async function held(tx: Tx, id: string, states: readonly store.ProposalState[]): Promise<Proposal> {
  const proposal = await store.lock(tx, id)
  if (!proposal) throw refuse('not-found')
  if (!states.includes(proposal.state)) throw refuse('proposal-state', stateOf(proposal))
  return proposal
}

/** One step of the way: on the proposal's own list and on the trace. */
export async function told(tx: Tx, ctx: Context, proposal: Proposal, officer: Officer, kind: store.EventKind, remarks: string, detail: Record<string, unknown> = {}): Promise<void> {
  await store.addEvent(tx, proposal.id, { at: ctx.now(), kind, officerId: officer.id, name: officer.name, revision: proposal.revision, remarks, commit: proposal.commit })
  await record(tx, ctx, { actor: actorOf(officer), action: `proposal.${kind}`, object: `proposal:${proposal.id}`, detail: { matter: proposal.code, revision: proposal.revision, commit: proposal.commit, remarks, ...detail } })
}

function signed(ctx: Context, { name, login }: Officer): { author: Signed; committer: Signed } {
  return { author: { name, email: `${login}@tongban.invalid`, at: ctx.now() }, committer: { ...COMMITTER, at: ctx.now() } }
}

/** For callers without a transaction of their own. */
export function proposeNow(ctx: Context, wish: Wish): Promise<Proposal> {
  return inTransaction(ctx.db, (tx) => propose(tx, ctx, wish))
}
