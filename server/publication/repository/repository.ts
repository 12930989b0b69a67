/**
 * The git repository of the matters: found, opened, its published branch. Only objects and branches are touched, by isomorphic-git, so Node
 * alone suffices; a work tree or index that a person works in is never read nor written.
 */
import fs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import git from 'isomorphic-git'
import type { Config } from '../../config.ts'
import { refuse } from '../../errors.ts'

export interface Repository {
  gitdir: string
  /** Holds what is published. */
  branch: string
  /** The HEAD from which that branch starts at its first use. */
  head: string
  /** isomorphic-git keeps read packs in it. */
  cache: object
}

/**
 * @returns null where there is none to use: an unpacked archive, a folder that is none, a published branch that somebody works on.
 * `whyNot` says which. What was published stays in force; nothing can be proposed meanwhile.
 */
export function openRepository(config: Config): Repository | null {
  const found = find(placeOf(config))
  if (!found || checkedOutIn(found.gitdir, config.processesBranch) !== undefined) return null
  return { ...found, branch: config.processesBranch, cache: cacheOf(found.gitdir) }
}

/** One sentence with what to do; null where there is a repository to use. */
export function whyNot(config: Config): string | null {
  const found = find(placeOf(config))
  if (!found) return `${placeOf(config)} holds no git repository, so no change of a matter can be proposed or published. Install from a clone, or set PROCESSES_REPOSITORY to a clone or a bare repository.`
  const checkedOut = checkedOutIn(found.gitdir, config.processesBranch)
  if (checkedOut === undefined) return null
  return `The branch "${config.processesBranch}" is checked out in ${checkedOut}, where publishing would pull the ground from under whoever works there. Set PROCESSES_BRANCH to another branch, or PROCESSES_REPOSITORY to a bare repository.`
}

function placeOf(config: Config): string {
  return config.processesRepository ?? dirname(config.processesDir)
}

const caches = new Map<string, object>()

function cacheOf(gitdir: string): object {
  const cache = caches.get(gitdir) ?? {}
  caches.set(gitdir, cache)
  return cache
}

/** @throws Refusal no-repository */
export function repositoryOf(config: Config): Repository {
  const repository = openRepository(config)
  if (!repository) throw refuse('no-repository', { why: whyNot(config) })
  return repository
}

/** A folder that is the root of a clone or work tree, or a bare repository itself. */
function find(folder: string): { gitdir: string; head: string } | undefined {
  const dot = join(folder, '.git')
  if (isRepository(folder)) return { gitdir: folder, head: join(folder, 'HEAD') }
  if (!fs.existsSync(dot)) return undefined
  if (isRepository(dot)) return { gitdir: dot, head: join(dot, 'HEAD') }
  // a work tree of its own: its HEAD stands apart, objects and branches in the common folder
  const own = resolve(folder, fs.readFileSync(dot, 'utf8').replace(/^gitdir:\s*/, '').trim())
  const common = join(own, 'commondir')
  const gitdir = fs.existsSync(common) ? resolve(own, fs.readFileSync(common, 'utf8').trim()) : own
  return isRepository(gitdir) ? { gitdir, head: join(own, 'HEAD') } : undefined
}

function isRepository(folder: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => fs.existsSync(join(folder, name)))
}

/** The checkout whose HEAD is the branch; a bare repository has none. */
function checkedOutIn(gitdir: string, branch: string): string | undefined {
  const worktrees = join(gitdir, 'worktrees')
  const heads = fs.existsSync(worktrees) ? fs.readdirSync(worktrees).map((name) => join(worktrees, name, 'HEAD')) : []
  if (!/^\s*bare\s*=\s*true/m.test(textOf(join(gitdir, 'config')))) heads.unshift(join(gitdir, 'HEAD'))
  const head = heads.find((file) => textOf(file).trim() === `ref: refs/heads/${branch}`)
  return head === undefined ? undefined : dirname(head)
}

function textOf(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
}

/** The commit a branch points to; null where there is no such branch. */
export async function branchTip({ gitdir }: Repository, branch: string): Promise<string | null> {
  try {
    return await git.resolveRef({ fs, gitdir, ref: `refs/heads/${branch}` })
  } catch (error) {
    if ((error as { code?: string }).code === 'NotFoundError') return null
    throw error
  }
}

/** What is published; before its first use, what the repository's HEAD has. `null` in a repository without commits. */
export async function tip(repository: Repository): Promise<{ oid: string | null; born: boolean }> {
  const oid = await branchTip(repository, repository.branch)
  if (oid !== null) return { oid, born: true }
  const head = textOf(repository.head).trim().replace(/^ref:\s*(refs\/heads\/)?/, '')
  return { oid: /^[0-9a-f]{40}$/.test(head) ? head : await branchTip(repository, head), born: false }
}

export interface Person { name: string; email: string; /** seconds */ timestamp: number }

export interface Commit { oid: string; tree: string; parents: string[]; message: string; author: Person; committer: Person }

/** The commit of a full id. @throws Refusal no-such-revision, also for one that says neither what it holds nor who made it */
export async function commit({ gitdir, cache }: Repository, oid: string): Promise<Commit> {
  const read = await git.readCommit({ fs, gitdir, cache, oid }).then(({ commit: found }) => found, () => undefined)
  if (!read?.tree || !read.author || !read.committer) throw refuse('no-such-revision', { revision: oid.slice(0, 12) })
  return { oid, tree: read.tree, parents: read.parent, message: read.message, author: read.author, committer: read.committer }
}

/** Farther back nobody looks for who wrote what. */
const MOST_COMMITS = 300
const MOST_EARLIER = 3_000

/** The commits that a line of work adds to what it stands on, the latest first; all of them where it stands on nothing. */
export async function commitsSince(repository: Repository, oid: string, base: string | null): Promise<Commit[]> {
  const { found, cut } = await reachable(repository, oid, MOST_COMMITS, new Set(base === null ? [] : [base]))
  if (base === null || !(cut || found.some(({ parents }) => parents.length === 0))) return found
  // it leads past its base: an older line was merged in, and what that has in common with the base is nobody's work here
  const earlier = new Set((await reachable(repository, base, MOST_EARLIER, new Set())).found.map((one) => one.oid))
  return found.filter((one) => !earlier.has(one.oid))
}

async function reachable(repository: Repository, oid: string, most: number, but: Set<string>): Promise<{ found: Commit[]; cut: boolean }> {
  const [found, met, waiting]: [Commit[], Set<string>, string[]] = [[], new Set(but), [oid]]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (met.has(next)) continue
    if (found.length === most) return { found, cut: true }
    met.add(next)
    found.push(await commit(repository, next))
    waiting.push(...found.at(-1)!.parents)
  }
  return { found, cut: false }
}

/** Is the first commit the second, or among those the second stands on? */
export async function standsOn({ gitdir, cache }: Repository, earlier: string, later: string): Promise<boolean> {
  return earlier === later || git.isDescendent({ fs, gitdir, cache, oid: later, ancestor: earlier, depth: -1 })
}

/** Where two lines of commits part; null where they have nothing in common. */
export async function mergeBase({ gitdir, cache }: Repository, a: string, b: string): Promise<string | null> {
  const [found] = (await git.findMergeBase({ fs, gitdir, cache, oids: [a, b] })) as string[]
  return found ?? null
}

export async function proposalBranches({ gitdir }: Repository): Promise<string[]> {
  // git takes no branch that ends so: it is the lock of a push under way
  return (await git.listBranches({ fs, gitdir })).filter((name) => name.startsWith('proposals/') && !name.endsWith('.lock')).sort()
}
