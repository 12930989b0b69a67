/**
 * Publishing a signed proposal: the publisher's word is written first, then the engine hears the diagram, the published branch takes the
 * change, and version, day and trace are one transaction. A server killed on the way finishes it at its next start.
 */
import { record, type Actor } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { inTransaction, row, type Tx } from '../db/pool.ts'
import { dayOf } from '../deadlines/shanghai.ts'
import { Refusal, refuse } from '../errors.ts'
import { isDate } from '../forms/formats.ts'
import * as matters from '../matters/service.ts'
import type { Deploy } from '../matters/service.ts'
import { hasRole, type Officer } from '../people/service.ts'
import { contentOf, letterRoom } from './content.ts'
import { COMMITTER, told } from './proposing.ts'
import { moveBranch } from './repository/refs.ts'
import { commit, repositoryOf, standsOn, tip, type Repository } from './repository/repository.ts'
import { withMatter, writeCommit, type MatterTrees } from './repository/trees.ts'
import { stateOf } from './says.ts'
import * as store from './store.ts'
import type { Proposal } from './store.ts'

const DAY_MS = 86_400_000

export interface PublishWish { officer: Officer; proposal: string; /** yyyy-mm-dd in China; today: from this moment on. */ effectiveFrom: string }

/**
 * Publishes. Of two at once one wins, the other hears who and when.
 * @throws Refusal forbidden, publication-day, publication-early, proposal-state, proposal-taken, publication-moved, content-moved, base-moved, bundle-refused.
 */
export async function publish(ctx: Context, deploy: Deploy, wish: PublishWish): Promise<Proposal> {
  const { officer, proposal: id } = wish
  if (!hasRole(officer, 'publisher')) throw refuse('forbidden')
  const effectiveFrom = dayWanted(ctx, wish.effectiveFrom)
  repositoryOf(ctx.config)
  try {
    await inTransaction(ctx.db, (tx) => claim(tx, ctx, officer, id, effectiveFrom))
  } catch (error) {
    if (error instanceof Refusal && MUST_BE_SIGNED_AGAIN.has(error.code)) await inTransaction(ctx.db, (tx) => reopen(tx, ctx, officer, id, error))
    throw error
  }
  crashpoint('publication:claimed')
  return finish(ctx, deploy, id)
}

/** What legal review compared or signed is no longer so: it goes back to them, for nobody else can help it on. */
const MUST_BE_SIGNED_AGAIN = new Set<string>(['publication-moved', 'content-moved'])

async function claim(tx: Tx, ctx: Context, officer: Officer, id: string, effectiveFrom: Date): Promise<void> {
  const proposal = await store.lock(tx, id)
  if (!proposal) throw refuse('not-found')
  await store.holdMatter(tx, proposal.code)
  if (proposal.state === 'publishing' || proposal.state === 'published') throw await taken(tx, proposal)
  if (proposal.state !== 'signed') throw refuse('proposal-state', stateOf(proposal))
  await refuseMoved(tx, proposal)
  await refuseEarly(tx, proposal, effectiveFrom)
  if (!(await store.claim(tx, id, officer, effectiveFrom, ctx.now()))) throw await taken(tx, proposal)
  await told(tx, ctx, proposal, officer, 'publishing', '', { effectiveFrom: effectiveFrom.toISOString() })
}

async function reopen(tx: Tx, ctx: Context, officer: Officer, id: string, error: Refusal): Promise<void> {
  const proposal = await store.lock(tx, id)
  if (proposal?.state !== 'signed') return
  await store.giveBack(tx, id, 'proposed', ctx.now())
  await told(tx, ctx, proposal, officer, 'failed', error.sentence())
}

/** @throws Refusal publication-day */
function dayWanted(ctx: Context, text: string): Date {
  const today = dayOf(ctx.now())
  const wrong = refuse('publication-day', { today, found: text.slice(0, 40) })
  if (!isDate(text) || text < today) throw wrong
  const day = matters.startOfDay(text)
  if (day.getTime() > ctx.now().getTime() + 366 * DAY_MS) throw wrong
  return text === today ? ctx.now() : day
}

async function refuseMoved(tx: Tx, proposal: Proposal): Promise<void> {
  const last = await matters.latest(tx, proposal.code)
  if ((last?.id ?? null) !== proposal.comparedWith && last) throw refuse('publication-moved', { who: last.publishedBy, when: last.publishedAt.toISOString() })
}

/** A change stands on what was published before it: with an earlier day it would bring that in too soon, and be undone on that one's day. */
async function refuseEarly(tx: Tx, { code }: Proposal, effectiveFrom: Date): Promise<void> {
  const later = (await matters.historyOf(tx, code)).find((other) => other.withdrawnAt === null && other.effectiveFrom > effectiveFrom)
  if (later) throw refuse('publication-early', { day: dayOf(later.effectiveFrom), who: later.publishedBy })
}

async function taken(tx: Tx, proposal: Proposal): Promise<Refusal> {
  const winner = await row<{ who: string; when: Date }>(
    tx, `select publishing_by_name as who, publishing_at as "when" from proposal where code = ? and publishing_at is not null order by (id = ?) desc, publishing_at desc limit 1`, [proposal.code, proposal.id],
  )
  return winner ? refuse('proposal-taken', { who: winner.who, when: winner.when.toISOString() }) : refuse('proposal-state', stateOf(proposal))
}

/**
 * The rest of the way, once: whoever comes second finds it done. What cannot be published is signed as before, or waits for legal review
 * again where what they signed or compared with is no more, with the reason on its list.
 * @throws Refusal, and whatever a database or a disk throws: then the word stands, and `resume` goes on with it.
 */
export async function finish(ctx: Context, deploy: Deploy, id: string): Promise<Proposal> {
  try {
    return await inTransaction(ctx.db, (tx) => carryOut(tx, ctx, deploy, id))
  } catch (error) {
    if (error instanceof Refusal && error.status < 500) await inTransaction(ctx.db, (tx) => failed(tx, ctx, id, error))
    throw error
  }
}

async function carryOut(tx: Tx, ctx: Context, deploy: Deploy, id: string): Promise<Proposal> {
  const proposal = (await store.lock(tx, id))!
  if (proposal.state === 'published') return proposal
  if (proposal.state !== 'publishing') throw refuse('proposal-state', stateOf(proposal))
  // somebody may have rolled back since the publisher's word: what they put in force stays
  await store.holdMatter(tx, proposal.code)
  await refuseMoved(tx, proposal)
  const repository = repositoryOf(ctx.config)
  const { bundle, problems, moved, trees } = await contentOf(tx, repository, proposal)
  if (moved) throw refuse('base-moved', { ...moved })
  matters.refuseErrors(proposal.code, problems)
  if (bundle!.hash !== proposal.hash) throw refuse('content-moved')
  const [by, signature] = [publisherOf(proposal), (await matters.signatureOf(tx, proposal.code, proposal.hash!))!]
  const { version } = await matters.keep(tx, ctx, bundle!, { letterFault: letterRoom().fault, by, reviewedBy: signature.name, reviewedAt: signature.at, effectiveFrom: proposal.effectiveFrom })
  await deploy(matters.diagramOf(version)).catch((error: unknown) => matters.refuseOrWait(ctx, proposal.code, error))
  const mergeOid = await merge(repository, proposal, trees, { signedBy: signature.name, signedAt: signature.at })
  crashpoint('publication:merged')
  const publicationId = await matters.putInForce(tx, { code: proposal.code, versionId: version.id, kind: 'published', effectiveFrom: proposal.effectiveFrom!, by: { id: proposal.publishingBy, name: proposal.publishingByName! }, at: ctx.now(), reason: null })
  await store.markPublished(tx, id, publicationId, mergeOid, ctx.now())
  await store.see(tx, repository.branch, mergeOid, ctx.now())
  await store.addEvent(tx, id, { at: ctx.now(), kind: 'published', officerId: proposal.publishingBy, name: proposal.publishingByName!, revision: proposal.revision, remarks: '', commit: mergeOid })
  await record(tx, ctx, { actor: by, action: 'proposal.published', object: `proposal:${id}`, detail: { matter: proposal.code, versionId: version.id, publicationId, effectiveFrom: proposal.effectiveFrom!.toISOString(), commit: proposal.commit, merge: mergeOid, hash: proposal.hash, reviewedBy: signature.name } })
  return (await store.byId(tx, id))!
}

function publisherOf(proposal: Proposal): Actor {
  return { kind: 'officer', id: proposal.publishingBy!, name: proposal.publishingByName! }
}

/**
 * The change on the published branch, as one commit whose message says who drafted, signed and published it. Made of recorded data alone, so a
 * second try makes the same commit and finds it there.
 * @throws Refusal repository-busy, base-moved
 */
async function merge(repository: Repository, proposal: Proposal, trees: MatterTrees, { signedBy, signedAt }: { signedBy: string; signedAt: Date }): Promise<string> {
  const message = [
    `${proposal.name} (${proposal.code}): ${proposal.message.split('\n')[0]!.slice(0, 120)}`, '',
    `Proposal: ${proposal.id}`, `Drafted-by: ${proposal.authorName}`, `Legal-review: ${signedBy}, ${signedAt.toISOString()}`,
    `Content: sha256:${proposal.hash!}`, `Effective-from: ${proposal.effectiveFrom!.toISOString()}`, `Published-by: ${proposal.publishingByName!}`,
  ].join('\n')
  const at = proposal.publishingAt!
  const { oid, born } = await tip(repository)
  const done = oid === null ? undefined : await ourMerge(repository, oid, proposal)
  if (done !== undefined) return done
  const parents = oid === null ? [proposal.commit] : (await standsOn(repository, proposal.commit, oid)) ? [oid] : [oid, proposal.commit]
  const made = await writeCommit(repository, { tree: await withMatter(repository, oid, proposal.code, trees), parents, message, author: { name: proposal.publishingByName!, email: 'publisher@tongban.invalid', at }, committer: { ...COMMITTER, at } })
  if (!(await moveBranch(repository, repository.branch, born ? oid : null, made))) throw refuse('repository-busy', { branch: repository.branch, lock: repository.gitdir })
  return made
}

/** The merge that a killed server had made before it could say so: our committer, this proposal, this moment. */
async function ourMerge(repository: Repository, oid: string, { id, publishingAt }: Proposal): Promise<string | undefined> {
  let at = await commit(repository, oid)
  for (let steps = 0; steps < 50; steps++) {
    const ours = at.committer.email === COMMITTER.email && at.committer.timestamp === Math.floor(publishingAt!.getTime() / 1000)
    if (ours && at.message.includes(`\nProposal: ${id}\n`)) return at.oid
    if (at.parents[0] === undefined || at.committer.timestamp < publishingAt!.getTime() / 1000 - 3600) return undefined
    at = await commit(repository, at.parents[0])
  }
  return undefined
}

async function failed(tx: Tx, ctx: Context, id: string, error: Refusal): Promise<void> {
  const proposal = await store.lock(tx, id)
  if (proposal?.state !== 'publishing') return
  await store.giveBack(tx, id, MUST_BE_SIGNED_AGAIN.has(error.code) ? 'proposed' : 'signed', ctx.now())
  await store.addEvent(tx, id, { at: ctx.now(), kind: 'failed', officerId: proposal.publishingBy, name: proposal.publishingByName!, revision: proposal.revision, remarks: error.sentence(), commit: null })
  await record(tx, ctx, { actor: publisherOf(proposal), action: 'proposal.failed', object: `proposal:${id}`, detail: { matter: proposal.code, reason: error.message } })
}

/** Goes on with what was being published when a server died. What cannot be finished is signed as before and says why. */
export async function resume(ctx: Context, deploy: Deploy): Promise<void> {
  for (const { id, code } of await store.underWay(ctx.db)) {
    await finish(ctx, deploy, id).catch((error: unknown) => ctx.log.error({ matter: code, proposal: id, error: String(error) }, `The publication of ${code} that was under way could not be finished yet.`))
  }
}
