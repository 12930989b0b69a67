/**
 * The published branch says what is in force: after a rollback, or when a publication is taken back before its day, one more commit brings the
 * matter's files back to those of the version published last. Nothing of the history is lost, and the next proposal is built on it.
 */
import { record, SYSTEM } from '../audit/service.ts'
import type { Context } from '../context.ts'
import { crashpoint } from '../db/crashpoint.ts'
import { enqueue, type TopicHandler } from '../db/outbox.ts'
import { inTransaction, type Tx } from '../db/pool.ts'
import { refuse } from '../errors.ts'
import * as matters from '../matters/service.ts'
import type { MatterVersion } from '../matters/service.ts'
import { lookAtPushes } from './outside.ts'
import { COMMITTER } from './proposing.ts'
import { moveBranch } from './repository/refs.ts'
import { commit, openRepository, tip, type Repository } from './repository/repository.ts'
import { filesAt, sameTrees, treesOf, withMatter, writeCommit, writeFiles, type MatterTrees } from './repository/trees.ts'
import { holdsVersion } from './sameContent.ts'
import * as store from './store.ts'

/** Recorded data alone, so that a second try makes the same commit. `publicationId`: what rolled back, or what was taken back. */
export interface Turn { code: string; publicationId: string; kind: 'Rollback' | 'Withdrawal'; at: string; by: string; reason: string }

/** Written in the transaction that decides; the branch follows by the outbox, whatever happens to this server. */
export function followBranch(tx: Tx, ctx: Context, turn: Omit<Turn, 'at'>): Promise<void> {
  return enqueue(tx, ctx, { topic: 'publication:branch', payload: { ...turn, at: ctx.now().toISOString() } })
}

export const topics: Record<string, TopicHandler> = {
  'publication:branch': ({ payload }, ctx) => turnBranch(ctx, payload as Turn),
}

/** @returns the commit that says it, or why none was needed. @throws Refusal repository-busy, Error where somebody pushes meanwhile: both are tried again. */
async function turnBranch(ctx: Context, turn: Turn): Promise<string> {
  const repository = openRepository(ctx.config)
  if (!repository) return 'there is no repository'
  // our commit moves past what was pushed, so that is heard first
  await lookAtPushes(ctx, repository)
  return inTransaction(ctx.db, async (tx) => {
    await store.holdMatter(tx, turn.code)
    const { oid, born } = await tip(repository)
    if (oid === null || !born) return 'nothing is published by a branch yet'
    const seen = (await store.seen(tx)).get(repository.branch)
    if (seen !== undefined && seen !== oid) throw new Error(`${repository.branch} was moved to ${oid} meanwhile.`)
    const last = await matters.latest(tx, turn.code)
    if (!last) return 'nothing of the matter is published any more'
    const made = (await ourTurn(repository, oid, turn)) ?? (await turned(tx, repository, oid, turn, await matters.version(tx, last.versionId)))
    crashpoint('publication:turned')
    await store.see(tx, repository.branch, made, ctx.now())
    await record(tx, ctx, { actor: SYSTEM, action: 'matter.branch-turned', object: `matter:${turn.code}`, detail: { publicationId: turn.publicationId, versionId: last.versionId, commit: made } })
    return made
  })
}

/** @returns the tip itself where it holds the version already. @throws Refusal repository-busy */
async function turned(tx: Tx, repository: Repository, oid: string, turn: Turn, version: MatterVersion): Promise<string> {
  const now = await treesOf(repository, oid, turn.code)
  if (await holdsVersion(repository, now, oid, version)) return oid
  const trees = await treesOfVersion(tx, repository, oid, version)
  const message = [
    `${version.bundle.matter.name} (${turn.code}): ${turn.kind === 'Rollback' ? 'back to an earlier version' : 'a publication taken back before its day'}`, '', turn.reason.replace(/\s+/g, ' '), '',
    `${turn.kind}: ${turn.publicationId}`, `Content: sha256:${version.hash}`, `Decided-by: ${turn.by}`,
  ].join('\n')
  const at = new Date(turn.at)
  const made = await writeCommit(repository, { tree: await withMatter(repository, oid, turn.code, trees), parents: [oid], message, author: { name: turn.by, email: 'publisher@tongban.invalid', at }, committer: { ...COMMITTER, at } })
  if (!(await moveBranch(repository, repository.branch, oid, made))) throw refuse('repository-busy', { branch: repository.branch, lock: repository.gitdir })
  return made
}

/** The commit that a killed server had made before it could say so. */
async function ourTurn(repository: Repository, oid: string, { kind, publicationId, at }: Turn): Promise<string | undefined> {
  const second = Math.floor(new Date(at).getTime() / 1000)
  let found = await commit(repository, oid)
  for (let steps = 0; steps < 50; steps++) {
    if (found.committer.email === COMMITTER.email && found.committer.timestamp === second && found.message.includes(`\n${kind}: ${publicationId}\n`)) return oid
    if (found.parents[0] === undefined || found.committer.timestamp < second - 3600) return undefined
    found = await commit(repository, found.parents[0])
  }
  return undefined
}

/** Farther back nobody looks: then the files are written anew from the version itself, with the scenarios there are. */
const MOST_COMMITS = 300

async function treesOfVersion(tx: Tx, repository: Repository, oid: string, version: MatterVersion): Promise<MatterTrees> {
  const { code } = version
  const merged = await store.mergeOf(tx, version.id)
  const known = merged === undefined ? undefined : await treesOf(repository, merged, code).catch(() => undefined)
  if (known && (await holdsVersion(repository, known, oid, version))) return known
  let before: MatterTrees | undefined
  for (let at: string | null = oid, steps = 0; at !== null && steps < MOST_COMMITS; steps++) {
    const trees = await treesOf(repository, at, code)
    if (!(before && sameTrees(trees, before)) && (await holdsVersion(repository, trees, oid, version))) return trees
    before = trees
    at = (await commit(repository, at)).parents[0] ?? null
  }
  return writtenAnew(repository, await treesOf(repository, oid, code), version)
}

async function writtenAnew(repository: Repository, now: MatterTrees, { bundle: { matter, diagram, forms, letters, tables = {} } }: MatterVersion): Promise<MatterTrees> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
  // what a version does not hold: the scenarios, and the cases that tables are tried by
  const tried = Object.entries((await filesAt(repository, now)) ?? {}).filter(([name]) => /^scenarios\/|\.cases\.yaml$/.test(name))
  return writeFiles(repository, now, {
    'matter.json': json(matter), 'process.bpmn': diagram, ...Object.fromEntries(tried),
    ...Object.fromEntries(Object.entries(forms).map(([key, form]) => [`forms/${key}.schema.json`, json(form)])),
    ...Object.fromEntries(Object.entries(letters).map(([kind, text]) => [`letters/${kind}.hbs`, text])),
    ...Object.fromEntries(Object.entries(tables).map(([name, text]) => [`tables/${name}.dmn`, text])),
  })
}
