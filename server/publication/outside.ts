/**
 * What was pushed to the repository from outside: a branch below proposals/ is a proposal like any other; a push straight to the published
 * branch bypassed review, so it takes no case and stands on the list until a lawyer has judged it.
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { inTransaction, row, type Tx } from '../db/pool.ts'
import * as matters from '../matters/service.ts'
import { findOfficerByLogin } from '../people/service.ts'
import { lastCommitOf } from './files.ts'
import { COMMITTER } from './proposing.ts'
import { branchTip, commit, mergeBase, openRepository, proposalBranches, tip, type Repository } from './repository/repository.ts'
import { filesAt, mattersAt, sharedAt, treesOf } from './repository/trees.ts'
import { holdsVersion } from './sameContent.ts'
import { between } from './shared.ts'
import * as store from './store.ts'

/** Looks at every branch that moved since it was last looked at. One server at a time; @returns how many proposals came of it. */
export async function lookOutside(ctx: Context): Promise<number> {
  const repository = openRepository(ctx.config)
  if (!repository) return 0
  const found = await alone(ctx, async (seen) => {
    let proposals = await look(ctx, repository, repository.branch, seen, lookAtPublished)
    for (const branch of await proposalBranches(repository)) proposals += await look(ctx, repository, branch, seen, lookAtBranch)
    return proposals
  })
  return found ?? 0
}

/** Looks at the published branch alone; one that cannot be read is told and stays unseen. Inside of `alone`. */
export async function lookAtPushes(ctx: Context, repository: Repository, seen: Map<string, string>): Promise<void> {
  await look(ctx, repository, repository.branch, seen, lookAtPublished)
}

/**
 * Does what only one server at a time may do: looking at branches, and moving the published one back, which a look must not take for a push.
 * @param work is handed what was seen of each branch. @returns undefined where another one is at it.
 */
export async function alone<T>(ctx: Context, work: (seen: Map<string, string>) => Promise<T>): Promise<T | undefined> {
  return inTransaction(ctx.db, async (lock) => {
    const { held } = (await row<{ held: boolean }>(lock, "select pg_try_advisory_xact_lock(hashtextextended('publication outside', 0)) as held"))!
    return held ? work(await store.seen(lock)) : undefined
  })
}

function look(ctx: Context, repository: Repository, branch: string, seen: Map<string, string>, at: typeof lookAtBranch): Promise<number> {
  return inTransaction(ctx.db, (tx) => at(tx, ctx, repository, branch, seen.get(branch))).catch((error: unknown) => unreadable(ctx, repository, branch, error))
}

/** Of each branch what was told of it already: it is looked at every time, for a disk may come back, but said once. */
const told = new Map<string, string>()

/** One branch that cannot be read (objects missing, made up by hand) holds up none of the others. */
async function unreadable(ctx: Context, repository: Repository, branch: string, error: unknown): Promise<number> {
  const oid = await branchTip(repository, branch).catch(() => null)
  const said = `${oid ?? ''} ${String(error)}`
  if (told.get(`${repository.gitdir} ${branch}`) === said) return 0
  if (told.size > 1_000) told.clear()
  told.set(`${repository.gitdir} ${branch}`, said)
  ctx.log.error({ branch, commit: oid, error: String(error) }, `The branch ${branch} could not be read, so nothing is proposed by it. Push it again, or delete it.`)
  return 0
}

async function lookAtPublished(tx: Tx, ctx: Context, repository: Repository, branch: string, before: string | undefined): Promise<number> {
  const oid = await branchTip(repository, branch)
  // what we merge ourselves is written down with the publication
  if (oid === null || oid === before || (await store.underWay(tx)).length > 0) return 0
  let found = 0
  const base = await usable(repository, before)
  // a matter nobody touched is not looked at: until the branch has followed a rollback it holds what is no longer in force, and that is no push
  const change = await between(repository, base, oid)
  for (const code of await mattersAt(repository, oid)) if (matters.isMatterCode(code) && (await change.of(code))) found += await lookAtMatter(tx, ctx, repository, { code, oid, before: base })
  await store.see(tx, branch, oid, ctx.now())
  return found
}

/** Compared by content with what was published last: a push that brings nothing new, or takes something back, is no proposal. */
async function lookAtMatter(tx: Tx, ctx: Context, repository: Repository, { code, oid, before }: { code: string; oid: string; before: string | null }): Promise<number> {
  const open = await store.openOnBranch(tx, repository.branch, code)
  if (open && (await same(repository, code, open.commit, oid))) return 0
  if (await isPublished(tx, repository, code, oid)) {
    if (open && !(await weTurned(repository, code, oid))) await takenBack(tx, ctx, open)
    return 0
  }
  if (await waits(tx, repository, code, oid)) return 0
  return adopt(tx, ctx, repository, { code, branch: repository.branch, oid, base: before, open })
}

async function isPublished(tx: Tx, repository: Repository, code: string, oid: string): Promise<boolean> {
  const last = await matters.latest(tx, code)
  return last !== undefined && holdsVersion(repository, await treesOf(repository, oid, code), await sharedAt(repository, oid), await matters.version(tx, last.versionId))
}

/**
 * Whether the matter is as published because we brought the branch back (turning.ts): that takes nobody's push back, also where a server was
 * killed before it wrote down what it had done. A commit made to look so keeps a proposal open, and no more.
 */
async function weTurned(repository: Repository, code: string, oid: string): Promise<boolean> {
  const { committer, message } = await lastCommitOf(repository, code, oid)
  return committer.email === COMMITTER.email && /^(Rollback|Withdrawal): \d+$/m.test(message)
}

/** Somebody merged an open proposal on the host: it is judged under its own number. */
async function waits(tx: Tx, repository: Repository, code: string, oid: string): Promise<boolean> {
  for (const proposal of await store.list(tx, { states: store.OPEN, code }, 100)) {
    if (proposal.branch !== repository.branch && (await same(repository, code, proposal.commit, oid))) return true
  }
  return false
}

/** Whether a matter's content is the same in both, by its own files and by the common parts it refers to. */
async function same(repository: Repository, code: string, before: string, after: string): Promise<boolean> {
  return (await (await between(repository, before, after)).of(code)) === null
}

/** A commit that is no longer in the repository (a forced push, then a clean-up) is no base. */
async function usable(repository: Repository, oid: string | undefined): Promise<string | null> {
  return oid === undefined ? null : commit(repository, oid).then(() => oid, () => null)
}

async function lookAtBranch(tx: Tx, ctx: Context, repository: Repository, branch: string, before: string | undefined): Promise<number> {
  const oid = await branchTip(repository, branch)
  if (oid === null || oid === before) return 0
  const { committer } = await commit(repository, oid)
  let found = 0
  // made by a request of ours that was killed before it was written down: nobody was told that it was there
  if (committer.email !== COMMITTER.email) {
    const published = (await tip(repository)).oid
    const base = published === null ? null : await mergeBase(repository, published, oid)
    const change = await between(repository, base, oid)
    for (const code of await mattersAt(repository, oid)) {
      const kind = matters.isMatterCode(code) ? await change.of(code) : null
      // of a matter that takes no cases a common part changes nothing
      if (kind === null || (kind === 'parts' && !(await matters.latest(tx, code)))) continue
      const open = await store.openOnBranch(tx, branch, code)
      if (open?.state === 'publishing') return found // looked at again when that is over
      if (open && (await same(repository, code, open.commit, oid))) continue
      found += await adopt(tx, ctx, repository, { code, branch, oid, base, open })
    }
  }
  await store.see(tx, branch, oid, ctx.now())
  return found
}

interface Pushed { code: string; branch: string; oid: string; base: string | null; open: store.Proposal | undefined }

async function adopt(tx: Tx, ctx: Context, repository: Repository, { code, branch, oid, base, open }: Pushed): Promise<number> {
  const { author, message } = await commit(repository, oid)
  const email = storable(author.email.slice(0, 100))
  const officer = await findOfficerByLogin(tx, email.split('@')[0]!.toLowerCase())
  const name = await nameAt(repository, oid, code)
  const text = storable(message.trim().slice(0, 4000)) || '—'
  const who = storable(author.name.trim().slice(0, 100)) || email || '—'
  if (open) await store.revise(tx, open.id, { branch, commit: oid, base: open.base, message: text, name }, ctx.now())
  const proposal = open ? (await store.byId(tx, open.id))! : await store.insert(tx, { code, name, source: 'outside', branch, commit: oid, base, message: text, authorId: officer?.id ?? null, authorName: who }, ctx.now())
  if (!proposal) return 0
  await store.addEvent(tx, proposal.id, { at: ctx.now(), kind: open ? 'revised' : 'proposed', officerId: officer?.id ?? null, name: who, revision: proposal.revision, remarks: text, commit: oid })
  await record(tx, ctx, { actor: SYSTEM, action: 'proposal.pushed', object: `proposal:${proposal.id}`, detail: { matter: code, branch, commit: oid, author: who, bypassed: branch === repository.branch } })
  ctx.log.warn({ matter: code, branch, commit: oid, proposal: proposal.id }, branch === repository.branch ? `A push to ${branch} changed ${code} without legal review: it takes no case until it is signed and published.` : `A push to ${branch} proposes a change of ${code}.`)
  return 1
}

async function takenBack(tx: Tx, ctx: Context, open: store.Proposal): Promise<void> {
  await store.markEnded(tx, open.id, 'withdrawn', ctx.now())
  await store.addEvent(tx, open.id, { at: ctx.now(), kind: 'withdrawn', officerId: null, name: SYSTEM.name, revision: open.revision, remarks: '', commit: null })
  await record(tx, ctx, { actor: SYSTEM, action: 'proposal.withdrawn', object: `proposal:${open.id}`, detail: { matter: open.code, reason: 'the published branch holds what is published again' } })
}

async function nameAt(repository: Repository, oid: string, code: string): Promise<string> {
  try {
    const files = await filesAt(repository, await treesOf(repository, oid, code))
    const { name } = JSON.parse(files!['matter.json']!) as { name?: unknown }
    return typeof name === 'string' && name.trim() !== '' ? storable(name.slice(0, 200)) : code
  } catch {
    return code
  }
}

/** A commit may hold any bytes; PostgreSQL does not. Of a text that was cut already, for a cut may leave half a pair. */
function storable(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '')
}
