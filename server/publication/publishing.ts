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
import { merge, type Ready } from './merging.ts'
import { told } from './proposing.ts'
import { repositoryOf, tip, type Repository } from './repository/repository.ts'
import { stateOf } from './says.ts'
import { companions } from './together.ts'
import * as store from './store.ts'
import type { Proposal } from './store.ts'

const DAY_MS = 86_400_000

export interface PublishWish { officer: Officer; proposal: string; /** yyyy-mm-dd in China; today: from this moment on. */ effectiveFrom: string }

/**
 * Publishes, with those that change the same common part of forms (together.ts): all or none. Of two at once one wins, the other hears who and when.
 * @throws Refusal forbidden, publication-day, publication-early, proposal-state, proposal-taken, publication-moved, content-moved, base-moved, bundle-refused,
 * together-missing, together-apart, together-unsigned, together-blocked.
 */
export async function publish(ctx: Context, deploy: Deploy, wish: PublishWish): Promise<Proposal> {
  const { officer, proposal: id } = wish
  if (!hasRole(officer, 'publisher')) throw refuse('forbidden')
  const effectiveFrom = dayWanted(ctx, wish.effectiveFrom)
  const repository = repositoryOf(ctx.config)
  const at: Place = { id }
  try {
    await inTransaction(ctx.db, (tx) => claim(tx, ctx, repository, officer, at, effectiveFrom))
  } catch (error) {
    if (error instanceof Refusal && MUST_BE_SIGNED_AGAIN.has(error.code)) await inTransaction(ctx.db, (tx) => reopen(tx, ctx, officer, at.id, error))
    throw await named(ctx, id, at, error)
  }
  crashpoint('publication:claimed')
  return finish(ctx, deploy, id)
}

/** Which of several that are published together is being looked at: what is refused is refused of that one. */
interface Place { id: string }

/** What was refused of another one is said with its name. */
async function named(ctx: Context, id: string, at: Place, error: unknown): Promise<unknown> {
  if (!(error instanceof Refusal) || at.id === id || error.status >= 500) return error
  const other = await store.byId(ctx.db, at.id)
  return refuse('together-blocked', { matter: other?.name ?? '', why: error.sentence('zh-CN'), whyEn: error.sentence('en') })
}

/** What legal review compared or signed is no longer so: it goes back to them, for nobody else can help it on. */
const MUST_BE_SIGNED_AGAIN = new Set<string>(['publication-moved', 'content-moved'])

async function claim(tx: Tx, ctx: Context, repository: Repository, officer: Officer, at: Place, effectiveFrom: Date): Promise<void> {
  const { id } = at
  const wanted = await store.byId(tx, id)
  if (!wanted) throw refuse('not-found')
  const together = wanted.state === 'signed' ? await companions(tx, repository, wanted, (await tip(repository)).oid) : [wanted]
  const proposals = await store.lockAll(tx, together.map((one) => one.id))
  for (const { code } of byCode(proposals)) await store.holdMatter(tx, code)
  for (const proposal of proposals.sort((a, b) => Number(b.id === id) - Number(a.id === id))) {
    at.id = proposal.id
    if (proposal.state === 'publishing' || proposal.state === 'published') throw await taken(tx, proposal)
    if (proposal.state !== 'signed') throw refuse('proposal-state', stateOf(proposal))
    await refuseMoved(tx, proposal)
    await refuseEarly(tx, proposal, effectiveFrom)
    if (!(await store.claim(tx, proposal.id, officer, effectiveFrom, ctx.now()))) throw await taken(tx, proposal)
    await told(tx, ctx, proposal, officer, 'publishing', '', { effectiveFrom: effectiveFrom.toISOString() })
  }
}

/** In one order, so that no two publishers wait for each other. */
function byCode(proposals: readonly Proposal[]): Proposal[] {
  return [...proposals].sort((a, b) => (a.code < b.code ? -1 : 1))
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
  const at: Place = { id }
  try {
    return await inTransaction(ctx.db, (tx) => carryOut(tx, ctx, deploy, at))
  } catch (error) {
    if (error instanceof Refusal && error.status < 500) await inTransaction(ctx.db, (tx) => failed(tx, ctx, id, at, error))
    throw await named(ctx, id, at, error)
  }
}

async function carryOut(tx: Tx, ctx: Context, deploy: Deploy, at: Place): Promise<Proposal> {
  const { id } = at
  const proposals = await store.lockAll(tx, await store.claimedWith(tx, (await store.byId(tx, id))!))
  const asked = proposals.find((one) => one.id === id)!
  if (asked.state === 'published') return asked
  // what another server finished in the meantime is finished whole
  if (asked.state !== 'publishing') throw refuse('proposal-state', stateOf(asked))
  // somebody may have rolled back since the publisher's word: what they put in force stays
  for (const { code } of byCode(proposals)) await store.holdMatter(tx, code)
  const repository = repositoryOf(ctx.config)
  const branch = await tip(repository)
  const ready: Ready[] = []
  let shared: string | null = null
  for (const proposal of proposals) {
    at.id = proposal.id
    await refuseMoved(tx, proposal)
    const { bundle, problems, moved, trees, shared: parts } = await contentOf(tx, repository, proposal, branch.oid)
    if (moved) throw refuse('base-moved', { ...moved })
    matters.refuseErrors(proposal.code, problems)
    if (bundle!.hash !== proposal.hash) throw refuse('content-moved')
    ready.push({ proposal, bundle: bundle!, trees, signature: (await matters.signatureOf(tx, proposal.code, proposal.hash!))! })
    shared = parts
  }
  at.id = id
  await refuseIncomplete(tx, repository, proposals, branch.oid)
  const kept: { ready: Ready; version: matters.MatterVersion }[] = []
  for (const one of ready) {
    at.id = one.proposal.id
    const { proposal, bundle, signature } = one
    const { version } = await matters.keep(tx, ctx, bundle, { letterFault: letterRoom().fault, by: publisherOf(proposal), reviewedBy: signature.name, reviewedAt: signature.at, effectiveFrom: proposal.effectiveFrom })
    await deploy(matters.diagramOf(version)).catch((error: unknown) => matters.refuseOrWait(ctx, proposal.code, error))
    kept.push({ ready: one, version })
  }
  at.id = id
  const mergeOid = await merge(repository, ready, branch, shared)
  crashpoint('publication:merged')
  for (const { ready: one, version } of kept) await putInForce(tx, ctx, one, version, mergeOid)
  await store.see(tx, repository.branch, mergeOid, ctx.now())
  return (await store.byId(tx, id))!
}

/** A matter that came to refer to a common part since the publisher's word would be changed unseen. @throws Refusal together-missing, together-apart */
async function refuseIncomplete(tx: Tx, repository: Repository, proposals: readonly Proposal[], oid: string | null): Promise<void> {
  const claimed = new Set(proposals.map(({ id }) => id))
  for (const proposal of proposals) {
    const left = (await companions(tx, repository, proposal, oid)).filter(({ id }) => !claimed.has(id))
    if (left.length > 0) throw refuse('content-moved')
  }
}

async function putInForce(tx: Tx, ctx: Context, { proposal, signature }: Ready, version: matters.MatterVersion, mergeOid: string): Promise<void> {
  const { id, code } = proposal
  const publicationId = await matters.putInForce(tx, { code, versionId: version.id, kind: 'published', effectiveFrom: proposal.effectiveFrom!, by: { id: proposal.publishingBy, name: proposal.publishingByName! }, at: ctx.now(), reason: null })
  await store.markPublished(tx, id, publicationId, mergeOid, ctx.now())
  await store.addEvent(tx, id, { at: ctx.now(), kind: 'published', officerId: proposal.publishingBy, name: proposal.publishingByName!, revision: proposal.revision, remarks: '', commit: mergeOid })
  await record(tx, ctx, { actor: publisherOf(proposal), action: 'proposal.published', object: `proposal:${id}`, detail: { matter: code, versionId: version.id, publicationId, effectiveFrom: proposal.effectiveFrom!.toISOString(), commit: proposal.commit, merge: mergeOid, hash: proposal.hash, reviewedBy: signature.name } })
}

function publisherOf(proposal: Proposal): Actor {
  return { kind: 'officer', id: proposal.publishingBy!, name: proposal.publishingByName! }
}

async function failed(tx: Tx, ctx: Context, id: string, at: Place, error: Refusal): Promise<void> {
  for (const proposal of await store.lockAll(tx, await store.claimedWith(tx, (await store.byId(tx, id))!))) {
    if (proposal.state !== 'publishing') continue
    await store.giveBack(tx, proposal.id, proposal.id === at.id && MUST_BE_SIGNED_AGAIN.has(error.code) ? 'proposed' : 'signed', ctx.now())
    await store.addEvent(tx, proposal.id, { at: ctx.now(), kind: 'failed', officerId: proposal.publishingBy, name: proposal.publishingByName!, revision: proposal.revision, remarks: error.sentence(), commit: null })
    await record(tx, ctx, { actor: publisherOf(proposal), action: 'proposal.failed', object: `proposal:${proposal.id}`, detail: { matter: proposal.code, reason: error.message } })
  }
}

/** Goes on with what was being published when a server died. What cannot be finished is signed as before and says why. */
export async function resume(ctx: Context, deploy: Deploy): Promise<void> {
  for (const { id, code } of await store.underWay(ctx.db)) {
    await finish(ctx, deploy, id).catch((error: unknown) => ctx.log.error({ matter: code, proposal: id, error: String(error) }, `The publication of ${code} that was under way could not be finished yet.`))
  }
}
