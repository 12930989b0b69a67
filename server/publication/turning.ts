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
import { alone, lookAtPushes } from './outside.ts'
import { COMMITTER } from './proposing.ts'
import { moveBranch } from './repository/refs.ts'
import { commit, openRepository, tip, type Repository } from './repository/repository.ts'
import { filesAt, sharedAt, sharedTree, treesOf, withMatter, writeCommit, writeFiles, type MatterTrees } from './repository/trees.ts'
import { holdsVersion } from './sameContent.ts'
import { heldFast } from './shared.ts'
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

/**
 * @returns the commit that says it, or why none was needed.
 * @throws Refusal repository-busy, Error where somebody pushes or another server looks meanwhile: they are tried again.
 */
async function turnBranch(ctx: Context, turn: Turn): Promise<string> {
  const repository = openRepository(ctx.config)
  if (!repository) return 'there is no repository'
  const done = await alone(ctx, async (seen) => {
    // our commit moves past what was pushed, so that is heard first
    await lookAtPushes(ctx, repository, seen)
    return inTransaction(ctx.db, (tx) => turnIn(tx, ctx, repository, turn))
  })
  if (done === undefined) throw new Error('Another server looks at the repository just now.')
  return done
}

async function turnIn(tx: Tx, ctx: Context, repository: Repository, turn: Turn): Promise<string> {
  await store.holdMatter(tx, turn.code)
  const { oid, born } = await tip(repository)
  if (oid === null || !born) return 'nothing is published by a branch yet'
  const seen = (await store.seen(tx)).get(repository.branch)
  if (seen !== undefined && seen !== oid) throw new Error(`${repository.branch} stands at ${oid}, which was not looked at yet: pushed just now, or it cannot be read (then the log says so).`)
  const last = await matters.latest(tx, turn.code)
  if (!last) return 'nothing of the matter is published any more'
  const made = (await ourTurn(repository, oid, turn)) ?? (await turned(tx, repository, oid, turn, await matters.version(tx, last.versionId)))
  if (made === null) return 'the branch holds the version already'
  crashpoint('publication:turned')
  await store.see(tx, repository.branch, made.tip, ctx.now())
  await record(tx, ctx, { actor: SYSTEM, action: 'matter.branch-turned', object: `matter:${turn.code}`, detail: { publicationId: turn.publicationId, versionId: last.versionId, commit: made.commit } })
  return made.commit
}

/** Our commit, and where the branch stands: at it, or farther on where somebody pushed since a killed server made it. */
interface Made { commit: string; tip: string }

/** @returns null where the branch holds the version already. @throws Refusal repository-busy */
async function turned(tx: Tx, repository: Repository, oid: string, turn: Turn, version: MatterVersion): Promise<Made | null> {
  const shared = await sharedAt(repository, oid)
  if (await holdsVersion(repository, await treesOf(repository, oid, turn.code), shared, version)) return null
  const { trees, parts } = await treesOfVersion(tx, repository, oid, version, shared)
  const message = [
    `${version.bundle.matter.name} (${turn.code}): ${turn.kind === 'Rollback' ? 'back to an earlier version' : 'a publication taken back before its day'}`, '', turn.reason.replace(/\s+/g, ' '), '',
    ...(parts.length === 0 ? [] : [`The common parts ${parts.map((part) => `forms/shared/${part}`).join(', ')} are others by now. This version's forms keep them as they were, written out.`, '']),
    `${turn.kind}: ${turn.publicationId}`, `Content: sha256:${version.hash}`, `Decided-by: ${turn.by}`,
  ].join('\n')
  const at = new Date(turn.at)
  const made = await writeCommit(repository, { tree: await withMatter(repository, oid, turn.code, trees), parents: [oid], message, author: { name: turn.by, email: 'publisher@tongban.invalid', at }, committer: { ...COMMITTER, at } })
  if (!(await moveBranch(repository, repository.branch, oid, made))) throw refuse('repository-busy', { branch: repository.branch, lock: repository.gitdir })
  return { commit: made, tip: made }
}

/** The commit that a killed server had made before it could say so. */
async function ourTurn(repository: Repository, oid: string, { kind, publicationId, at }: Turn): Promise<Made | undefined> {
  const second = Math.floor(new Date(at).getTime() / 1000)
  let found = await commit(repository, oid)
  for (let steps = 0; steps < 50; steps++) {
    if (found.committer.email === COMMITTER.email && found.committer.timestamp === second && found.message.includes(`\n${kind}: ${publicationId}\n`)) return { commit: found.oid, tip: oid }
    if (found.parents[0] === undefined || found.committer.timestamp < second - 3600) return undefined
    found = await commit(repository, found.parents[0])
  }
  return undefined
}

/** Farther back nobody looks: then the files are written anew from the version itself, with the scenarios there are. */
const MOST_COMMITS = 300

interface Shape { trees: MatterTrees; /** Common parts written out in its forms. */ parts: string[] }

/**
 * The version's files as its author wrote them, found in the commit that brought them by what the common parts of forms meant there. What a `$ref`
 * means by now may be another thing, and other matters', so it is the version's own form that says the earlier words; every other `$ref` stays.
 */
async function treesOfVersion(tx: Tx, repository: Repository, oid: string, version: MatterVersion, now: Record<string, string>): Promise<Shape> {
  for await (const at of candidates(tx, repository, oid, version)) {
    const [trees, then] = [await treesOf(repository, at, version.code), await sharedAt(repository, at)]
    if (await holdsVersion(repository, trees, then, version)) return shaped(repository, trees, then, now)
  }
  return { trees: await writtenAnew(repository, await treesOf(repository, oid, version.code), version), parts: [] }
}

async function shaped(repository: Repository, trees: MatterTrees, then: Record<string, string>, now: Record<string, string>): Promise<Shape> {
  const { files, parts } = heldFast((await filesAt(repository, trees))!, then, now)
  return { trees: parts.length === 0 ? trees : await writeFiles(repository, trees, files), parts }
}

/** The commit that published the version, then every one of the published line in which the matter or the common parts were others than in the one after it. */
async function* candidates(tx: Tx, repository: Repository, oid: string, { id, code }: MatterVersion): AsyncGenerator<string> {
  const merged = await store.mergeOf(tx, id)
  if (merged !== undefined && (await commit(repository, merged).catch(() => undefined))) yield merged
  let before = ''
  for (let at: string | null = oid, steps = 0; at !== null && steps < MOST_COMMITS; steps++) {
    const content = JSON.stringify([await treesOf(repository, at, code), await sharedTree(repository, at)])
    if (content !== before) yield at
    before = content
    at = (await commit(repository, at)).parents[0] ?? null
  }
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
