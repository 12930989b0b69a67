/** A matter's files as the repository has them at a revision, and what may be proposed in their place. */
import { readFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { Refusal, refuse } from '../errors.ts'
import { isMatterCode } from '../matters/service.ts'
import { check } from '../web/edge.ts'
import { commit, openRepository, tip, type Commit, type Repository } from './repository/repository.ts'
import { filesAt, MATTER_FILE, MOST_BYTES, MOST_BYTES_TOGETHER, sharedAt, sharedTree, treesOf, sameTrees, type MatterFiles } from './repository/trees.ts'

export type { MatterFiles } from './repository/trees.ts'

export interface MatterAt {
  matter: string
  /** The commit it was read at, which a proposal names as its base; null where nothing can be proposed (no repository, or an empty one). */
  revision: string | null
  files: MatterFiles
  /** Common parts of forms that the matter's forms refer to as `../shared/<name>`. Read only: they are other matters' too. */
  shared: Record<string, string>
}

const MOST_FILES = 200

/**
 * A matter's files. @param revision a commit's full id; without it what is published, or HEAD before anything was published here.
 * @throws Refusal no-such-revision, no-such-matter
 */
export async function readFiles(ctx: Context, matter: string, revision?: string): Promise<MatterAt> {
  const found = await readPlace(ctx, matter, revision)
  if (Object.keys(found.files).length === 0) throw refuse('no-such-matter', { matter })
  return found
}

/**
 * The same for a matter that need not be there yet: then without files, at the revision that its first proposal stands on.
 * @throws Refusal no-such-revision; no-such-matter where the code can be none
 */
export async function readPlace(ctx: Context, matter: string, revision?: string): Promise<MatterAt> {
  if (!isMatterCode(matter)) throw refuse('no-such-matter', { matter: matter.slice(0, 64) })
  const repository = openRepository(ctx.config)
  if (!repository) return fromDisk(ctx, matter)
  const oid = revision === undefined ? (await tip(repository)).oid : (await commit(repository, idOf(revision))).oid
  const files = await filesAt(repository, await treesOf(repository, oid, matter)) ?? {}
  return { matter, revision: oid, files, shared: await sharedAt(repository, oid) }
}

/** @throws Refusal no-such-revision */
export function idOf(revision: string): string {
  if (!/^[0-9a-f]{40}$/.test(revision)) throw refuse('no-such-revision', { revision: revision.slice(0, 40) })
  return revision
}

function fromDisk({ config }: Context, matter: string): MatterAt {
  const [own, forms, common] = [join(config.processesDir, matter), join(config.formsDir, matter), join(config.formsDir, 'shared')]
  const read = (dir: string, prefix: string): [string, string][] => (existsSync(dir) ? readdirSync(dir) : []).filter((name) => MATTER_FILE.test(`${prefix}${name}`)).map((name) => [`${prefix}${name}`, readFileSync(join(dir, name), 'utf8')])
  const files = Object.fromEntries([...read(own, ''), ...read(join(own, 'letters'), 'letters/'), ...read(join(own, 'tables'), 'tables/'), ...read(join(own, 'scenarios'), 'scenarios/'), ...read(forms, 'forms/')])
  return { matter, revision: null, files: Object.hasOwn(files, 'matter.json') ? files : {}, shared: Object.fromEntries(read(common, 'forms/').map(([name, text]) => [name.slice('forms/'.length), text])) }
}

/**
 * Whether these files can be a matter at all; what is wrong with the matter itself is told by its check.
 * @returns the matter's name. @throws Refusal proposal-files
 */
export function judgeFiles(matter: string, files: MatterFiles): string {
  const wrong = (detail: string): Refusal => refuse('proposal-files', { detail })
  if (!isMatterCode(matter)) throw wrong(`a matter's code is 2 to 64 small letters, digits and -, and not rules, calendar, play or shared, but is "${matter.slice(0, 64)}".`)
  const entries = Object.entries(files)
  if (entries.length > MOST_FILES) throw wrong(`a matter has at most ${MOST_FILES} files, these are ${entries.length}.`)
  let together = 0
  for (const [name, content] of entries) {
    if (!MATTER_FILE.test(name)) throw wrong(`"${name.slice(0, 100)}" is no file of a matter. Files are matter.json, process.bpmn, letters/<kind>.hbs, tables/<name>.dmn with tables/<name>.cases.yaml, forms/<form>.schema.json, scenarios/<name>.yaml.`)
    if (typeof content !== 'string') throw wrong(`the content of ${name} must be text.`)
    const bytes = Buffer.byteLength(content)
    together += bytes
    if (bytes > MOST_BYTES || together > MOST_BYTES_TOGETHER) throw wrong(`${name} has ${bytes} bytes; a file may have ${MOST_BYTES}, all together ${MOST_BYTES_TOGETHER}.`)
  }
  try {
    check(files, 'files')
  } catch (error) {
    throw error instanceof Refusal ? wrong(String(error.details.detail)) : error
  }
  if (!Object.hasOwn(files, 'process.bpmn')) throw wrong('process.bpmn is missing.')
  return nameIn(matter, files['matter.json'], wrong)
}

function nameIn(matter: string, text: string | undefined, wrong: (detail: string) => Refusal): string {
  if (text === undefined) throw wrong('matter.json is missing.')
  let guide: { code?: unknown; name?: unknown } | null
  try {
    guide = JSON.parse(text) as typeof guide
  } catch (error) {
    throw wrong(`matter.json is not JSON: ${(error as Error).message}.`)
  }
  if (guide?.code !== matter) throw wrong(`matter.json must have the code "${matter}" of its folder, but has ${JSON.stringify(guide?.code) ?? 'none'}.`)
  return typeof guide.name === 'string' && guide.name.trim() !== '' ? guide.name.slice(0, 200) : matter
}

/** Who changed a matter last between two commits, for the sentence that tells that it moved. */
export async function lastChange(repository: Repository, matter: string, later: string, earlier: string | null): Promise<{ who: string; when: string }> {
  return saidOf(await changedLast(repository, later, earlier, async (at, wanted) => sameTrees(await treesOf(repository, at, matter), await treesOf(repository, wanted, matter))))
}

/** The same of the common parts of forms. */
export async function lastSharedChange(repository: Repository, later: string, earlier: string | null): Promise<{ who: string; when: string }> {
  return saidOf(await changedLast(repository, later, earlier, async (at, wanted) => (await sharedTree(repository, at)) === (await sharedTree(repository, wanted))))
}

/** The commit by which the published line came to hold of a matter what it holds at `later`. */
export async function lastCommitOf(repository: Repository, matter: string, later: string): Promise<Commit> {
  return changedLast(repository, later, null, async (at, wanted) => sameTrees(await treesOf(repository, at, matter), await treesOf(repository, wanted, matter)))
}

async function changedLast(repository: Repository, later: string, earlier: string | null, same: (at: string, wanted: string) => Promise<boolean>): Promise<Commit> {
  let at = await commit(repository, later)
  for (let steps = 0; steps < 200; steps++) {
    // our merges have the published line first and the proposal second: the author of the change is the second's
    const [before] = at.parents
    if (before === undefined || before === earlier || !(await same(before, later))) break
    at = await commit(repository, before)
  }
  return at
}

function saidOf({ author }: Commit): { who: string; when: string } {
  return { who: author.name, when: instantOf(author.timestamp).toISOString() }
}

/** A commit may name any second at all; beyond what a calendar here knows it is none. */
export function instantOf(seconds: number): Date {
  return new Date(seconds > 0 && seconds < 4_102_444_800 ? seconds * 1000 : 0)
}
